import type { Millis } from "../../measure/time.ts";
import type { CloseCause } from "./close-cause.ts";

/**
 * MQTT as the session needs it: one connection an attempt, and no reconnecting inside. Real is `mqtt-transport.ts`, in
 * simulated time `memory-transport.ts`. Contract, held by tests/link/transport-suite.ts:
 * - `connect` never throws; all that comes of it comes as events, `opened` at most once and `closed` once, last.
 * - After `drop` nothing comes any more. After `closed` or `drop` no `done` is called.
 * - A `done` never comes inside the call that it belongs to.
 */
export interface Transport {
  connect(attempt: Attempt, take: (event: TransportEvent) => void): Connection;
}

export type Attempt = {
  readonly clientId: string;
  readonly will: Message;
  readonly keepaliveMs: Millis;
};

export type Message = {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
};

/** What a broker says that it takes: publishes unacknowledged at once, and bytes of payload in each. */
export type BrokerLimits = { readonly receiveMaximum: number; readonly payloadBytesMax: number };

export type TransportEvent =
  /** `localAddress`: this end's IP address, null where there is no network. */
  | (BrokerLimits & {
      readonly event: "opened";
      readonly sessionPresent: boolean;
      readonly localAddress: string | null;
    })
  /** The PUBACK goes when `taken` is called: a command is acknowledged once it is stored. It is called once, and may be late. */
  | { readonly event: "message"; readonly topic: string; readonly payload: Uint8Array; readonly taken: () => void }
  | { readonly event: "closed"; readonly cause: CloseCause };

/** QoS 1 for what must arrive; QoS 0 between posts, where what comes late is of no use. */
export interface Connection {
  /** At most `SUBSCRIBE_TOPICS_MAX` topics; `refused` are those that the broker did not grant. `qos` is 1 if left out. */
  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void, qos?: 0 | 1): void;
  /** `done` comes with the PUBACK, or when it is certain that none will come: what is too large is never sent. */
  publish(message: Message, done: (result: Published) => void): void;
  /**
   * QoS 0, never retained, now or never: false where it was not handed to the network, because the connection is not
   * open or has more unsent than {@link UNSENT_BYTES_MAX}. It waits for nothing, and no publish waits for it.
   */
  send(topic: string, bytes: Uint8Array): boolean;
  /** Ends politely, so that the broker forgets the will; then `closed`. */
  leave(): void;
  /** Lets go at once; the broker publishes the will. */
  drop(): void;
}

/** Some 80 messages of one post to another. A connection that is so far behind brings them too late. Our choice. */
export const UNSENT_BYTES_MAX = 16_384;

/** `code` is the reason of a version 5 PUBACK, or {@link TOO_LARGE}; null where there was none. */
export type Published =
  { readonly ok: true } | { readonly ok: false; readonly code: number | null; readonly text: string };

/** MQTT 5, 2.4: "packet too large". */
export const TOO_LARGE = 0x95;
