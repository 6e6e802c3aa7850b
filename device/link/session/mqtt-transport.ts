import mqtt, { UniqueMessageIdProvider, type IClientOptions, type MqttClient } from "mqtt";
import { refusesVersion, type CloseCause } from "./close-cause.ts";
import { PublishWindow } from "./publish-window.ts";
import { ANSWER_MS } from "./session.ts";
import { UNSENT_BYTES_MAX, type Attempt, type Connection, type Message, type Published } from "./transport.ts";
import type { Transport, TransportEvent } from "./transport.ts";

/** How long the broker keeps our subscriptions on version 5: as long as a command may live. */
const SESSION_EXPIRY_S = 86_400;
/** MQTT 5, 3.2.2.3.3: what holds when the broker names none. */
const RECEIVE_MAXIMUM = 65_535;
/**
 * Most that is read for one packet. Far above every payload of the contract, so that an oversized retained message is
 * ignored and does not cost the session; low enough that nobody fills this computer's memory, which MQTT's own limit of
 * 256 MB would allow. Our choice.
 */
export const PACKET_BYTES_MAX = 4_194_304;
type Version = 4 | 5;
type Agreed = { version: Version; readonly fixed: boolean };

/**
 * MQTT over TCP or TLS. Version 5 first; a broker that refuses it, or hangs up on it, is asked again with 3.1.1 at
 * once, and from then on if it takes that. A new client an attempt: mqtt.js does not come back after a refused CONNACK,
 * and its queue loses messages silently past 65,535 of them.
 */
export function mqttTransport(broker: string, onlyVersion?: Version): Transport {
  const agreed: Agreed = { version: onlyVersion ?? 5, fixed: onlyVersion !== undefined };
  return { connect: (attempt, take) => new MqttConnection(broker, agreed, attempt, take) };
}

class MqttConnection implements Connection {
  readonly #broker: string;
  readonly #agreed: Agreed;
  readonly #attempt: Attempt;
  readonly #take: (event: TransportEvent) => void;
  /** mqtt.js does not keep to the broker's receive maximum; one publish more, and MQTT 5 brokers hang up. */
  readonly #window = new PublishWindow();
  #client: MqttClient;
  #opened = false;
  #leaving = false;
  #over = false;

  constructor(broker: string, agreed: Agreed, attempt: Attempt, take: (event: TransportEvent) => void) {
    this.#broker = broker;
    this.#agreed = agreed;
    this.#attempt = attempt;
    this.#take = take;
    this.#client = this.#start(agreed.version);
  }

  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void, qos: 0 | 1 = 1): void {
    this.#client.subscribe([...topics], { qos }, (error, granted, packet) => {
      if (this.#over) return;
      const codes = packet?.granted ?? [];
      const refused = topics.filter((_, index) => Number(codes[index] ?? 0x80) >= 0x80);
      const answered = error === null && granted !== undefined;
      done(answered || refused.length > 0 ? refused : topics);
    });
  }

  publish(message: Message, done: (result: Published) => void): void {
    this.#window.run((settled) => {
      const client = this.#client;
      client.publish(message.topic, message.payload, { qos: 1, retain: message.retain }, (error) => {
        settled();
        if (this.#over) return;
        if (!error) done({ ok: true });
        else if (client.connected) done({ ok: false, code: "code" in error ? error.code : null, text: error.message });
      });
    });
  }

  send(topic: string, bytes: Uint8Array): boolean {
    const client = this.#client;
    if (this.#over || this.#leaving || !client.connected) return false;
    if (client.stream.writableLength > UNSENT_BYTES_MAX) return false;
    client.publish(topic, Buffer.from(bytes), { qos: 0, retain: false });
    return true;
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

  #start(version: Version): MqttClient {
    const client = mqtt.connect(this.#broker, optionsFor(this.#attempt, version));
    let cause: CloseCause | null = null;
    const fail = (why: CloseCause): void => {
      cause ??= why;
      client.stream.destroy();
    };
    client.on("connect", ({ sessionPresent, properties }) => {
      this.#opened = true;
      this.#agreed.version = version;
      const receiveMaximum = properties?.receiveMaximum ?? RECEIVE_MAXIMUM;
      this.#window.open(receiveMaximum);
      this.#emit({ event: "opened", sessionPresent, receiveMaximum });
    });
    client.on("message", (topic, payload) => {
      this.#emit({ event: "message", topic, payload, taken: () => undefined });
    });
    // After bytes that are no packet mqtt.js reads on as if nothing had been; the standard asks to hang up.
    client.on("error", (error) => fail(causeOf(error, this.#opened)));
    client.on("disconnect", ({ reasonCode = 0, properties }) => {
      cause ??= { kind: "refused", code: reasonCode, text: properties?.reasonString ?? "the broker ended the session" };
    });
    client.on("close", () => {
      this.#closed(client, version, cause);
    });
    boundPackets(client, fail);
    return client;
  }

  #closed(client: MqttClient, version: Version, known: CloseCause | null): void {
    if (this.#over) return;
    client.end(true);
    const text = this.#opened ? "closed by the broker or the network" : "closed before an answer";
    const cause = known ?? { kind: "lost", text };
    const versionRefused = refusesVersion(cause) || (cause.kind === "lost" && !this.#opened);
    if (versionRefused && !this.#leaving && version === 5 && !this.#agreed.fixed) {
      this.#client = this.#start(4);
      return;
    }
    this.#emit({ event: "closed", cause: this.#leaving ? { kind: "asked", text: "left" } : cause });
    this.#over = true;
  }

  #emit(event: TransportEvent): void {
    if (!this.#over) this.#take(event);
  }
}

/** Ends the connection when more than {@link PACKET_BYTES_MAX} came and no packet was complete. */
function boundPackets(client: MqttClient, fail: (why: CloseCause) => void): void {
  let bytes = 0;
  client.on("packetreceive", () => {
    bytes = 0;
  });
  client.stream.on("data", (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > PACKET_BYTES_MAX) fail({ kind: "alien", text: `a packet of more than ${PACKET_BYTES_MAX} bytes` });
  });
}

function optionsFor({ clientId, will, keepaliveMs }: Attempt, version: Version): IClientOptions {
  const properties = { sessionExpiryInterval: SESSION_EXPIRY_S, maximumPacketSize: PACKET_BYTES_MAX };
  return {
    clientId,
    protocolVersion: version,
    clean: false,
    ...(version === 5 ? { properties } : {}),
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

/** mqtt.js puts the CONNACK code as a number and the system's error as a text into `code`, and none for its own. */
function causeOf(error: Error & { readonly code?: number | string }, opened: boolean): CloseCause {
  const { code, message } = error;
  if (typeof code === "number") return { kind: "refused", code, text: message };
  if (code === undefined && message === "Keepalive timeout") return { kind: "lost", text: "no answer to a ping" };
  if (code === undefined) return { kind: opened ? "other" : "alien", text: message };
  if (NAME_ERRORS.includes(code)) return { kind: "name", text: message };
  if (REACH_ERRORS.includes(code)) return { kind: "unreachable", text: message };
  if (code === "ETIMEDOUT") return { kind: "timeout", text: message };
  if (code === "ECONNRESET" || code === "EPIPE") return { kind: "lost", text: message };
  if (/CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO/.test(code)) return { kind: "tls", text: message };
  return { kind: "other", text: message };
}
