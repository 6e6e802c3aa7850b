import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Aedes, type Client } from "aedes";

/** Where the street's broker listens unless told otherwise; next to 1883, not on it. */
export const BROKER_PORT = 18_830;

/**
 * aedes takes a packet for a double, and drops it, whose number is lower than that of the last one that a client got; but
 * its retained packets come out after later ones (1.2.0; its issues 955 and 994). So no client remembers a number: what
 * two of its subscriptions match it may get twice, as MQTT 3.1.1 allows in 3.3.5.
 */
const NONE_REMEMBERED = new Proxy({}, { set: () => true });

/**
 * The MQTT broker inside the street (MQTT 3.1.1, 127.0.0.1 only), so that a street needs nothing installed and anyone may
 * look in with `mosquitto_sub`. `cut` is the network between street and broker going away: the connections of the
 * street's devices die and new ones are refused; whoever looks in stays.
 */
export class StreetBroker {
  readonly port: number;
  /** Said when the wanted port was taken; null: it was free. */
  readonly moved: string | null;
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #network: Cable;

  private constructor(aedes: Aedes, server: Server, network: Cable, port: number, moved: string | null) {
    this.#aedes = aedes;
    this.#server = server;
    this.#network = network;
    this.port = port;
    this.moved = moved;
  }

  /** Listens on the wanted port, or on a free one when it is taken. `isStreets`: of which client ids its devices are. */
  static async start(wantedPort: number, isStreets: (clientId: string) => boolean = () => true): Promise<StreetBroker> {
    const network = new Cable(isStreets);
    const aedes = await Aedes.createBroker({
      preConnect: (_client, { clientId }, done) => done(null, !network.refuses(clientId)),
    });
    aedes.on("client", (client) => {
      Object.assign(client, { duplicates: NONE_REMEMBERED });
      network.clients.set(client.id, client);
    });
    aedes.on("clientDisconnect", (client) => {
      if (network.clients.get(client.id) === client) network.clients.delete(client.id);
    });
    const server = createServer((socket) => aedes.handle(socket));
    const port = await listen(server, wantedPort);
    const moved = port === wantedPort ? null : `port ${wantedPort} is taken; the street's broker is on ${port}`;
    return new StreetBroker(aedes, server, network, port, moved);
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  get isCut(): boolean {
    return this.#network.isCut;
  }
  cut(away: boolean): void {
    this.#network.cut(away);
  }

  /** Puts a packet in as if a client had published it: how a street at another speed is mirrored here. */
  mirror(topic: string, payload: Uint8Array, retain: boolean): void {
    this.#aedes.publish(
      { cmd: "publish", topic, payload: Buffer.from(payload), retain, qos: 1, dup: false },
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    await new Promise<void>((resolve) => {
      this.#aedes.close(resolve);
    });
    await closed;
  }
}

/** What lies between the street and its broker. */
class Cable {
  readonly clients = new Map<string, Client>();
  readonly #isStreets: (clientId: string) => boolean;
  isCut = false;

  constructor(isStreets: (clientId: string) => boolean) {
    this.#isStreets = isStreets;
  }

  refuses(clientId: string): boolean {
    return this.isCut && this.#isStreets(clientId);
  }

  cut(away: boolean): void {
    this.isCut = away;
    for (const { id, conn } of [...this.clients.values()]) if (this.refuses(id)) conn.destroy();
  }
}

async function listen(server: Server, wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const outcome = await attempt(server, port);
    if (typeof outcome === "number") return outcome;
    if (outcome.code !== "EADDRINUSE") throw outcome;
  }
  throw new Error("127.0.0.1 has no free port for the street's broker");
}

function attempt(server: Server, port: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const failed = (cause: NodeJS.ErrnoException): void => {
      resolve(cause);
    };
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
