import { buildTopic } from "../../contract/topics.ts";
import { elapsed, seconds, type Instant } from "../../measure/time.ts";
import type { Seldom } from "../seldom.ts";
import type { Takers } from "../session/mailroom.ts";
import type { Connection } from "../session/transport.ts";
import type { LanPort } from "./lan-port.ts";

export type BrokerPortGiven = {
  readonly tenant: string;
  readonly zone: string;
  readonly trouble: Seldom;
  readonly now: () => Instant;
};
/** A broker brings us what we publish ourselves; after so long it does not. Our choice: as long as a word may take, twice. */
const ECHO_MS = seconds(10);
/** Where a message through the broker says that it comes from: MQTT does not tell who published it. */
const FROM_BROKER = "the broker";

/**
 * The zone's topic on the device's own session, while that is live. Nothing waits for another moment: what cannot be sent
 * now is dropped, and a broker that does not grant the topic is told of and left alone until the next session. Mosquitto
 * grants every topic and then brings nothing; QoS 0 is not answered. So one of our own messages at a time is looked for.
 */
export class BrokerPort implements LanPort {
  readonly isShared = true;
  readonly #topic: string;
  readonly #trouble: Seldom;
  readonly #now: () => Instant;
  /** Live, whether or not the topic is granted. */
  #session: Connection | null = null;
  #granted: Connection | null = null;
  #unsent = 0;
  /** The message of ours that should come back. */
  #echo: { readonly bytes: Uint8Array; readonly at: Instant } | null = null;
  #takePacket: (bytes: Uint8Array, from: string) => void = () => undefined;
  #takeUp: () => void = () => undefined;

  constructor({ tenant, zone, trouble, now }: BrokerPortGiven) {
    this.#topic = buildTopic({ at: "zone", tenant, zone });
    this.#trouble = trouble;
    this.#now = now;
  }

  /** The session is live on this connection. */
  live(connection: Connection): void {
    this.#session = connection;
    connection.subscribe([this.#topic], (refused) => this.#subscribed(connection, refused.length === 0), 0);
  }

  down(): void {
    this.#session = this.#granted = this.#echo = null;
  }

  get takers(): Takers {
    return {
      zone: ({ payload, taken }, topic) => {
        taken();
        this.take(buildTopic(topic), payload);
      },
    };
  }

  /** A message of the session; false: it is not ours. */
  take(topic: string, bytes: Uint8Array): boolean {
    if (topic !== this.#topic) return false;
    if (this.#granted === null) return true;
    if (this.#echo !== null && isSame(this.#echo.bytes, bytes)) this.#echo = null;
    this.#takePacket(bytes, FROM_BROKER);
    return true;
  }

  send(_to: string, bytes: Uint8Array): boolean {
    if (this.#granted === null) return false;
    if (this.#granted.send(this.#topic, bytes)) {
      this.#lookForEcho(bytes);
      return true;
    }
    this.#unsent += 1;
    const line = `the connection to the broker does not keep up: ${this.#unsent} messages not sent so far.`;
    this.#trouble.say(
      "neighbours unsent",
      `neighbours: ${line} Look at the uplink; the LAN, if there is one, goes on.`,
    );
    return false;
  }

  onPacket(take: (bytes: Uint8Array, from: string) => void): void {
    this.#takePacket = take;
  }

  onUp(take: () => void): void {
    this.#takeUp = take;
    if (this.#granted !== null) take();
  }

  close(): void {
    this.down();
  }

  #lookForEcho(bytes: Uint8Array): void {
    const at = this.#now();
    if (this.#echo !== null && elapsed(this.#echo.at, at) < ECHO_MS) return;
    const isMissed = this.#echo !== null;
    this.#echo = { bytes, at };
    if (!isMissed) return;
    const line = `the broker does not bring what is sent on ${this.#topic}. ${CURE}`;
    this.#trouble.say("neighbours echo", `neighbours: ${line}`);
  }

  #subscribed(connection: Connection, isGranted: boolean): void {
    if (this.#session !== connection) return;
    if (isGranted) {
      this.#granted = connection;
      this.#takeUp();
      return;
    }
    this.#trouble.say("neighbours refused", `neighbours: the broker does not grant ${this.#topic}. ${CURE}`);
  }
}

const CURE = "Let this device read and write it in the broker's access list, or take neighbours.overBroker out.";
const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
