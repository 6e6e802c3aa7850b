import dns from "node:dns";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Aedes } from "aedes";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { causeOf, explain, type CloseCause } from "../../../device/link/session/close-cause.ts";
import { matches, MemoryBroker } from "../../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../../device/link/session/memory-transport.ts";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import type { TransportEvent } from "../../../device/link/session/transport.ts";
import { instant, seconds } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { describeWithMosquitto, freePort, startMosquitto, type Mosquitto } from "../../system/mosquitto.ts";
import { until } from "../link-process.ts";
import { transportSuite } from "./transport-suite.ts";

transportSuite("memory", () => {
  const time = new SimulatedTime(instant(0));
  return Promise.resolve({
    transport: memoryTransport(new MemoryBroker(time)),
    until: (what, holds) => {
      for (let next = time.next; !holds() && next !== null; next = time.next) time.moveTo(next);
      return holds() ? Promise.resolve() : Promise.reject(new Error(`never: ${what}`));
    },
  });
});

describeWithMosquitto("mqtt.js at Mosquitto", () => {
  let broker: Mosquitto;
  beforeAll(async () => void (broker = await startMosquitto()));
  afterAll(() => broker.stop());
  transportSuite("version 5", () => Promise.resolve({ transport: mqttTransport(broker.url), until }));
  transportSuite("version 3.1.1", () => Promise.resolve({ transport: mqttTransport(broker.url, 4), until }));

  it("takes version 5 where it is offered: the broker then names its receive maximum or leaves it at the standard's", async () => {
    const event = await firstEvent(broker.url);
    expect(event).toMatchObject({ event: "opened", receiveMaximum: expect.any(Number) as number });
  });
});

describeWithMosquitto("mqtt.js at a Mosquitto that does not read", () => {
  it("drops what is sent now or never, and nothing that must arrive waits for it", async () => {
    const broker = await startMosquitto();
    try {
      const events: TransportEvent[] = [];
      const will = { topic: "will", payload: "lost", retain: false };
      const attempt = { clientId: "stuck", will, keepaliveMs: seconds(60) };
      const connection = mqttTransport(broker.url).connect(attempt, (event) => events.push(event));
      await until("a connection", () => events.length > 0);
      process.kill(broker.pid, "SIGSTOP");
      const bytes = new Uint8Array(192);
      await until("the network to be full", async () => {
        for (let count = 0; count < 1_000; count += 1) connection.send("zone", bytes);
        // Whatever the kernel takes, it takes now.
        await pause(1);
        return !connection.send("zone", bytes);
      });
      let acknowledged = false;
      connection.publish({ topic: "report", payload: "{}", retain: false }, ({ ok }) => (acknowledged = ok));
      process.kill(broker.pid, "SIGCONT");
      await until("the report to be acknowledged", () => acknowledged);
      expect(connection.send("zone", bytes)).toBe(true);
      connection.drop();
    } finally {
      process.kill(broker.pid, "SIGCONT");
      await broker.stop();
    }
  });
});

describe("mqtt.js at a broker that speaks 3.1.1 only", () => {
  let server: Server;
  let url: string;
  let broker: Aedes;
  const versions: number[] = [];
  beforeAll(async () => {
    broker = await Aedes.createBroker({
      preConnect: (_client, packet, done) => {
        versions.push(packet.protocolVersion ?? 0);
        done(null, true);
      },
    });
    server = createTcpServer((socket) => void broker.handle(socket));
    url = await listening(server);
  });
  afterAll(() => {
    broker.close();
    server.close();
  });
  transportSuite("aedes", () => Promise.resolve({ transport: mqttTransport(url), until }));

  it("asks for version 5 once, and from then on only for 3.1.1", async () => {
    const transport = mqttTransport(url);
    versions.length = 0;
    for (let index = 0; index < 3; index += 1) await firstEvent(url, transport);
    expect(versions.filter((version) => version === 4)).toHaveLength(3);
    expect(versions.filter((version) => version === 5).length).toBeLessThanOrEqual(1);
  });
});

describe("mqtt.js at a broker that hangs up before it answers", () => {
  const CONNACK = { 4: [0x20, 2, 0, 0], 5: [0x20, 3, 0, 0, 0] } as const;
  const versionIn = (connect: Buffer): 4 | 5 => (connect[connect.indexOf("MQTT") + 4] === 5 ? 5 : 4);

  /** The versions that it was asked for in so many connections. `hangsUp`: the how manyth of those with 5. */
  async function asked(connections: number, hangsUp: (nth: number) => boolean): Promise<readonly number[]> {
    const versions: number[] = [];
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (connect) => {
        const version = versionIn(connect);
        versions.push(version);
        const nth = versions.filter((each) => each === 5).length;
        if (version === 5 && hangsUp(nth)) socket.end();
        else socket.write(Uint8Array.from(CONNACK[version]));
      });
    });
    const url = await listening(server);
    const transport = mqttTransport(url);
    for (let index = 0; index < connections; index += 1)
      expect(await firstEvent(url, transport)).toMatchObject({ event: "opened" });
    server.close();
    return versions;
  }

  it("once, as at a network that broke: takes 3.1.1 that time, and version 5 again at the next", async () => {
    expect(await asked(3, (nth) => nth === 1)).toEqual([5, 4, 5, 5]);
    expect(await asked(4, (nth) => nth % 2 === 1)).toEqual([5, 4, 5, 5, 4, 5]);
  });

  it("whenever it is asked for version 5: from the third time on only for 3.1.1", async () => {
    expect(await asked(5, () => true)).toEqual([5, 4, 5, 4, 5, 4, 4, 4]);
  });
});

describe("mqtt.js at something that is no broker", () => {
  const cases: readonly (readonly [string, (server: Server) => void, RegExp])[] = [
    ["hangs up at once", (server) => server.on("connection", (socket) => socket.end()), /connection broke|no answer/],
    [
      "speaks HTTP",
      (server) => server.on("connection", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      /./,
    ],
    ["sends rubbish", (server) => server.on("connection", (socket) => socket.write(Buffer.alloc(100_000, 0xff))), /./],
  ];
  it("speaks HTTP where TLS is asked for: it showed no certificate that could be refused", async () => {
    const server = createHttpServer();
    const url = (await listening(server)).replace("mqtt:", "mqtts:");
    const event = await firstEvent(url);
    if (event.event === "closed")
      expect(explain(event.cause, url)).toMatch(/does not speak MQTT .*wrong version number/);
    expect(event.event).toBe("closed");
    server.close();
  });

  it("has a name with two addresses, and answers at neither: what each said is told", async () => {
    vi.spyOn(dns, "lookup").mockImplementation((...words: unknown[]) => {
      const found = ["127.0.0.1", "::1"].map((address, index) => ({ address, family: index === 0 ? 4 : 6 }));
      process.nextTick(() => (words.at(-1) as (cause: null, found: object) => void)(null, found));
    });
    const url = `mqtt://broker.example:${await freePort()}`;
    const event = await firstEvent(url);
    vi.restoreAllMocks();
    if (event.event === "closed") expect(explain(event.cause, url)).toMatch(/nobody answers .*127\.0\.0\.1:.*; .*::1/);
    expect(event.event).toBe("closed");
  });

  for (const [name, behave, expected] of cases) {
    it(`${name}: closed with a cause that can be told`, async () => {
      const server = createTcpServer();
      behave(server);
      server.on("connection", (socket) => socket.on("error", () => undefined));
      const event = await firstEvent(await listening(server));
      expect(event.event).toBe("closed");
      if (event.event === "closed") expect(explain(event.cause, "mqtt://x")).toMatch(expected);
      server.close();
    });
  }
});

describe("what is said of a broken connection", () => {
  it("has a cause and a cure, and never twice the same for different causes", () => {
    const causes: readonly CloseCause[] = [
      { kind: "asked", text: "t" },
      { kind: "refused", text: "t" },
      ...[1, 2, 3, 5, 0x87, 0x85, 0x9f].map((code) => ({ kind: "refused", code, text: "t" }) as const),
      ...(["subscription", "name", "unreachable", "timeout", "tls", "lost", "other"] as const).map((kind) => ({
        kind,
        text: "t",
      })),
    ];
    const lines = causes.map((cause) => explain(cause, "mqtt://b:1"));
    for (const line of lines) expect(line).toMatch(/^mqtt:\/\/b:1: .+\.$/);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("a name server that refuses to answer is no affair of the broker's", () => {
    const error = Object.assign(new Error("getaddrinfo EAI_FAIL broker.example"), { code: "EAI_FAIL" });
    expect(explain(causeOf(error, false), "mqtt://b:1")).toMatch(/its name is unknown here .*name server/);
  });

  it("is short and plain, whatever a broker says", () => {
    const text = `\u001b[2J\nlink     all is well\u202e${"x".repeat(10_000)}`;
    const line = explain({ kind: "refused", code: 0x9c, text }, "mqtt://b:1");
    expect(line).not.toMatch(/\p{C}/u);
    expect(line.length).toBeLessThan(400);
  });
});

it("filters match as MQTT 3.1.1, 4.7 says", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ["a/b", "a/b", true],
    ["a/b", "a/b/c", false],
    ["a/+", "a/b", true],
    ["a/+", "a", false],
    ["a/+", "a/b/c", false],
    ["+/+", "/b", true],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["#", "a/b", true],
    ["a/+/c", "a/b/c", true],
    ["a/b/c", "a/b", false],
  ];
  for (const [filter, topic, expected] of table) expect(matches(filter, topic), `${filter} ${topic}`).toBe(expected);
});

async function firstEvent(url: string, transport = mqttTransport(url)): Promise<TransportEvent> {
  const events: TransportEvent[] = [];
  const will = { topic: "will", payload: "lost", retain: false };
  const attempt = { clientId: "first", will, keepaliveMs: seconds(60) };
  const connection = transport.connect(attempt, (event) => events.push(event));
  await until("an event", () => events.length > 0);
  connection.drop();
  return events[0] as TransportEvent;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
