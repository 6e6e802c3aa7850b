import mqtt, { UniqueMessageIdProvider, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { PAYLOAD_BYTES_MAX } from "../contract/limits.ts";
import { NotPermitted } from "./access.ts";
import { isRefusal, mayBeOfVersion, TAKEN_OVER, TAKEN_OVER_TEXT, whyBroken } from "./broken-line.ts";

export type Letter = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  /** Lets its PUBACK go; may be late, and does nothing once the connection is another one. */
  readonly taken: () => void;
};
export type BrokerAccess = {
  /** `mqtt://host:1883` or `mqtts://host:8883`. */
  readonly url: string;
  /** PEM: whom we believe, and who we are. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly username?: string;
  readonly password?: string;
};
export type BrokerParts = {
  readonly access: BrokerAccess;
  readonly clientId: string;
  /** Whether the broker keeps what comes while we are away. */
  readonly keepSession: boolean;
  readonly onLetter: (letter: Letter) => void;
  /** Each time a connection stands; nothing is subscribed yet unless the broker kept it. */
  readonly onUp: (line: Line) => void;
  readonly onDown: (why: string) => void;
  /** How long it has for an answer, {@link ANSWER_MS} where nothing is said. */
  readonly answerMs?: number;
};

/** One connection that stands. What is asked of it rejects when it breaks. */
export interface Line {
  /** False from the broker itself: it has no shared subscriptions. null: it does not say. */
  readonly shared: boolean | null;
  /** Those of the filters that the broker did not grant. */
  subscribe(filters: readonly string[]): Promise<readonly string[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  publish(topic: string, payload: string, retain: boolean): Promise<void>;
  /** Gives it up; another one is made. */
  drop(): void;
}

const CONNECT_MS = 10_000;
/** A broker that answers pings and not what it is asked is left, for a new connection may do better. As link has it. */
const ANSWER_MS = 60_000;
/** What a broker takes at once that says nothing of it (MQTT 5, 3.2.2.3.3). */
const RECEIVE_MAXIMUM = 65_535;
/** A broker that has not let us go by then hangs. Our choice. */
const CLOSE_MS = 2_000;
/** First wait before a new try, doubled up to the last; a random half of it is left out. Our choice. */
const WAIT_FIRST_MS = 500;
const WAIT_LAST_MS = 30_000;
/** What ends sooner has failed: two programs of one name throw each other out more and more seldom. Our choice. */
const STEADY_MS = 10_000;
/** What a broker may hand over unacknowledged: one transaction takes so many packets. Our choice. */
export const UNACKNOWLEDGED_MAX = 500;
/** The longest payload of the contract, with its topic: what is longer the broker keeps to itself. */
const PACKET_BYTES_MAX = PAYLOAD_BYTES_MAX + 1_024;
/** How long a broker keeps what comes for a receiver that is away, and gives it to nobody else. Our choice. */
const SESSION_EXPIRY_S = 600;

/** A connection to the broker that comes back for ever, until it is closed. MQTT 5 first, 3.1.1 where that is refused. */
export class Broker {
  readonly #parts: BrokerParts;
  #version: 4 | 5 = 5;
  #client: MqttClient | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#connect();
  }

  /** Ends politely; sessions that are to be kept stay. A broker that hangs is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    if (client === null) return;
    let late: NodeJS.Timeout | undefined;
    const left = new Promise<void>((resolve) => {
      late = setTimeout(() => {
        client.stream.destroy();
        resolve();
      }, CLOSE_MS);
    });
    await Promise.race([client.endAsync(!client.connected).catch(() => undefined), left]);
    clearTimeout(late);
  }

  #connect(): void {
    const { access, onUp } = this.#parts;
    const client = mqtt.connect(access.url, this.#options());
    this.#client = client;
    let openedAt: number | null = null;
    let [why, isOfVersion] = ["", true];
    holdAcknowledgements(client, this.#parts.onLetter);
    client.on("connect", ({ properties }) => {
      openedAt = performance.now();
      const said = properties?.sharedSubscriptionAvailable as boolean | number | undefined;
      const shared = said === undefined ? null : Boolean(said);
      const atOnce = properties?.receiveMaximum ?? RECEIVE_MAXIMUM;
      const leave = (cause: string): void => {
        why = cause;
        client.stream.destroy();
      };
      onUp(new OpenLine(client, { shared, atOnce, answerMs: this.#parts.answerMs ?? ANSWER_MS, leave }));
    });
    client.on("disconnect", ({ reasonCode }) => {
      if (reasonCode === TAKEN_OVER) why = TAKEN_OVER_TEXT;
    });
    client.on("error", (error) => {
      isOfVersion = mayBeOfVersion(error);
      why = whyBroken(error.message);
      client.stream.destroy();
    });
    client.once("close", () => {
      client.end(true);
      if (this.#closed) return;
      const opened = openedAt !== null;
      const steady = openedAt !== null && performance.now() - openedAt > STEADY_MS;
      const triesOlder = !opened && isOfVersion && this.#version === 5;
      // Later 5 again: who hung up may have been on its way down, and the next may be another broker.
      this.#version = triesOlder ? 4 : 5;
      if (!triesOlder) this.#failures = steady ? 0 : this.#failures + 1;
      const ended = steady ? "the connection ended" : `the connection ended. If it goes on, ${TAKEN_OVER_TEXT}`;
      if (opened || this.#failures > 0)
        this.#parts.onDown(why === "" ? (opened ? ended : whyBroken("it hung up")) : why);
      const longest = Math.min(WAIT_LAST_MS, WAIT_FIRST_MS * 2 ** Math.min(this.#failures, 10));
      this.#timer = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
    });
  }

  #options(): IClientOptions {
    const { access, clientId, keepSession } = this.#parts;
    const { ca, cert, key, username, password } = access;
    const properties = {
      receiveMaximum: UNACKNOWLEDGED_MAX,
      maximumPacketSize: PACKET_BYTES_MAX,
      ...(keepSession ? { sessionExpiryInterval: SESSION_EXPIRY_S } : {}),
    };
    return {
      clientId,
      clean: !keepSession,
      protocolVersion: this.#version,
      ...(this.#version === 5 ? { properties } : {}),
      connectTimeout: CONNECT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      messageIdProvider: new UniqueMessageIdProvider(),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
  }
}

type LineTraits = {
  readonly shared: boolean | null;
  readonly atOnce: number;
  readonly answerMs: number;
  readonly leave: (why: string) => void;
};

class OpenLine implements Line {
  readonly shared: boolean | null;
  readonly #client: MqttClient;
  readonly #answerMs: number;
  readonly #leave: (why: string) => void;
  /** Publishes that the broker takes now, and those that wait until it has taken one: mqtt.js does not count them. */
  #room: number;
  readonly #waiting: (() => void)[] = [];
  #asks = 0;
  /** The newest of the asks that was answered, and when one was. */
  #answered = 0;
  #answeredAt = 0;

  constructor(client: MqttClient, { shared, atOnce, answerMs, leave }: LineTraits) {
    this.#client = client;
    this.shared = shared;
    this.#room = atOnce;
    this.#answerMs = answerMs;
    this.#leave = leave;
  }

  subscribe(filters: readonly string[]): Promise<readonly string[]> {
    return this.#asked((resolve, reject) => {
      this.#client.subscribe([...filters], { qos: 1 }, (error, granted, packet) => {
        const codes = packet?.granted ?? [];
        const refused = filters.filter((_, index) => Number(codes[index] ?? 0x80) >= 0x80);
        if (error !== null && codes.length === 0) reject(error);
        else resolve(granted === undefined ? filters : refused);
      });
    });
  }

  unsubscribe(filters: readonly string[]): Promise<void> {
    return this.#asked((resolve, reject) => {
      this.#client.unsubscribe([...filters], (error) => (error ? reject(error) : resolve()));
    });
  }

  async publish(topic: string, payload: string, retain: boolean): Promise<void> {
    if (this.#room === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#room -= 1;
    try {
      await this.#publishNow(topic, payload, retain);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#room += 1;
      else next();
    }
  }

  #publishNow(topic: string, payload: string, retain: boolean): Promise<void> {
    return this.#asked((resolve, reject) => {
      this.#client.publish(topic, payload, { qos: 1, retain }, (error) =>
        error ? reject(problemWith(topic, error)) : resolve(),
      );
    });
  }

  drop(): void {
    this.#leave("we hung up, to begin anew");
  }

  /** A later one was answered, or none at all: thousands of subscriptions, one answer after the other, may take long. */
  #isStuck(number: number): boolean {
    return this.#answered > number || performance.now() - this.#answeredAt >= this.#answerMs;
  }

  /** mqtt.js calls back for nothing that was on its way when the connection broke. */
  #asked<T>(ask: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    const client = this.#client;
    return new Promise((resolve, reject) => {
      const number = ++this.#asks;
      let late: NodeJS.Timeout;
      const wait = (): void => {
        late = setTimeout(() => (this.#isStuck(number) ? this.#leave("it does not answer") : wait()), this.#answerMs);
      };
      wait();
      const broken = (): void => {
        clearTimeout(late);
        reject(new Error("the connection to the broker ended"));
      };
      if (!client.connected) {
        broken();
        return;
      }
      client.once("close", broken);
      const settle = (act: () => void): void => {
        clearTimeout(late);
        client.off("close", broken);
        this.#answered = Math.max(this.#answered, number);
        this.#answeredAt = performance.now();
        act();
      };
      ask(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }
}

function problemWith(topic: string, { message }: Error): Error {
  const why = whyBroken(message);
  return new (isRefusal(why) ? NotPermitted : Error)(`${topic}: ${why}`);
}

/**
 * mqtt.js acknowledges a message before it looks at the next one, and while one waits for its storing no ping is answered
 * either. So it is told not to acknowledge, and the PUBACK is written when the message is stored: four bytes, the same in
 * both versions.
 */
function holdAcknowledgements(client: MqttClient, onLetter: (letter: Letter) => void): void {
  client.setMaxListeners(0);
  client.handleMessage = (packet: IPublishPacket, done) => {
    const { stream } = client;
    const { messageId, qos, topic, payload, retain } = packet;
    const taken = (): void => {
      if (qos === 0 || messageId === undefined || stream.destroyed) return;
      stream.write(Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff]));
    };
    onLetter({ topic, payload: typeof payload === "string" ? Buffer.from(payload) : payload, retain, taken });
    done(qos === 0 ? undefined : new Error("acknowledged when it is stored"));
  };
}
