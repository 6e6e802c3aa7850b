import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { MemoryChannel } from "../../../device/channel/memory.ts";
import { countersOf } from "../../../device/link/counters.ts";
import { ACKNOWLEDGE_MS } from "../../../device/link/outbox/flow.ts";
import { Link } from "../../../device/link/link.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { memoryTransport } from "../../../device/link/session/memory-transport.ts";
import { mqttTransport, PACKET_BYTES_MAX } from "../../../device/link/session/mqtt-transport.ts";
import type { Transport, TransportEvent } from "../../../device/link/session/transport.ts";
import { after, instant, millis, seconds } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { describeWithMosquitto, startMosquitto } from "../../system/mosquitto.ts";
import { subscribe, until } from "../link-process.ts";
import { daylight, linkConfig, Rig } from "../rig.ts";

/** What is written to a client: at its connection, and after each piece that it sends. */
type Answers = { readonly first?: readonly number[]; readonly then?: readonly (readonly number[] | "end")[] };

const CONNACK = [0x20, 2, 0, 0];
/** Three topics granted, for packet id 1: mqtt.js counts from 1. */
const SUBACK = [0x90, 5, 0, 1, 1, 1, 1];
const RUBBISH = Array<number>(10_000).fill(0xff);
const PUBACKS = Array.from({ length: 20_000 }, (_, index) => [0x40, 2, 1 + (index >> 8), index & 0xff]).flat();
/** The head of a PUBLISH of 256 MB, the most that MQTT can say, and more of it than we read. */
const ENDLESS = [0x30, 0xff, 0xff, 0xff, 0x7f, ...Array<number>(PACKET_BYTES_MAX).fill(0)];

const CASES: readonly (readonly [what: string, answers: Answers, told: RegExp])[] = [
  ["says nothing", {}, /no answer in time .* something else may listen/],
  ["hangs up", { then: ["end"] }, /the connection broke/],
  ["sends rubbish at once", { first: RUBBISH }, /does not speak MQTT .* another program may listen/],
  ["speaks HTTP", { first: [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")] }, /does not speak MQTT/],
  ["refuses the login", { then: [[0x20, 2, 0, 5]] }, /refused this device's login .*code 5/],
  ["is busy", { then: [[0x20, 2, 0, 3]] }, /busy and asks for patience .*code 3/],
  ["sends rubbish in a session", { then: [[...CONNACK, ...RUBBISH]] }, /does not speak MQTT/],
  ["grants no subscription in time", { then: [CONNACK] }, /the connection broke \(no answer in time while subscribing/],
  ["refuses a subscription", { then: [CONNACK, [0x90, 5, 0, 1, 1, 0x80, 1]] }, /not hear gaturum\/1\/stockholm\/_host/],
  ["acknowledges nothing", { then: [CONNACK, SUBACK] }, /the connection broke \(no answer in time while announcing/],
  ["grants one topic of two", { then: [CONNACK, [0x90, 3, 0, 1, 1]] }, /not hear gaturum\/1\/stockholm\/_host/],
  ["grants what MQTT does not know", { then: [CONNACK, [0x90, 4, 0, 1, 1, 0x40]] }, /Invalid suback QoS/],
  ["grants what nobody asked for", { then: [CONNACK, [0x90, 4, 0, 9, 1, 1]] }, /no answer in time while subscribing/],
  ["acknowledges what was not sent", { then: [[...CONNACK, ...PUBACKS]] }, /no answer in time while subscribing/],
  [
    "acknowledges a subscription as if published",
    { then: [CONNACK, [0x40, 2, 0, 1]] },
    /does not answer the subscribe/,
  ],
  ["accepts the session twice", { then: [[...CONNACK, ...CONNACK]] }, /duplicate CONNACK/],
  ["sends a message of QoS 2", { then: [[...CONNACK, 0x34, 5, 0, 1, 0x74, 0, 1]] }, /a message of QoS 2, unasked/],
  [
    "sends a topic that clears a terminal's screen",
    { then: [[...CONNACK, 0x30, 8, 0, 5, ...Buffer.from("\u001b[2Jx"), 0x7b]] },
    /^ignored a message on {2}\[2Jx: it is not JSON/,
  ],
  ["sends a packet without end", { then: [CONNACK, ENDLESS] }, /a packet of more than 4194304 bytes/],
];

const atEnd: (() => void)[] = [];
afterEach(() => {
  for (const end of atEnd.splice(0).reverse()) end();
});

describe("a broker that does not do as it should is told, and tried again", () => {
  for (const [what, answers, told] of CASES) {
    it(what, async () => {
      const server = new BadBroker(answers);
      const device = linkOn(mqttTransport(await server.url(), 4));
      await until("a second try", () => {
        device.time.moveTo(after(device.time.now(), millis(500)));
        return server.connections >= 2;
      });
      expect(device.said[0]).toMatch(told);
      expect(device.link.status().connected).toBe(false);
      await until("the first connection to be let go", () => server.open <= 1);
    });
  }
});

it("a broker of version 5 that breaks the protocol has refused nothing, and none of our records is to blame", async () => {
  const connack = [0x20, 3, 0, 0, 0];
  const server = new BadBroker({ then: [[...connack, ...connack]] });
  const device = linkOn(mqttTransport(await server.url(), 5));
  await until("a second try", () => {
    device.time.moveTo(after(device.time.now(), millis(500)));
    return server.connections >= 2;
  });
  expect(device.said[0]).toMatch(/does not speak MQTT as it should \(.*duplicate CONNACK/);
});

it("keeps to a broker that takes one packet at a time", async () => {
  const connackWithReceiveMaximum1 = [0x20, 6, 0, 0, 3, 0x21, 0, 1];
  const server = new BadBroker({ then: [connackWithReceiveMaximum1, [0x40, 2, 0, 1]] });
  const events: TransportEvent[] = [];
  const will = { topic: "will", payload: "lost", retain: false };
  const attempt = { clientId: "first", will, keepaliveMs: seconds(60) };
  const connection = mqttTransport(await server.url(), 5).connect(attempt, (event) => events.push(event));
  atEnd.push(() => connection.drop());
  await until("the session", () => events.length === 1);
  expect(events[0]).toMatchObject({ event: "opened", receiveMaximum: 1 });
  for (const payload of ["one", "two", "three"])
    connection.publish({ topic: "t", payload, retain: false }, () => undefined);
  // The broker acknowledges the first and never the second.
  await until("the second", () => server.heard.includes("two"));
  await pause(50);
  expect(server.heard).toContain("one");
  expect(server.heard).not.toContain("three");
});

it("leaves a broker that acknowledges the session and then nothing", () => {
  const rig = new Rig({ transport: null });
  const deaf = deafTo("/up/t/", memoryTransport(rig.broker));
  rig.startLink({ transport: deaf });
  rig.run(1_000);
  rig.report(daylight(1));
  rig.run(ACKNOWLEDGE_MS - 1);
  expect(rig.link.status()).toMatchObject({ connected: true, lastError: null });
  rig.run(10);
  expect(rig.link.status().lastError).toContain("no acknowledgement for 60 s");
  rig.run(5_000);
  expect(rig.backend.history.map(({ stream }) => stream)).toEqual(["daylight"]);
});

/** What may stand on a topic that we hear: no JSON, not of the contract, too long, or nested as deep as it fits. */
const GARBAGE: readonly (string | Buffer)[] = [
  "",
  "{",
  "null",
  "[]",
  "7",
  '"text"',
  '{"v":1}',
  '{"v":2,"leaseS":60,"receipts":true}',
  '{"v":1,"leaseS":-1,"receipts":true}',
  '{"v":1,"leaseS":"60","receipts":"yes"}',
  '{"v":1,"leaseS":60,"receipts":true,"spreadS":1e9}',
  '{"__proto__":{"v":1},"constructor":1}',
  Buffer.of(0xff, 0xfe, 0x00),
  "[".repeat(32_000),
  "[".repeat(15_000) + "]".repeat(15_000),
  '{"a":'.repeat(6_000) + "1" + "}".repeat(6_000),
  "x".repeat(1_048_576),
];

describeWithMosquitto("S3: a broker that holds garbage", () => {
  it("on every topic that this device hears does not end the session, and is counted", async () => {
    const broker = await startMosquitto();
    atEnd.push(() => void broker.stop());
    const backend = await subscribe(broker.url);
    atEnd.push(() => void backend.client.endAsync(true));
    const topics = ["gaturum/1/stockholm/_host/state", "gaturum/1/stockholm/lamp-1/up/state"];
    const publish = (topic: string, payload: string | Buffer) =>
      backend.client.publishAsync(topic, payload, { qos: 1, retain: true });
    for (const topic of topics) await publish(topic, GARBAGE.at(-1) ?? "");
    const device = linkOn(mqttTransport(broker.url, 5));
    await until("a session", () => {
      device.time.moveTo(after(device.time.now(), millis(100)));
      return device.link.status().connected;
    });
    for (const topic of topics) for (const payload of GARBAGE) await publish(topic, payload);
    const bad = 2 + topics.length * (GARBAGE.length - 1);
    await until("all of it", () => device.link.status().bad >= bad);
    expect(device.link.status()).toMatchObject({ connected: true, bad, lastError: null });
    await until("the state to be put right", () => {
      device.time.moveTo(after(device.time.now(), millis(500)));
      return backend.status === "online";
    });
  });
});

/** A transport whose publishes to such topics are lost on the way. */
function deafTo(part: string, inner: Transport): Transport {
  return {
    connect: (attempt, take) => {
      const connection = inner.connect(attempt, take);
      return {
        subscribe: (topics, done, qos) => connection.subscribe(topics, done, qos),
        publish: (message, done) => {
          if (!message.topic.includes(part)) connection.publish(message, done);
        },
        send: (topic, bytes) => connection.send(topic, bytes),
        leave: () => connection.leave(),
        drop: () => connection.drop(),
      };
    },
  };
}

/** A link on simulated time, so that its waits cost nothing, on a real socket. */
function linkOn(transport: Transport): { readonly time: SimulatedTime; readonly link: Link; readonly said: string[] } {
  const time = new SimulatedTime(instant(1_000));
  const said: string[] = [];
  const store = localStore({ scheduler: time, boot: "00000000000000bb" });
  let session = 0;
  const link = new Link({
    config: linkConfig(),
    version: "0.1.0",
    control: new MemoryChannel(time).openLink(),
    transport,
    store,
    scheduler: time,
    random: () => 0.5,
    counters: countersOf(store, () => ++session),
    say: (line) => said.push(line),
  });
  atEnd.push(() => {
    link.stop(() => undefined);
    time.moveTo(after(time.now(), millis(5_000)));
  });
  return { time, link, said };
}

class BadBroker {
  connections = 0;
  /** Everything that clients sent, as text. */
  heard = "";
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor({ first, then = [] }: Answers) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => undefined);
      if (first !== undefined) socket.write(Uint8Array.from(first));
      const left = [...then];
      socket.on("data", (piece) => {
        this.heard += piece.toString("latin1");
        const answer = left.shift();
        if (answer === "end") socket.end();
        else if (answer !== undefined) socket.write(Uint8Array.from(answer));
      });
    });
    atEnd.push(() => {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.close();
    });
  }

  /** Connections that the client has not let go of. */
  get open(): number {
    return this.#sockets.size;
  }

  async url(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}
