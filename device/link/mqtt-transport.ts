import mqtt, { UniqueMessageIdProvider, type IClientOptions, type MqttClient } from "mqtt";
import { refusesVersion, type CloseCause } from "./close-cause.ts";
import { ANSWER_MS } from "./session.ts";
import type { Attempt, Connection, Message, Published, Transport, TransportEvent } from "./transport.ts";

/** How long the broker keeps our subscriptions on version 5: as long as a command may live. */
const SESSION_EXPIRY_S = 86_400;
/** MQTT 5, 3.2.2.3.3: what holds when the broker names none. */
const RECEIVE_MAXIMUM = 65_535;
type Version = 4 | 5;

/**
 * MQTT over TCP or TLS. Version 5 first; a broker that refuses it, or hangs up on it, is asked again with 3.1.1 at
 * once and from then on. A new client an attempt: mqtt.js does not come back after a refused CONNACK, and its queue
 * loses messages silently past 65,535 of them.
 */
export function mqttTransport(broker: string, onlyVersion?: Version): Transport {
  const agreed: { version: Version; readonly fixed: boolean } = {
    version: onlyVersion ?? 5,
    fixed: onlyVersion !== undefined,
  };
  return { connect: (attempt, take) => new MqttConnection(broker, agreed, attempt, take) };
}

class MqttConnection implements Connection {
  readonly #broker: string;
  readonly #agreed: { version: Version; readonly fixed: boolean };
  readonly #attempt: Attempt;
  readonly #take: (event: TransportEvent) => void;
  #client: MqttClient;
  #opened = false;
  #leaving = false;
  #over = false;

  constructor(broker: string, agreed: { version: Version; fixed: boolean }, attempt: Attempt, take: (event: TransportEvent) => void) {
    this.#broker = broker;
    this.#agreed = agreed;
    this.#attempt = attempt;
    this.#take = take;
    this.#client = this.#start();
  }

  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void): void {
    const client = this.#client;
    client.subscribe([...topics], { qos: 1 }, (error, granted, packet) => {
      if (this.#over || client !== this.#client) return;
      const codes = packet?.granted ?? [];
      const refused = topics.filter((_, index) => Number(codes[index] ?? 0x80) >= 0x80);
      if (error !== null && refused.length === 0) return done(topics);
      done(granted === undefined && refused.length === 0 ? topics : refused);
    });
  }

  publish(message: Message, done: (result: Published) => void): void {
    const client = this.#client;
    client.publish(message.topic, message.payload, { qos: 1, retain: message.retain }, (error) => {
      if (this.#over || client !== this.#client) return;
      if (!error) done({ ok: true });
      else if (client.connected) done({ ok: false, code: "code" in error ? error.code : null, text: error.message });
    });
  }

  leave(): void {
    this.#leaving = true;
    this.#client.end(false);
  }

  drop(): void {
    this.#over = true;
    this.#client.stream.destroy();
    this.#client.end(true);
  }

  #start(): MqttClient {
    const client = mqtt.connect(this.#broker, optionsFor(this.#attempt, this.#agreed.version));
    let cause: CloseCause | null = null;
    client.on("connect", ({ sessionPresent, properties }) => {
      this.#opened = true;
      this.#emit({ event: "opened", sessionPresent, receiveMaximum: properties?.receiveMaximum ?? RECEIVE_MAXIMUM });
    });
    client.on("message", (topic, payload) => {
      this.#emit({ event: "message", topic, payload });
    });
    client.on("error", (error) => {
      cause ??= causeOf(error);
    });
    client.on("disconnect", ({ reasonCode = 0, properties }) => {
      cause ??= { kind: "refused", code: reasonCode, text: properties?.reasonString ?? "the broker ended the session" };
    });
    client.on("close", () => {
      if (client === this.#client) this.#closed(cause);
    });
    return client;
  }

  #closed(known: CloseCause | null): void {
    if (this.#over) return;
    const ended = { kind: "lost", text: this.#opened ? "closed by the broker or the network" : "closed before an answer" } as const;
    const cause = known ?? ended;
    this.#client.end(true);
    const versionRefused = refusesVersion(cause) || (cause.kind === "lost" && !this.#opened);
    if (versionRefused && !this.#leaving && this.#agreed.version === 5 && !this.#agreed.fixed) {
      this.#agreed.version = 4;
      this.#client = this.#start();
      return;
    }
    this.#emit({ event: "closed", cause: this.#leaving ? { kind: "asked", text: "left" } : cause });
    this.#over = true;
  }

  #emit(event: TransportEvent): void {
    if (!this.#over) this.#take(event);
  }
}

function optionsFor({ clientId, will, keepaliveMs }: Attempt, version: Version): IClientOptions {
  return {
    clientId,
    protocolVersion: version,
    clean: false,
    ...(version === 5 ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S } } : {}),
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain },
    keepalive: Math.round(keepaliveMs / 1_000),
    // The session's own deadline comes first, and says what it waited for.
    connectTimeout: 2 * ANSWER_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    messageIdProvider: new UniqueMessageIdProvider(),
    timerVariant: "native",
  };
}

const NAME_ERRORS: readonly string[] = ["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"];
const REACH_ERRORS: readonly string[] = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EHOSTDOWN"];

/** mqtt.js puts the CONNACK code as a number and the system's error as a text into `code`. */
function causeOf(error: Error & { readonly code?: number | string }): CloseCause {
  const { code, message } = error;
  if (typeof code === "number") return { kind: "refused", code, text: message };
  if (code === undefined) return { kind: "other", text: message };
  if (NAME_ERRORS.includes(code)) return { kind: "name", text: message };
  if (REACH_ERRORS.includes(code)) return { kind: "unreachable", text: message };
  if (code === "ETIMEDOUT") return { kind: "timeout", text: message };
  if (code === "ECONNRESET" || code === "EPIPE") return { kind: "lost", text: message };
  if (/CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO/.test(code)) return { kind: "tls", text: message };
  return { kind: "other", text: message };
}
