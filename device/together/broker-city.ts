import type { Tally } from "../backend/tally.ts";
import { Watch, type Hear } from "../backend/watch.ts";
import { mqttTransport } from "../link/session/mqtt-transport.ts";
import type { Transport } from "../link/session/transport.ts";
import type { City } from "./city.ts";

/** A city behind a real broker: MQTT both ways. */
export class BrokerCity implements City {
  readonly #url: string;
  readonly #watch: Watch;

  private constructor(url: string, watch: Watch) {
    this.#url = url;
    this.#watch = watch;
  }

  /** Throws with the broker's own words when it cannot be reached. */
  static async open(url: string, tenant: string, hear?: Hear): Promise<BrokerCity> {
    return new BrokerCity(url, await Watch.open(url, tenant, hear));
  }
  transport(): Transport {
    return mqttTransport(this.#url);
  }
  tally(): Tally {
    return this.#watch.tally;
  }
  /** Counts from nothing again. */
  forget(): void {
    this.#watch.forget();
  }
  close(): Promise<void> {
    return this.#watch.close();
  }
}
