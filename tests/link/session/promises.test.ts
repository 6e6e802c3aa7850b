import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { MemoryChannel } from "../../../device/channel/memory.ts";
import { Outgoing } from "../../../device/control/outgoing.ts";
import { countersOf } from "../../../device/link/counters.ts";
import { Link } from "../../../device/link/link.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { realTime } from "../../../device/link/real-time.ts";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import type { TransportEvent } from "../../../device/link/session/transport.ts";
import { epochMs, millis, seconds } from "../../../device/measure/time.ts";
import { startProxy } from "../../proxy/proxy.ts";
import { describeWithMosquitto, startMosquitto } from "../../system/mosquitto.ts";
import { subscribe, until } from "../link-process.ts";
import { clockLost, linkConfig } from "../rig.ts";
import { StrictBroker } from "./strict-broker.ts";

const KEEPALIVE_MS = 1_000;
const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

/** A link in this process, on real time, and a control that reports to it. */
function device(url: string, version?: 4 | 5) {
  const channel = new MemoryChannel(realTime);
  const control = channel.openControl();
  const hello = { m: "hello", v: 1, run: "00000000000000aa", version: "1", configHash: "x" } as const;
  const outgoing = new Outgoing(control, hello, true);
  control.onMessage((message) => {
    if (message.m === "stored") outgoing.stored(message.run, message.n);
  });
  const said: string[] = [];
  const city = { ...linkConfig().city, keepaliveMs: millis(KEEPALIVE_MS) };
  const store = localStore({ scheduler: realTime, boot: "00000000000000bb" });
  let session = 0;
  const link = new Link({
    config: { ...linkConfig(url), city: { ...city, broker: url } },
    version: "0.1.0",
    control: channel.openLink(),
    transport: mqttTransport(url, version),
    store,
    scheduler: realTime,
    random: Math.random,
    counters: countersOf(store, () => (session += 1)),
    say: (line) => said.push(line),
  });
  atEnd.push(() => new Promise<void>((resolve) => link.stop(resolve)));
  const report = (active: boolean): void => {
    const at = realTime.now();
    outgoing.send(clockLost(active), { at, ts: epochMs(Date.now()), timeQuality: "sync", timeErrorMs: millis(5) });
  };
  return { link, said, report };
}

for (const receiveMaximum of [5, 1])
  it(`R7: never more on the way than a broker takes at once, ${receiveMaximum}`, async () => {
    const broker = new StrictBroker(receiveMaximum);
    atEnd.push(() => broker.stop());
    const { link, report } = device(await broker.url(), 5);
    await until("a session", () => link.status().connected);
    for (let index = 0; index < 60; index += 1) report(index % 2 === 0);
    await until("all acknowledged", () => link.status().sent >= 60);
    expect([broker.violations, broker.connections]).toEqual([0, 1]);
    expect(broker.most).toBeLessThanOrEqual(receiveMaximum);
    expect(link.status().lastError).toBeNull();
  });

describeWithMosquitto("promises of the session at Mosquitto", () => {
  for (const most of [5, 1])
    it(`R7: Mosquitto that takes ${most} at once is no protocol error`, async () => {
      const broker = await startMosquitto({ lines: [`max_inflight_messages ${most}`] });
      atEnd.push(() => broker.stop());
      const { link, report } = device(broker.url, 5);
      await until("a session", () => link.status().connected);
      for (let index = 0; index < 60; index += 1) report(index % 2 === 0);
      await until("all acknowledged", () => link.status().sent >= 60);
      expect(link.status().lastError).toBeNull();
    });

  it("sends no packet larger than the broker takes: history in smaller parcels, and a birth is told of", async () => {
    const broker = await startMosquitto({ lines: ["max_packet_size 12288"] });
    atEnd.push(() => broker.kill());
    const { link, said, report } = device(broker.url, 5);
    for (let index = 0; index < 200; index += 1) report(index % 2 === 0);
    await until("all acknowledged", () => link.status().sent >= 200);
    expect(said).toEqual([expect.stringContaining("connected to")]);
    await broker.kill();
    const small = await startMosquitto({ port: broker.port, lines: ["max_packet_size 1024"] });
    atEnd.push(() => small.stop());
    await until(
      "an error",
      () => link.status().lastError?.includes("and it takes 886 in one packet: let the broker take") === true,
    );
  });

  it("R15: a half-open connection is found within 1.5 keepalives and 5 s, and the next one works", async () => {
    const broker = await startMosquitto();
    const proxy = await startProxy(broker.port);
    atEnd.push(
      () => broker.stop(),
      () => proxy.stop(),
    );
    const { link, said } = device(proxy.url());
    await until("a session", () => link.status().connected);
    await proxy.set({ silent: true });
    await until("the loss", () => !link.status().connected, (1.5 * KEEPALIVE_MS) / 1_000 + 5);
    expect(link.status().lastError).toContain("no answer to a ping");
    await proxy.set({ silent: false });
    await until("a new session", () => link.status().connected);
    expect(said.filter((line) => line.includes("connected to"))).toHaveLength(2);
  });

  it("R16: at a broker that was wiped it subscribes again, is born again, and says that it was forgotten", async () => {
    const persistIn = mkdtempSync(join(tmpdir(), "gaturum-wiped-"));
    const first = await startMosquitto({ persistIn });
    const { link, said, report } = device(first.url);
    await until("a session", () => link.status().connected);
    report(true);
    await until("a record", () => link.status().sent === 1);
    await first.kill();
    rmSync(persistIn, { recursive: true });
    const second = await startMosquitto({ port: first.port });
    atEnd.push(() => second.stop());
    const backend = await subscribe(second.url);
    atEnd.push(() => backend.client.endAsync(true));
    await until("a birth", () => backend.topics.some((topic) => topic.endsWith("/up/birth")));
    await until("the state", () => backend.status === "online");
    expect(said.join("\n")).toContain("it has forgotten this device's session");
    // It hears what it has subscribed to: another's will over its own state is put right.
    const late = JSON.stringify({ ...backend.states.at(-1), status: "lost", session: 1 });
    await backend.client.publishAsync("gaturum/1/stockholm/lamp-1/up/state", late, { qos: 1, retain: true });
    await until("the late will", () => backend.status === "lost");
    await until("the state again", () => backend.status === "online");
    expect(backend.problems).toEqual([]);
  });

  for (const version of [4, 5] as const)
    it(`R16, R8: what was not taken comes again at the next connection, and what was taken never does (version ${version})`, async () => {
      const broker = await startMosquitto();
      atEnd.push(() => broker.stop());
      const backend = await subscribe(broker.url);
      atEnd.push(() => backend.client.endAsync(true));
      const transport = mqttTransport(broker.url, version);
      const connect = async () => {
        const heard: { text: string; taken: () => void }[] = [];
        let isOpen = false;
        const will = { topic: "will", payload: "lost", retain: false };
        const take = (event: TransportEvent): void => {
          isOpen ||= event.event === "opened";
          if (event.event === "message")
            heard.push({ text: Buffer.from(event.payload).toString(), taken: event.taken });
        };
        const connection = transport.connect({ clientId: "late", will, keepaliveMs: seconds(60) }, take);
        atEnd.push(() => connection.drop());
        await until("a session", () => isOpen);
        let isGranted = false;
        connection.subscribe(["late/c"], (refused) => (isGranted = refused.length === 0));
        await until("SUBACK", () => isGranted);
        return { connection, heard };
      };
      const first = await connect();
      for (const text of ["one", "two", "three"]) await backend.client.publishAsync("late/c", text, { qos: 1 });
      await until("three messages", () => first.heard.length === 3);
      // Out of order: the second is stored first, and may not be acknowledged before the first one is.
      first.heard[1]?.taken();
      let isPublished = false;
      first.connection.publish({ topic: "late/x", payload: "", retain: false }, () => (isPublished = true));
      await until("others to be acknowledged meanwhile", () => isPublished);
      first.connection.drop();
      const second = await connect();
      await until("all again", () => second.heard.length === 3);
      expect(second.heard.map(({ text }) => text)).toEqual(["one", "two", "three"]);
      for (const { taken } of second.heard.slice(0, 2)) taken();
      second.connection.publish({ topic: "late/x", payload: "", retain: false }, () => (isPublished = false));
      await until("the acknowledgements to have come", () => !isPublished);
      second.connection.drop();
      const third = await connect();
      await until("the one that was not taken", () => third.heard.length > 0);
      expect(third.heard.map(({ text }) => text)).toEqual(["three"]);
    });
});
