import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { patrol } from "../../device/backend/operator/patrol.ts";
import { isSignedBy } from "../../device/contract/signed.ts";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { CHALLENGE, Lamp } from "./met-lamp.ts";
import { LAUNCHER, PROCESSES_MS, typed } from "./typed.ts";

/** What it waits for what hangs, and a slow computer. */
const ENDS_MS = 15_000;

vi.setConfig({ testTimeout: PROCESSES_MS });

describeWithMosquitto("the city's verbs, typed", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-verbs-"));
  const keyFile = join(folder, "city.pem");
  const pair = generateKeyPairSync("ed25519");
  let broker: Mosquitto;
  let lamp: Lamp;
  beforeAll(async () => {
    writeFileSync(keyFile, pair.privateKey.export({ type: "pkcs8", format: "pem" }));
    broker = await startMosquitto();
    lamp = await Lamp.connect(broker.url, "lamp-1");
  });
  afterAll(async () => {
    await lamp.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const gaturum = (...words: readonly string[]) => typed(...words, "--broker", broker.url, "--tenant", "stockholm");
  const key = ["--key", keyFile, "--kid", "desk-1"];

  it("send: signs for that device, echoes its challenge, and ends with its answer", async () => {
    const said = await gaturum("send", "dim", "40", "--for", "2h", "--to", "lamp-1", ...key);
    expect(said).toMatchObject({ code: 0, err: "" });
    expect(said.out).toContain("lamp-1  done: at 40 %");
    const [command] = lamp.commands;
    expect(command).toMatchObject({ name: "dim", args: { levelPct: 40, forS: 7_200 }, challenge: CHALLENGE });
    expect(command !== undefined && isSignedBy(command, pair.publicKey)).toBe(true);
  });

  it("send: a refusal is 1, and no answer is 1 with what is known", async () => {
    const refused = await gaturum("send", "identify", "--to", "lamp-1", "--json", ...key);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ device: "lamp-1", code: 409 });
    const nobody = await gaturum("send", "identify", "--to", "lamp-9", "--within", "1s", ...key);
    expect(nobody).toMatchObject({ code: 1, out: "" });
    expect(nobody.err).toContain("knows nothing of lamp-9");
    const stranger = await gaturum("send", "identify", "--to", "lamp-1", "--key", keyFile, "--kid", "desk-2");
    expect([stranger.code, stranger.err]).toEqual([
      1,
      "lamp-1 does not trust desk-2, only desk-1. Nothing was sent.\n",
    ]);
    expect((await gaturum("send", "jog", "--to", "lamp-1", ...key)).code).toBe(2);
  });

  it("send --settings: the next version, retained, and what became of it", async () => {
    const file = join(folder, "evening.yaml");
    writeFileSync(file, "lamp:\n  base: 30 %\n");
    const first = await gaturum("send", "--settings", file, "--to", "lamp-1", ...key);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain("applied");
    writeFileSync(file, "lamp:\n  base: 300 %\n");
    const second = await gaturum("send", "--settings", file, "--to", "lamp-1", ...key);
    expect(second.code).toBe(1);
    expect(second.out).toContain("422 lamp.base: too much");
    expect(lamp.desired.map(({ epoch, version }) => [epoch, version])).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it("send --settings: nothing that a device would not read takes the place of what is wanted", async () => {
    const wanted = lamp.desired.length;
    const file = join(folder, "evening.yaml");
    const send = (...words: readonly string[]) => gaturum("send", "--settings", file, "--to", "lamp-1", ...words);
    for (const epoch of ["1.5", "0", "-3", "abc"])
      expect([epoch, (await send("--epoch", epoch, ...key)).code]).toEqual([epoch, 2]);
    const name = await send("--key", keyFile, "--kid", "desk 1");
    expect([name.code, name.err]).toEqual([2, expect.stringContaining("--kid desk 1: write it as in")]);
    expect((await send("--epoch", "7", ...key)).code).toBe(1);
    const back = await send("--epoch", "6", ...key);
    expect([back.code, back.err]).toEqual([2, expect.stringContaining("lamp-1 is at 7, and never goes back")]);
    writeFileSync(file, `${"a".repeat(49)}: {}\n`);
    const long = await send(...key);
    expect([long.code, long.err]).toEqual([2, expect.stringContaining("Nothing was sent.")]);
    writeFileSync(file, `lamp: ${"[".repeat(11)}${"]".repeat(11)}\n`);
    const deep = await send(...key);
    expect([deep.code, deep.err]).toEqual([2, expect.stringContaining("more than 12 deep. Nothing was sent.")]);
    for (const [text, why] of [
      ["lamp: { base: *night }\n", "Unresolved alias"],
      ["lamp: { base: .inf }\n", "Infinity is not allowed"],
      ["lamp: !!evening { base: 30 % }\n", "Unresolved tag"],
    ] as const) {
      writeFileSync(file, text);
      const { code, err } = await send(...key);
      expect([code, err]).toEqual([2, expect.stringContaining(`error: ${file}: `)]);
      expect([err.trim().split("\n").length, err]).toEqual([1, expect.stringContaining(why)]);
    }
    expect(lamp.desired.slice(wanted).map(({ epoch }) => epoch)).toEqual([7]);
  });

  it("send: what is for settings alone is not for a command, nor the other way round", async () => {
    const file = join(folder, "evening.yaml");
    writeFileSync(file, "lamp:\n  base: 30 %\n");
    const [wanted, asked] = [lamp.desired.length, lamp.commands.length];
    for (const words of [
      ["--settings", file, "--for", "2h"],
      ["--settings", file, "--spread", "2s"],
      ["dim", "40", "--epoch", "9"],
    ])
      expect([words.slice(2), (await gaturum("send", ...words, "--to", "lamp-1", ...key)).code]).toEqual([
        words.slice(2),
        2,
      ]);
    expect([lamp.desired.length, lamp.commands.length]).toEqual([wanted, asked]);
  });

  it("send --settings: what a device makes of another's document of that version is none of this one's", async () => {
    const device = await mqtt.connectAsync(broker.url);
    await device.subscribeAsync("gaturum/1/stockholm/lamp-4/dn/twin", { qos: 1 });
    const twin = { v: 1, epoch: 1, desiredVersion: 1, hash: CHALLENGE, status: "applied", errors: [], state: {} };
    const topic = "gaturum/1/stockholm/lamp-4/up/twin";
    device.once("message", () => device.publish(topic, JSON.stringify(twin), { qos: 1, retain: true }));
    const file = join(folder, "late.yaml");
    writeFileSync(file, "lamp:\n  base: 30 %\n");
    const late = await gaturum("send", "--settings", file, "--to", "lamp-4", "--within", "1s", ...key);
    await device.endAsync();
    expect([late.code, late.out]).toEqual([1, "lamp-4  wanted: epoch 1, version 1\n"]);
  });

  it("a name that no topic can carry is 2, before anything is touched", async () => {
    const cwd = mkdtempSync(join(folder, "untouched-"));
    const words = ["--broker", broker.url, "--database", join(cwd, "records.db")];
    for (const tenant of ["stock_holm", "s".repeat(24), "Stockholm"]) {
      const { code, err } = await typed("receive", "--tenant", tenant, ...words);
      expect([tenant, code, readdirSync(cwd)]).toEqual([tenant, 2, []]);
      expect(err).toContain('The name of a tenant has small letters, digits and "-", at most 23.');
    }
    expect((await gaturum("send", "identify", "--to", "l".repeat(41), ...key)).code).toBe(2);
    expect((await gaturum("patrol", "--group", "north_side", ...key)).code).toBe(2);
    expect((await gaturum("retire", "l".repeat(41), "--yes")).code).toBe(2);
  });

  it("receive: ends though the broker hangs", async () => {
    const stuck = await startMosquitto();
    const words = ["--broker", stuck.url, "--tenant", "stockholm", "--database", join(folder, "stuck.db")];
    const child = spawn(process.execPath, [LAUNCHER, "receive", ...words], { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (piece: Buffer) => (said += piece.toString()));
    const ended = once(child, "close");
    try {
      await until("the receiver is connected", () => said.includes("connected; "));
      process.kill(stuck.pid, "SIGSTOP");
      await until("the broker hangs", () => readFileSync(`/proc/${stuck.pid}/stat`, "utf8").includes(") T "));
      child.kill("SIGTERM");
      const late = new Promise((resolve) => setTimeout(() => resolve("it hangs"), ENDS_MS));
      expect(await Promise.race([ended, late])).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
      process.kill(stuck.pid, "SIGCONT");
      await stuck.stop();
    }
  });

  it("watch: ends in its time though the broker hangs", async () => {
    const stuck = await startMosquitto();
    const words = ["--broker", stuck.url, "--tenant", "stockholm", "--for", "4s"];
    const child = spawn(process.execPath, [LAUNCHER, "watch", ...words], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "close");
    const told = await Lamp.connect(stuck.url, "lamp-9");
    try {
      await once(child.stdout, "data");
      process.kill(stuck.pid, "SIGSTOP");
      const late = new Promise((resolve) => setTimeout(() => resolve("it hangs"), ENDS_MS));
      expect(await Promise.race([ended, late])).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
      process.kill(stuck.pid, "SIGCONT");
      await told.close();
      await stuck.stop();
    }
  });

  it("watch: says that the broker has gone, for what it shows is of before", async () => {
    const gone = await startMosquitto();
    const told = await Lamp.connect(gone.url, "lamp-9");
    const words = ["--broker", gone.url, "--tenant", "stockholm"];
    const child = spawn(process.execPath, [LAUNCHER, "watch", ...words], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    try {
      await once(child.stdout, "data");
      await told.close();
      await gone.kill();
      await until("it says so", () => /^no connection to the broker: .*\. Tried again\.\n$/.test(said));
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("watch: ends at Ctrl-C, however long it was to look", async () => {
    const words = ["--broker", broker.url, "--tenant", "stockholm", "--for", "24h"];
    const child = spawn(process.execPath, [LAUNCHER, "watch", ...words], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "close");
    try {
      await once(child.stdout, "data");
      child.kill("SIGINT");
      const late = new Promise((resolve) => setTimeout(() => resolve("it hangs"), 5_000));
      expect(await Promise.race([ended, late])).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("watch: lines where there is no terminal, and JSON of the contract", async () => {
    const lines = await gaturum("watch", "--for", "1s");
    expect(lines.code).toBe(0);
    expect(lines.out).toMatch(/lamp-1 {2}online, session 3/);
    const events = (await gaturum("watch", "--for", "1s", "--json")).out.trim().split("\n");
    expect(events.map((line) => (JSON.parse(line) as { is: string }).is)).toContain("birth");
  });

  it("patrol: the lamp that takes no power is out, with its plate", async () => {
    const dark = await Lamp.connect(broker.url, "lamp-2", 0.4);
    const file = join(folder, "lamps.txt");
    writeFileSync(file, "lamp-1\nlamp-2\n");
    const words = { access: { url: broker.url }, tenant: "stockholm", group: null, devices: file };
    const out: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (line: string | Uint8Array) => out.push(String(line)) > 0;
    try {
      const pace = { burnMs: 1_000, spreadMs: 0, afterMs: 1_000 };
      expect(await patrol({ ...words, keyFile, kid: "desk-1", json: true, ...pace })).toBe(1);
    } finally {
      process.stdout.write = write;
      await dark.close();
    }
    expect(out.map((line) => JSON.parse(line) as object)).toMatchObject([
      { device: "lamp-2", verdict: "out", plate: "4711-0382" },
      { device: "lamp-1", verdict: "lit", powerW: 41 },
    ]);
  });

  it("each has an example in its help, and wrong use is 2", async () => {
    for (const verb of ["receive", "watch", "send", "patrol", "retire"]) {
      const help = await gaturum(verb, "--help");
      expect(help.out).toMatch(/Examples?: gaturum/);
      expect((await gaturum(verb, "--tenant", "No Tenant")).code).toBe(2);
    }
  });
});
