import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { PACE, Receiver } from "../../device/backend/receiver/receiver.ts";
import type { RecordsDatabase } from "../../device/backend/records-database.ts";
import { StreetBroker } from "../../hal-mocks/broker.ts";
import { until } from "../link/link-process.ts";
import { freePort } from "../system/mosquitto.ts";
import { record } from "./said.ts";

const pace = { ...PACE, receiptMs: 50, upkeepMs: 100, probeMs: 400, leaseS: 1 };
/** In which a receiver connects some three times, and would renew its lease some ten times. */
const LOOK_MS = 3_000;

describe("a database that fails while the broker's line breaks", () => {
  let folder = "";
  let broker: StreetBroker;
  let city: mqtt.MqttClient;
  let receiver: Receiver;
  let leases = 0;
  let broken: readonly (keyof RecordsDatabase)[] = [];
  const said: string[] = [];
  const isUp = () => said.some((line) => line.startsWith("connected; "));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-broken-database-"));
    said.length = 0;
    broken = [];
    broker = await StreetBroker.start(await freePort(), (id) => id.includes("_receive-"));
    city = await mqtt.connectAsync(broker.url, { protocolVersion: 4 }, false);
    city.on("message", () => (leases += 1));
    await city.subscribeAsync("gaturum/1/stockholm/_host/state", { qos: 1 });
    const opened = await openDatabase(join(folder, "records.db"), "stockholm");
    const database = new Proxy(opened, {
      get: (_, name: keyof RecordsDatabase) =>
        name === "group"
          ? "city"
          : broken.includes(name)
            ? () => Promise.reject(new Error("away"))
            : opened[name].bind(opened),
    });
    const parts = {
      access: { url: broker.url },
      tenant: "stockholm",
      instance: "1",
      database,
      devices: [],
      pace,
    };
    const say = (line: string): void => void said.push(line);
    receiver = new Receiver({ ...parts, spreadS: null, say, trouble: (_about, line) => say(line), nowMs: Date.now });
    await until("the receiver is connected", isUp);
    // It looks into the database once more before it renews its lease.
    leases = 0;
    await until("its lease", () => leases > 0);
  });
  afterEach(async () => {
    broken = [];
    await receiver.close();
    await city.endAsync(true);
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const breakLine = async (): Promise<void> => {
    said.length = 0;
    broker.cut(true);
    await until("the line broke", () => said.some((line) => line.includes("no connection")));
    leases = 0;
    broker.cut(false);
  };

  it.each<[what: string, broken: readonly (keyof RecordsDatabase)[]]>([
    ["is away", ["store", "devices", "receipt", "askAgain"]],
    ["can be read and not written", ["store"]],
  ])("R1: one that %s gives no new lease until it stores again", async (_, methods) => {
    broken = methods;
    await city.publishAsync("gaturum/1/stockholm/lamp-1/up/t/daylight", JSON.stringify(record(1)), { qos: 1 });
    await until("it is not well", () => said.some((line) => line.includes("took nothing")));
    await breakLine();
    await pause(LOOK_MS);
    expect([leases, isUp()]).toEqual([0, false]);
    broken = [];
    await until("a lease", () => leases > 0);
  });

  it("R1: one that is away and was not asked to store since gives no new lease either", async () => {
    broken = ["store", "devices", "receipt", "askAgain"];
    await breakLine();
    await pause(LOOK_MS);
    expect([leases, isUp()]).toEqual([0, false]);
  });
});
