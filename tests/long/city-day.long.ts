import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nextCounter } from "../../device/backend/operator/counter.ts";
import { readKey, signedCommand } from "../../device/backend/operator/signing.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { publicTextOf } from "../../device/contract/signed.ts";
import { until } from "../link/link-process.ts";
import { Authority } from "../link/tls/certificates.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "../system/device-run.ts";
import { describeWithMosquitto } from "../system/mosquitto.ts";
import { ShippedBroker } from "../system/shipped-broker.ts";

const TENANT = "stockholm";
const LAMP = "lamp-1";
const GATURUM = join(ROOT, "device/gaturum.js");
const EXAMPLE = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8");
/** Settings are watched for two minutes before they are called applied. */
const APPLIED_S = 150;

let folder: string;
let broker: ShippedBroker;
let lamp: DeviceRun;
let receiver: ChildProcess;
const heard: string[] = [];

const inFolder = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
};

/** As docs/connect.md has it: keys, certificate and trust file beside the config. */
function configOf(device: string, certificate: string, key: string): string {
  const lines = [
    ...["city:", `  broker: mqtts://127.0.0.1:${broker.port}`, "  startDelay: 0 s"],
    ...[`  trust: ${join(folder, "trust.json")}`, "  groups: hornsgatan", "  tls:"],
    ...[`    ca: ${broker.authorityFiles.certificate}`, `    certificate: ${certificate}`, `    key: ${key}`, ""],
  ];
  const place = /^city:\n(?: .*\n)+/m;
  return EXAMPLE.replace(/^device: \S+/m, `device: ${device}`).replace(place, lines.join("\n"));
}

function certified(name: string): { readonly certificate: string; readonly key: string } {
  const { cert, key } = broker.authority.issue(name);
  return { certificate: inFolder(`${name}.crt`, cert), key: inFolder(`${name}.key`, key) };
}

function access(name: string): readonly string[] {
  const { certificate, key } = certified(name);
  const tls = ["--ca", broker.authorityFiles.certificate, "--client-cert", certificate, "--client-key", key];
  return ["--broker", `mqtts://127.0.0.1:${broker.port}`, "--tenant", TENANT, ...tls];
}

/** `gaturum send` as a person at a desk types it. */
async function send(...words: readonly string[]) {
  const key = ["--key", join(folder, "city.pem"), "--kid", "desk-1"];
  const all = [GATURUM, "send", ...words, "--to", LAMP, ...key, ...access("stockholm-send-1")];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: ((await ended) as [number | null])[0], out, err };
}

const why = (): string =>
  spawnSync(process.execPath, [GATURUM, "why", "--device", LAMP], { encoding: "utf8", env: lamp.env }).stdout;

type Row = Readonly<Record<string, string | number>>;
function read(file: string, sql: string, ...values: string[]): readonly Row[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all(...values) as Row[];
  } finally {
    database.close();
  }
}
const inCity = (sql: string, ...values: string[]): readonly Row[] => read(join(folder, "city.db"), sql, ...values);

/** Of a copy: link holds its store for itself. */
function inStore(sql: string): readonly Row[] {
  const [there, here] = [
    join(String(lamp.env["GATURUM_STATE_DIR"]), LAMP, "link", "store.db"),
    join(folder, "copy.db"),
  ];
  for (const suffix of ["", "-wal"]) cpSync(`${there}${suffix}`, `${here}${suffix}`);
  return read(here, sql);
}

const recordsOf = (stream: string): readonly DeviceRecord[] =>
  inCity("SELECT record FROM records WHERE stream = ?", stream).map(
    ({ record }) => JSON.parse(String(record)) as DeviceRecord,
  );
/** What the city knows of the lamp: its newest `state`, `birth` or `twin`. */
const known = (column: string): unknown =>
  JSON.parse(String(inCity(`SELECT ${column} AS said FROM devices`)[0]?.["said"] ?? "null"));

type BootNote = { readonly boot: string; readonly last: readonly number[]; readonly closed: boolean };
const boots = (): readonly BootNote[] =>
  inStore("SELECT json FROM note WHERE name LIKE 'boot/%'").map(({ json }) => JSON.parse(String(json)) as BootNote);

/** By boot and class what the device has made, and up to where the city has all of it; notes are written now and then. */
function madeAndStored(): readonly (readonly [made: number, stored: number])[] {
  const stored = inCity("SELECT boot, class, watermark FROM progress");
  const rows = inStore("SELECT boot, class, max(last) AS last FROM row GROUP BY boot, class");
  const of = (list: readonly Row[], boot: string, at: number): Row | undefined =>
    list.find((one) => one["boot"] === boot && one["class"] === at);
  return boots().flatMap(({ boot, last }) =>
    last.map((noted, at) => {
      const made = Math.max(noted, Number(of(rows, boot, at)?.["last"] ?? 0));
      return [made, Number(of(stored, boot, at)?.["watermark"] ?? 0)] as const;
    }),
  );
}
const allStored = (): boolean => madeAndStored().every(([made, stored]) => made <= stored);
/** Receipted class 0 is kept for a day; the other classes are let go, with the next that is written. */
const kept = (): number => inStore("SELECT id FROM row WHERE class > 0").length;

describeWithMosquitto("a day with the city, with real processes", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-city-day-"));
    broker = await ShippedBroker.start();
    const [city, root] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
    inFolder("city.pem", city.privateKey.export({ type: "pkcs8", format: "pem" }) as string);
    const anchors = [{ kid: "desk-1", key: publicTextOf(city.publicKey) }];
    const trust = { version: 1, anchors, root: { kid: "root", key: publicTextOf(root.publicKey) } };
    inFolder("trust.json", JSON.stringify(trust));
    const words = ["receive", ...access("stockholm-receive-1"), "--database", join(folder, "city.db")];
    receiver = spawn(process.execPath, [GATURUM, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [receiver.stdout, receiver.stderr])
      stream?.setEncoding("utf8").on("data", (piece: string) => heard.push(...piece.split("\n").filter(Boolean)));
    await until("a receiver", () => heard.some((line) => line.includes("connected")));
    const { certificate, key } = certified(`${TENANT}_${LAMP}`);
    lamp = new DeviceRun(configOf(LAMP, certificate, key), LAMP, ["--mock"]);
    await lamp.ready();
  }, 40_000);
  afterAll(async () => {
    await lamp.close();
    const ended = once(receiver, "exit");
    receiver.kill("SIGTERM");
    await ended;
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R1: it comes online, says what it is, and the city has what it made", { timeout: 30_000 }, async () => {
    await until("started", () => recordsOf("started").length === 1);
    await until("receipts", () => allStored() && madeAndStored().length === 3);
    await until("its birth", () => known("birth") !== null);
    expect(known("state")).toMatchObject({ status: "online" });
    expect(known("birth")).toMatchObject({ kind: "lamp-post", obeys: ["desk-1"] });
  });

  it(
    "a dim is answered, the lamp follows, the post says who asked, and its store is empty",
    { timeout: 30_000 },
    async () => {
      expect(await send("dim", "43", "--for", "2h")).toEqual({ code: 0, out: "lamp-1  done: 43 % for 2 h\n", err: "" });
      await until("43 %", async () => (await lamp.status()).outputs["levelPct"] === 43);
      await until("an empty store", () => kept() === 0);
      expect(why()).toMatch(/-> 43 % {2}asked for by the city for 2 h/);
    },
  );

  it("settings that are wrong are rejected with place and cure", { timeout: 30_000 }, async () => {
    const bad = await send("--settings", inFolder("bad.yaml", "lamp:\n  base: 400 %\n"));
    expect([bad.code, bad.err]).toEqual([1, ""]);
    expect(bad.out).toContain("rejected\n  422 lamp.base: 400 % is above 100 %.");
  });

  it("R1: kill -9 of link loses nothing, and its lamp does not notice", { timeout: 30_000 }, async () => {
    const before = boots().map(({ boot }) => boot);
    const dimming = send("dim", "44", "--for", "1h");
    const { link } = lamp.pids;
    process.kill(link, "SIGKILL");
    await until("another link", () => lamp.pids.link !== link);
    expect((await dimming).out).toMatch(/done|unknown/);
    await until("its boot", () => boots().length > before.length && boots().some(({ closed }) => closed));
    await until("all of both boots", allStored);
    expect(inCity("SELECT 1 FROM records GROUP BY boot, class, seq HAVING count(*) > 1")).toEqual([]);
    expect([43, 44]).toContain((await lamp.status()).outputs["levelPct"]);
  });

  it(
    "R9, R8: settings prove themselves; meanwhile what is meant for others is refused",
    { timeout: 200_000 },
    async () => {
      const applying = send("--settings", inFolder("good.yaml", "lamp:\n  base: 37 %\n"));
      await strangersCommand();
      await expiredCertificate();
      const applied = await applying;
      expect([applied.code, applied.err]).toEqual([0, ""]);
      expect(applied.out).toMatch(/pending\nlamp-1 {2}applied\n$/);
      expect(known("twin")).toMatchObject({ status: "applied", desiredVersion: 2 });
      await until(
        "a refusal",
        () => recordsOf("refused").some(({ values }) => values["reason"] === "audience"),
        APPLIED_S,
      );
    },
  );
});

/** Signed for lamp-2, by whom both trust, and put on the topic of lamp-1. */
async function strangersCommand(): Promise<void> {
  const levelPct = async () => (await lamp.status()).outputs["levelPct"];
  const before = await levelPct();
  const signer = readKey(join(folder, "city.pem"), "desk-1");
  const command = signedCommand(
    {
      ...{ to: { tenant: TENANT, device: "lamp-2" }, id: randomUUID(), wish: { name: "dim", args: { levelPct: 12 } } },
      ...{ counter: nextCounter(join(folder, "city.pem"), Date.now()), nowMs: Date.now(), withinMs: 60_000 },
      ...{ challenge: undefined, spreadMs: undefined },
    },
    signer,
  );
  const client = await broker.connect(broker.authority.issue("stockholm-office"));
  await client.publishAsync(`gaturum/1/${TENANT}/${LAMP}/dn/c/dim`, JSON.stringify(command), { qos: 1 });
  await client.endAsync();
  expect(await levelPct()).toBe(before);
}

/** Its link says what to look at, and its lamp burns all the same. */
async function expiredCertificate(): Promise<void> {
  const day = 86_400_000;
  const authority = new Authority();
  const wish = { fromMs: Date.now() - 9 * day, toMs: Date.now() - day, by: broker.authorityFiles };
  const { certificate, key } = authority.make(`${TENANT}_lamp-2`, wish);
  const late = new DeviceRun(configOf("lamp-2", certificate, key), "lamp-2", ["--mock"]);
  try {
    await until("a cure", () => late.said.some((line) => /certificate of city\.tls has expired/.test(line)), 20);
    expect((await late.ready()).readings["lamp"]).toMatchObject({ ok: true });
  } finally {
    await late.close();
    authority.end();
  }
}
