import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Errand } from "../../device/backend/operator/errand.ts";
import { patrol } from "../../device/backend/operator/patrol.ts";
import type { CommandMessage } from "../../device/contract/downlink.ts";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { record } from "./said.ts";
import { typed } from "./typed.ts";

const BASE = "gaturum/1/stockholm";
/** As many as an errand keeps, and one more. */
const LETTERS = 5_001;

describeWithMosquitto("a patrol of many", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-patrol-"));
  const keyFile = join(folder, "city.pem");
  let broker: Mosquitto;
  let street: MqttClient;
  beforeAll(async () => {
    writeFileSync(keyFile, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
    broker = await startMosquitto({ lines: ["max_queued_messages 10000"] });
    street = await mqtt.connectAsync(broker.url);
  });
  afterAll(async () => {
    await street.endAsync();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  let seq = 0;
  const say = (device: string, path: string, stream: string, values: object, more: object = {}): void => {
    const said = { ...record((seq += 1), { class: path.startsWith("r/") ? 0 : 2 }), stream, values, ...more };
    street.publish(`${BASE}/${device}/up/${path}`, JSON.stringify(said), { qos: 1 });
  };
  const told = async (act: () => Promise<number>): Promise<{ readonly code: number; readonly out: string }> => {
    const out: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (line: string | Uint8Array) => out.push(String(line)) > 0;
    try {
      return { code: await act(), out: out.join("") };
    } finally {
      process.stdout.write = write;
    }
  };

  it("a bin of the group is no lamp that does not burn, and who said nothing is not counted as if it did", async () => {
    street.once("message", (_topic, payload) => {
      const { id, issuedAt } = JSON.parse(payload.toString()) as CommandMessage;
      say("lamp-1", "r/dim", "dim", { id, code: 200, phase: "done", result: "at 100 %" });
      say("bin-1", "r/dim", "dim", { id, code: 404, phase: "done", result: "a litter-bin has no dim" });
      const aggregate = { count: 3, min: 41, max: 41, mean: 41, windowS: 300 };
      say("lamp-1", "t/lamp-power", "lamp-power", { powerW: 41 }, { ts: issuedAt + 400_000, aggregate });
    });
    await street.subscribeAsync(`${BASE}/_grp/north/c/+`, { qos: 1 });
    const words = { access: { url: broker.url }, tenant: "stockholm", group: "north", devices: null };
    const pace = { burnMs: 500, spreadMs: 0, afterMs: 500 };
    const { code, out } = await told(() => patrol({ ...words, keyFile, kid: "desk-1", json: false, ...pace }));
    expect([code, out]).toEqual([0, expect.not.stringContaining("bin-1")]);
    expect(out).toContain("1 of the 1 that answered burn. A list, --devices FILE, tells of silent ones too.\n");
  });

  it("a file that is no list of devices moves nothing on the terminal of who names it", async () => {
    const file = join(folder, "picture");
    writeFileSync(file, "\u001b[2J\u009b2J\u0007\n");
    const words = ["--key", keyFile, "--kid", "desk-1", "--broker", broker.url, "--tenant", "stockholm"];
    const { code, err } = await typed("patrol", "--devices", file, ...words);
    expect([code, err]).toEqual([2, `error: ${file}: line 1: "?[2J?2J?" is no name of a device\n`]);
  });

  it("none that answered is called silent because many did", async () => {
    const errand = await Errand.open({ url: broker.url }, "stockholm", "patrol");
    try {
      const heard = new Set<string>();
      errand.hear(({ topic }) => heard.add(topic));
      await errand.listen([`${BASE}/+/up/r/dim`]);
      for (let at = 0; at < LETTERS; at += 1) say(`lamp-${at}`, "r/dim", "dim", {});
      await until("all answers", () => heard.size >= LETTERS);
    } finally {
      await errand.close();
    }
  });
});
