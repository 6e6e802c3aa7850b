import type { Attempt, Connection, Transport, TransportEvent } from "../link/session/transport.ts";
import type { City } from "./city.ts";

/** Where devices report to, and may be moved while they run: each loses its connection and comes back at the new place. */
export class MovingCity implements Pick<City, "transport"> {
  readonly #transports: MovingTransport[] = [];
  #city: Pick<City, "transport">;

  constructor(city: Pick<City, "transport">) {
    this.#city = city;
  }

  transport(): Transport {
    const moving = new MovingTransport(this.#city.transport());
    this.#transports.push(moving);
    return moving;
  }

  moveTo(city: Pick<City, "transport">): void {
    this.#city = city;
    for (const transport of this.#transports) transport.moveTo(city.transport());
  }
}

class MovingTransport implements Transport {
  #transport: Transport;
  /** Ends the open connection as a network would; null: there is none. */
  #lose: (() => void) | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  connect(attempt: Attempt, take: (event: TransportEvent) => void): Connection {
    const connection = this.#transport.connect(attempt, (event) => {
      if (event.event === "closed") this.#lose = null;
      take(event);
    });
    const dropped = (): void => {
      this.#lose = null;
      connection.drop();
    };
    this.#lose = () => {
      dropped();
      take({ event: "closed", cause: { kind: "lost", text: "moved to another broker" } });
    };
    return {
      subscribe: (topics, done, qos) => connection.subscribe(topics, done, qos),
      publish: (message, done) => connection.publish(message, done),
      send: (topic, bytes) => connection.send(topic, bytes),
      leave: () => connection.leave(),
      drop: dropped,
    };
  }

  moveTo(transport: Transport): void {
    this.#transport = transport;
    this.#lose?.();
  }
}
