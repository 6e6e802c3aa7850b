import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { PACE, Receiver } from "../../device/backend/receiver/receiver.ts";
import type { RecordsDatabase } from "../../device/backend/records-database.ts";
import type { AckMessage } from "../../device/contract/downlink.ts";
import type { HostMessage } from "../../device/contract/session.ts";
import { validate } from "../../device/contract/validate.ts";
import { millis, minutes } from "../../device/measure/time.ts";
import { StreetBroker } from "../../hal-mocks/broker.ts";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto, freePort, startMosquitto } from "../system/mosquitto.ts";
import { BOOT, record, stateFact } from "./said.ts";

const BASE = "gaturum/1/stockholm/lamp-1";
const need = { afterMs: millis(600), answerMs: minutes(1) };
const pace = { ...PACE, receiptMs: 50, upkeepMs: 100, probeMs: 400, need };

/** A broker, a receiver on it, and a device's end of the line. */
function receiverSuite(start: () => Promise<{ url: string; stop: () => Promise<void> }>, isShared: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-receiver-"));
  let broker: Awaited<ReturnType<typeof start>>;
  let device: mqtt.MqttClient;
  let receiver: Receiver;
  let database: RecordsDatabase;
  let file = "";
  let files = 0;
  const said: string[] = [];
  const heard = new Map<string, string>();
  const ack = () => JSON.parse(heard.get(`${BASE}/dn/ack`) ?? "{}") as Partial<AckMessage>;
  const receiverOf = (database: RecordsDatabase, instance: string): Receiver => {
    const parts = { access: { url: broker.url }, tenant: "stockholm", instance, database };
    const say = (line: string): void => void said.push(line);
    const telling = { say, trouble: (_about: string, line: string) => say(line) };
    return new Receiver({ ...parts, ...telling, devices: ["lamp-1"], spreadS: 300, nowMs: Date.now, pace });
  };
  const startReceiver = async (): Promise<Receiver> => {
    database = Object.assign(await openDatabase(file, "stockholm"), { group: "city" });
    return receiverOf(database, "1");
  };
  const send = (topic: string, payload: unknown, retain = false) =>
    device.publishAsync(`${BASE}/${topic}`, JSON.stringify(payload), { qos: 1, retain });

  beforeAll(async () => {
    broker = await start();
  });
  afterAll(async () => {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    file = join(folder, `${(files += 1)}.db`);
    said.length = 0;
    heard.clear();
    const options = { protocolVersion: 4, clientId: "stockholm_lamp-1", clean: false } as const;
    device = await mqtt.connectAsync(broker.url, options, false);
    device.on("message", (topic, payload) => heard.set(topic, payload.toString()));
    await device.subscribeAsync([`${BASE}/dn/ack`, "gaturum/1/stockholm/_host/state"], { qos: 1 });
    receiver = await startReceiver();
    await until("the receiver is connected", () => said.some((line) => line.startsWith("connected; ")));
  });
  afterEach(async () => {
    await receiver.close();
    await device.publishAsync(`${BASE}/dn/ack`, "", { qos: 1, retain: true });
    await device.publishAsync(`${BASE}/up/state`, "", { qos: 1, retain: true });
    await device.endAsync();
  });

  it("knows whether the broker can share records among receivers", () => {
    expect(receiver.counts.shared).toBe(isShared);
  });

  it("R1: gives a receipt for what is stored, live or of the past, and drops doubles", async () => {
    await send("up/t/daylight", record(2));
    await send("up/b", { v: 1, history: true, records: [record(1), record(2), record(3)] });
    await until("a receipt", () => ack().watermark?.[BOOT]?.["2"] === 3);
    expect(validate(`${BASE}/dn/ack`, JSON.stringify(ack())).ok).toBe(true);
    expect(receiver.counts).toMatchObject({ records: 3, doubles: 1, refused: 0 });
  });

  it("R1: takes all records where no other receiver stores with it: a share would leave holes", async () => {
    const alone = receiverOf(await openDatabase(`${file}.alone`, "stockholm"), "alone");
    try {
      await until("it is connected", () => said.includes("connected; this receiver takes all records"));
      for (const seq of [1, 2, 3, 4]) await send("up/t/daylight", record(seq));
      await until("all of it in both", () => receiver.counts.records === 4 && alone.counts.records === 4);
    } finally {
      await alone.close();
    }
  });

  it("publishes a lease that asks devices to keep what has no receipt", async () => {
    await until("a lease", () => heard.has("gaturum/1/stockholm/_host/state"));
    const host = JSON.parse(heard.get("gaturum/1/stockholm/_host/state") ?? "") as HostMessage;
    expect(host).toEqual({ v: 1, leaseS: 120, receipts: true, spreadS: 300 });
  });

  it("R1: asks for a hole that stays", async () => {
    await send("up/b", { v: 1, history: true, records: [record(1), record(4)] });
    await until("a need", () => ack().need !== undefined);
    expect(ack().need?.ranges).toEqual([[BOOT, 2, 2, 3]]);
    await send("up/b", { v: 1, history: true, records: [record(2), record(3)] });
    await until("its end", () => ack().watermark?.[BOOT]?.["2"] === 4 && ack().need === undefined);
  });

  it("R1: never takes a device for lost that is online, whatever will comes late", async () => {
    await send("up/state", stateFact("online", 7).state, true);
    await send("up/state", stateFact("lost", 6).state, true);
    await send("up/t/daylight", record(1));
    await until("all of it", () => ack().watermark?.[BOOT]?.["2"] === 1);
    const status = async () => (await database.devices())[0]?.state?.status;
    await until("the state", async () => (await status()) !== undefined);
    expect(await status()).toBe("online");
    await send("up/state", stateFact("lost", 7).state, true);
    await until("its own will", async () => (await status()) === "lost");
  });

  it("R1: loses nothing over its own restart, and lets go what makes no sense", async () => {
    await send("up/t/daylight", record(1));
    await until("the first", () => ack().watermark?.[BOOT]?.["2"] === 1);
    await receiver.close();
    await send("up/t/daylight", record(2));
    said.length = 0;
    receiver = await startReceiver();
    await send("up/t/daylight", "not a record");
    await send("up/t/daylight", record(3));
    await until("both", () => ack().watermark?.[BOOT]?.["2"] === 3);
    expect(receiver.counts.refused).toBe(1);
    expect(said.join("\n")).toContain("let go: ");
  });

  it("stores a record of a stream that this version does not know", async () => {
    await send("up/b", { v: 1, history: true, records: [{ ...record(1), stream: "air", values: { ppm: 412 } }] });
    await until("a receipt", () => ack().watermark?.[BOOT]?.["2"] === 1);
    expect(receiver.counts).toMatchObject({ records: 1, odd: 1, refused: 0 });
  });
}

describeWithMosquitto("a receiver on Mosquitto", () => receiverSuite(() => startMosquitto(), true));

describe("a receiver on aedes, which has 3.1.1 and shares nothing", () => {
  receiverSuite(async () => {
    const broker = await StreetBroker.start(await freePort());
    return { url: broker.url, stop: () => broker.stop() };
  }, false);
});
