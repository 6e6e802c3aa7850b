import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Flight } from "./flight.ts";

/** Of each connection; all of them hold at once. Zero, false and null: no such fault. */
export type Faults = {
  readonly latencyMs: number;
  readonly bytesPerS: number;
  readonly down: boolean;
  readonly silent: boolean;
  readonly slice: { readonly bytes: number; readonly pauseMs: number } | null;
  /** To the client. */
  readonly limitBytes: number | null;
};

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  bytesPerS: 0,
  down: false,
  silent: false,
  slice: null,
  limitBytes: null,
};

type Relayed = { readonly ends: readonly [client: Socket, target: Socket]; silent: boolean };

/** A relay to a port of 127.0.0.1 that is as bad as it is told to be; see the README. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  const proxy = new Proxy(targetPort);
  await proxy.listen(0);
  return proxy;
}

export class Proxy {
  port = 0;
  /** Connections since the start. */
  total = 0;
  readonly #targetPort: number;
  readonly #relayed = new Set<Relayed>();
  #server: Server | null = null;
  #faults = NO_FAULTS;

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  get open(): number {
    return this.#relayed.size;
  }

  url(scheme: "mqtt" | "mqtts" = "mqtt", host = "127.0.0.1"): string {
    return `${scheme}://${host}:${this.port}`;
  }

  /** Resolves when it holds: a port that is down refuses from then on, and one that is up again accepts. */
  async set(faults: Partial<Faults>): Promise<void> {
    const wasDown = this.#faults.down;
    this.#faults = { ...this.#faults, ...faults };
    if (this.#faults.silent) for (const relayed of this.#relayed) relayed.silent = true;
    if (this.#faults.down && !wasDown) await this.#close();
    if (!this.#faults.down && wasDown) await this.listen(this.port);
  }

  /** RST to both ends of every connection. */
  reset(): void {
    for (const { ends } of this.#relayed) for (const end of ends) end.resetAndDestroy();
  }

  stop(): Promise<void> {
    return this.#close();
  }

  async listen(port: number): Promise<void> {
    // Half-open: each end hears of the other's FIN when it has travelled.
    const server = createServer({ allowHalfOpen: true }, (client) => this.#relay(client));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const { ends } of this.#relayed) for (const end of ends) end.destroy();
    await closed;
  }

  #relay(client: Socket): void {
    const target = connect({ port: this.#targetPort, host: "127.0.0.1", allowHalfOpen: true });
    const relayed: Relayed = { ends: [client, target], silent: this.#faults.silent };
    this.total += 1;
    this.#relayed.add(relayed);
    const faults = () => this.#faults;
    const silent = () => relayed.silent;
    const flights = [
      new Flight(client, target, faults, silent, () => null),
      new Flight(target, client, faults, silent, () => this.#faults.limitBytes),
    ];
    for (const end of relayed.ends) {
      end.setNoDelay(true);
      end.on("error", () => undefined);
      end.once("close", (hadError) => {
        // A silent network tells nobody that the other end is gone.
        if (!relayed.silent) flights.forEach((flight) => flight.end(hadError));
        if (relayed.ends.every(({ closed }) => closed)) this.#relayed.delete(relayed);
      });
    }
  }
}
