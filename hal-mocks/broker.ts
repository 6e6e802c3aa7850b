import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

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
 * look in with `mosquitto_sub`. `cut` is the network going away: connections die and new ones are refused.
 */
export class StreetBroker {
  readonly port: number;
  /** Said when the wanted port was taken; null: it was free. */
  readonly moved: string | null;
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #cut = false;

  private constructor(aedes: Aedes, server: Server, sockets: Set<Socket>, port: number, moved: string | null) {
    this.#aedes = aedes;
    this.#server = server;
    this.#sockets = sockets;
    this.port = port;
    this.moved = moved;
  }

  /** Listens on the wanted port, or on a free one when it is taken. */
  static async start(wantedPort: number): Promise<StreetBroker> {
    const aedes = await Aedes.createBroker();
    aedes.on("client", (client) => Object.assign(client, { duplicates: NONE_REMEMBERED }));
    const sockets = new Set<Socket>();
    const refused = (): boolean => broker.#cut;
    const server = createServer((socket) => {
      if (refused()) {
        socket.destroy();
        return;
      }
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      aedes.handle(socket);
    });
    const port = await listen(server, wantedPort);
    const moved = port === wantedPort ? null : `port ${wantedPort} is taken; the street's broker is on ${port}`;
    const broker = new StreetBroker(aedes, server, sockets, port, moved);
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  get isCut(): boolean {
    return this.#cut;
  }

  cut(away: boolean): void {
    this.#cut = away;
    if (away) for (const socket of this.#sockets) socket.destroy();
  }

  /** Puts a packet in as if a client had published it: how a street at another speed is mirrored here. */
  mirror(topic: string, payload: Uint8Array, retain: boolean): void {
    this.#aedes.publish(
      { cmd: "publish", topic, payload: Buffer.from(payload), retain, qos: 1, dup: false },
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    this.cut(true);
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
    await new Promise<void>((resolve) => {
      this.#aedes.close(resolve);
    });
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
