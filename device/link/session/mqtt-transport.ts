import type { Socket } from "node:net";
import { MqttClient, UniqueMessageIdProvider, type IClientOptions, type Packet } from "mqtt";
import { TOPIC_LENGTH_MAX } from "../../contract/limits.ts";
import { causeOf, refusesVersion, type CloseCause } from "./close-cause.ts";
import { dial } from "./dial.ts";
import { Inbound, INBOUND_MAX } from "./inbound.ts";
import type { ClockKnowledge } from "../tls/broker-trust.ts";
import { Credentials, type Taken } from "../tls/credentials.ts";
import { PublishWindow } from "./publish-window.ts";
import { ANSWER_MS } from "./session.ts";
import {
  TOO_LARGE,
  UNSENT_BYTES_MAX,
  type Attempt,
  type Connection,
  type Message,
  type Published,
} from "./transport.ts";
import type { Transport, TransportEvent } from "./transport.ts";

/** How long the broker keeps our subscriptions on version 5: as long as a command may live. */
const SESSION_EXPIRY_S = 86_400;
/** MQTT 5, 3.2.2.3.3: what holds when the broker names none. */
const RECEIVE_MAXIMUM = 65_535;
/** MQTT 5, 3.3: first byte, length, topic with its length, packet id, length of no properties. */
const AROUND_PAYLOAD_BYTES = 1 + 4 + 2 + TOPIC_LENGTH_MAX + 2 + 1;
/**
 * Most that is read for one packet. Far above every payload of the contract, so that an oversized retained message is
 * ignored and does not cost the session; low enough that nobody fills this computer's memory, which MQTT's own limit of
 * 256 MB would allow. Our choice.
 */
export const PACKET_BYTES_MAX = 4_194_304;
/** MQTT 3.1.1, 3.4: the first byte of a PUBACK. */
const PUBACK = 0x40;
/** MQTT 3.1.1, 3.9.3: the QoS that was granted. */
const GRANTED: readonly number[] = [0, 1, 2];
const WITHHELD = new Error("acknowledged when it is stored");
type Version = 4 | 5;
export type Security = { readonly credentials: Credentials; readonly clock: () => ClockKnowledge };
/** So many connections in a row; one that a network broke says nothing of versions. Our choice. */
const HANG_UPS_MAX = 3;
/** `hangUps`: how often in a row the broker hung up on version 5 and took 3.1.1. */
type Agreed = { version: Version; readonly fixed: boolean; hangUps: number };

/**
 * MQTT over TCP or TLS. Version 5 first; a broker that refuses it, or hangs up on it, is asked again with 3.1.1 at
 * once, and from then on if it takes that and refused the other, or hung up on it {@link HANG_UPS_MAX} times. A new client
 * an attempt: mqtt.js does not come back after a refused CONNACK, and its queue loses messages silently past 65,535.
 */
export function mqttTransport(broker: string, onlyVersion?: Version, security: Security = NO_SECURITY): Transport {
  const agreed: Agreed = { version: onlyVersion ?? 5, fixed: onlyVersion !== undefined, hangUps: 0 };
  const url = new URL(broker);
  return { connect: (attempt, take) => new MqttConnection(url, security, agreed, attempt, take) };
}

/** For a broker whom Node's own list of authorities knows, or without TLS. */
const NO_SECURITY: Security = {
  credentials: new Credentials({ ca: null, certificate: null, key: null }, () => undefined),
  clock: () => ({ leastMs: 0, exact: true }),
};

class MqttConnection implements Connection {
  readonly #broker: URL;
  readonly #security: Security;
  readonly #agreed: Agreed;
  readonly #attempt: Attempt;
  readonly #take: (event: TransportEvent) => void;
  /** mqtt.js does not keep to the broker's receive maximum; one publish more, and MQTT 5 brokers hang up. */
  readonly #window = new PublishWindow();
  /** Taken once: a broker without MQTT 5 says nothing of the certificate that it was asked with. */
  #taken: Promise<Taken> | null = null;
  #client: MqttClient | null = null;
  #payloadBytesMax = Infinity;
  #cancelDial: () => void = () => undefined;
  #opened = false;
  #hungUp = false;
  #held = false;
  #leaving = false;
  #over = false;

  constructor(
    broker: URL,
    security: Security,
    agreed: Agreed,
    attempt: Attempt,
    take: (event: TransportEvent) => void,
  ) {
    this.#broker = broker;
    this.#security = security;
    this.#agreed = agreed;
    this.#attempt = attempt;
    this.#take = take;
    this.#dial(agreed.version);
  }

  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void, qos: 0 | 1 = 1): void {
    this.#client?.subscribe([...topics], { qos }, (_, granted, packet) => {
      if (this.#over) return;
      // Fewer codes than topics, or codes that MQTT does not know, grant nothing.
      const codes = granted === undefined ? [] : (packet?.granted ?? []);
      done(topics.filter((_topic, index) => !GRANTED.includes(Number(codes[index]))));
    });
  }

  publish(message: Message, done: (result: Published) => void): void {
    const bytes = Buffer.byteLength(message.payload);
    if (bytes > this.#payloadBytesMax) {
      const text = `${bytes} bytes, and it takes ${this.#payloadBytesMax} in one packet: let the broker take larger ones`;
      queueMicrotask(() => {
        if (!this.#over) done({ ok: false, code: TOO_LARGE, text });
      });
      return;
    }
    this.#window.run((settled) => {
      const client = this.#client;
      client?.publish(message.topic, message.payload, { qos: 1, retain: message.retain }, (error) => {
        settled();
        if (this.#over) return;
        if (!error) this.#hold();
        if (!error) done({ ok: true });
        else if (client.connected) done({ ok: false, code: "code" in error ? error.code : null, text: error.message });
      });
    });
  }

  send(topic: string, bytes: Uint8Array): boolean {
    const client = this.#client;
    if (this.#over || this.#leaving || client?.connected !== true) return false;
    if (client.stream.writableLength > UNSENT_BYTES_MAX) return false;
    client.publish(topic, Buffer.from(bytes), { qos: 0, retain: false });
    return true;
  }

  leave(): void {
    this.#leaving = true;
    this.#client?.end(false);
  }

  drop(): void {
    this.#over = true;
    this.#cancelDial();
    this.#client?.stream.destroy();
    this.#client?.end(true);
  }

  #dial(version: Version): void {
    const { credentials, clock } = this.#security;
    const take = () => (this.#taken ??= credentials.take());
    this.#cancelDial = dial(this.#broker, { take, clock }, (dialled) => {
      if (dialled.ok) this.#client = this.#start(dialled.socket, version);
      else this.#closed(version, dialled.cause);
    });
  }

  #start(socket: Socket, version: Version): MqttClient {
    const client = new MqttClient(() => socket, optionsFor(this.#broker, this.#attempt, version));
    let cause: CloseCause | null = null;
    const fail = (why: CloseCause): void => {
      cause ??= why;
      socket.destroy();
    };
    client.on("connect", ({ sessionPresent, properties }) => {
      this.#opened = true;
      this.#agree(version);
      const receiveMaximum = properties?.receiveMaximum ?? RECEIVE_MAXIMUM;
      this.#window.open(receiveMaximum);
      // Whoever sends more is hung up on (MQTT 5, 3.2.2.3.6).
      const { maximumPacketSize = Infinity } = properties ?? {};
      const payloadBytesMax = (this.#payloadBytesMax = Math.max(0, maximumPacketSize - AROUND_PAYLOAD_BYTES));
      const localAddress = socket.localAddress ?? null;
      this.#emit({ event: "opened", sessionPresent, receiveMaximum, payloadBytesMax, localAddress });
    });
    this.#hear(client, socket);
    // After bytes that are no packet mqtt.js reads on as if nothing had been; the standard asks to hang up.
    client.on("error", (error) => fail(causeOf(error, this.#opened)));
    client.on("disconnect", ({ reasonCode = 0, properties }) => {
      cause ??= { kind: "refused", code: reasonCode, text: properties?.reasonString ?? "the broker ended the session" };
    });
    client.on("close", () => {
      client.end(true);
      const text = this.#opened ? "closed by the broker or the network" : "closed before an answer";
      this.#closed(version, cause ?? { kind: "lost", text });
    });
    boundPackets(client, fail);
    return client;
  }

  /** mqtt.js would acknowledge a message as soon as it was heard, and reads no further until it has. */
  #hear(client: MqttClient, socket: Socket): void {
    const inbound = new Inbound((id) => {
      if (!this.#over && socket.writable) socket.write(Uint8Array.of(PUBACK, 2, id >> 8, id & 0xff));
    });
    client.handleMessage = (packet, goOn) => {
      const { topic, payload, qos, messageId } = packet;
      const taken = qos === 0 || messageId === undefined ? () => undefined : inbound.came(messageId);
      this.#emit({ event: "message", topic, payload: Buffer.from(payload), taken });
      // An error keeps mqtt.js from acknowledging, and does nothing else.
      inbound.whenRoom(() => goOn(qos === 0 ? undefined : WITHHELD));
    };
  }

  /** The first PUBACK: the broker knows this device and lets it speak. */
  #hold(): void {
    if (this.#held) return;
    this.#held = true;
    void this.#security.credentials.held();
  }

  #agree(version: Version): void {
    const agreed = this.#agreed;
    agreed.hangUps = this.#hungUp ? agreed.hangUps + 1 : 0;
    if (!this.#hungUp || agreed.hangUps >= HANG_UPS_MAX) agreed.version = version;
  }

  #closed(version: Version, cause: CloseCause): void {
    if (this.#over) return;
    this.#hungUp = cause.kind === "lost" && !this.#opened;
    if ((this.#hungUp || refusesVersion(cause)) && !this.#leaving && version === 5 && !this.#agreed.fixed) {
      this.#dial(4);
      return;
    }
    this.#emit({ event: "closed", cause: this.#leaving ? { kind: "asked", text: "left" } : cause });
    this.#over = true;
  }

  #emit(event: TransportEvent): void {
    if (!this.#over) this.#take(event);
  }
}

/**
 * Ends the connection when more than {@link PACKET_BYTES_MAX} came and no packet was complete, and at a packet of QoS 2:
 * nobody asked for one, and mqtt.js keeps each until the broker lets it go.
 */
function boundPackets(client: MqttClient, fail: (why: CloseCause) => void): void {
  let bytes = 0;
  client.on("packetreceive", (packet: Packet) => {
    bytes = 0;
    if (packet.cmd === "publish" && packet.qos === 2) fail({ kind: "alien", text: "a message of QoS 2, unasked" });
  });
  client.stream.on("data", (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > PACKET_BYTES_MAX) fail({ kind: "alien", text: `a packet of more than ${PACKET_BYTES_MAX} bytes` });
  });
}

function optionsFor(
  { username, password }: URL,
  { clientId, will, keepaliveMs }: Attempt,
  version: Version,
): IClientOptions {
  const properties = {
    sessionExpiryInterval: SESSION_EXPIRY_S,
    maximumPacketSize: PACKET_BYTES_MAX,
    receiveMaximum: INBOUND_MAX,
  };
  return {
    clientId,
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
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
