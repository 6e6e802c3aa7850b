import mqtt from "mqtt";
import { Counter, type Tally } from "./tally.ts";

/** A broker that has not answered by then is not there. */
const CONNECT_MS = 10_000;

/** Told of each packet, whatever it is; false: it does not count. */
export type Hear = (packet: {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}) => boolean;

/** Listens to everything of one tenant and counts it, as any receiver of the city could. */
export class Watch {
  readonly #client: mqtt.MqttClient;
  #counter = new Counter();

  private constructor(client: mqtt.MqttClient, hear: Hear) {
    this.#client = client;
    client.on("message", (topic, payload, { retain }) => {
      if (hear({ topic, payload, retain })) this.#counter.take(topic, payload);
    });
  }

  /** Resolves when the subscription stands; throws with the broker's own words when it refuses. */
  static async open(url: string, tenant: string, hear: Hear = () => true): Promise<Watch> {
    const client = await mqtt.connectAsync(
      url,
      { protocolVersion: 4, connectTimeout: CONNECT_MS, reconnectPeriod: 1_000 },
      false,
    );
    const watch = new Watch(client, hear);
    // A broker that goes away is no news to a watch: the client comes back by itself each second.
    client.on("error", () => undefined);
    await client.subscribeAsync(`gaturum/1/${tenant}/#`, { qos: 1 });
    return watch;
  }

  get tally(): Tally {
    return this.#counter.tally;
  }

  /** Counts from nothing again. */
  forget(): void {
    this.#counter = new Counter();
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
