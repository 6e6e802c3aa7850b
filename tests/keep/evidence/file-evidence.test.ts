import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { LINE_BYTES_MAX } from "../../../device/keep/evidence/chain.ts";
import { FileEvidence, type EvidenceOptions } from "../../../device/keep/evidence/file-evidence.ts";
import { evidenceFiles, type EvidenceFiles } from "../../../device/keep/evidence/files.ts";
import { verify } from "../../../device/keep/evidence/verify.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { eventually } from "../eventually.ts";
import { CutDisk } from "./cut-disk.ts";
import { entryAt, stopAt } from "./entries.ts";

let time = 0;
const now = () => instant(time);
const open: FileEvidence[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  time = 0;
});
function start(files: EvidenceFiles, more: Partial<EvidenceOptions> = {}): FileEvidence {
  const log = new FileEvidence(files, { device: "bin-12", run: { boot: "a" }, now, retryMs: millis(5), ...more });
  open.push(log);
  return log;
}
const stored = (log: FileEvidence, seq: number) =>
  eventually(
    () => log.read(now()),
    (reading) => reading.ok && reading.value.seq === seq,
  );
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "gaturum-evidence-"));
  folders.push(made);
  return join(made, "evidence");
}
const found = (directory: string) =>
  verify(readdirSync(directory).map((name) => ({ name, text: readFileSync(join(directory, name), "utf8") })));

it("is starting, then has a head of nothing, and acknowledges what is put; a restart goes on from there", async () => {
  const directory = folder();
  const log = start(evidenceFiles(directory));
  expect(log.read(now())).toMatchObject({ ok: false, fault: { part: "evidence", cause: "starting" } });
  await stored(log, 0);
  log.put([stopAt(1), stopAt(2)]);
  await stored(log, 2);
  await log.close();
  const again = start(evidenceFiles(directory), { run: { boot: "b", simulated: true } });
  await stored(again, 2);
  again.put([stopAt(3)]);
  const { value } = (await stored(again, 3)) as { value: unknown };
  const { entries, broken, head, device } = found(directory);
  expect([broken, head, device]).toEqual([[], value, "bin-12"]);
  expect(entries.map(({ seq, boot, simulated }) => [seq, boot, simulated])).toEqual([
    [1, "a", undefined],
    [2, "a", undefined],
    [3, "b", true],
  ]);
  expect(entries[0]).toMatchObject(stopAt(1));
});

it("cuts off what a power cut tore, and the next entry says how much that was", async () => {
  const disk = new CutDisk();
  const log = start(disk);
  log.put([stopAt(1)]);
  await stored(log, 1);
  const tail = `{"seq":2,"prev":"${"0".repeat(2_000)}`;
  disk.files.set("evidence-000001.jsonl", Buffer.concat([...disk.files.values(), Buffer.from(tail)]));
  expect(verify(disk.segments)).toMatchObject({ broken: [], tornBytes: tail.length, head: { seq: 1 } });
  const again = start(disk);
  again.put([stopAt(2), stopAt(3)]);
  await stored(again, 3);
  const { entries, broken, tornBytes } = verify(disk.segments);
  expect([broken, tornBytes, entries.map(({ torn }) => torn)]).toEqual([[], 0, [undefined, tail.length, undefined]]);
});

it("lets the oldest file go and keeps the chain over the rest", async () => {
  const disk = new CutDisk();
  const log = start(disk, { limits: { entries: 2, bytes: 10_000, segments: 3 } });
  for (let s = 1; s <= 21; s += 1) {
    log.put([stopAt(s)]);
    await stored(log, s);
  }
  expect([...disk.files.keys()]).toEqual([9, 10, 11].map((n) => `evidence-0000${String(n).padStart(2, "0")}.jsonl`));
  expect(verify(disk.segments)).toMatchObject({ broken: [], from: { seq: 16 }, head: { seq: 21 } });
});

it("leaves a damaged file as it is, goes on in a new one, and says so", async () => {
  const disk = new CutDisk();
  const log = start(disk);
  log.put([stopAt(1), stopAt(2), stopAt(3)]);
  await stored(log, 3);
  const name = "evidence-000001.jsonl";
  const rotten = Buffer.from(disk.files.get(name)?.toString().replace('"ramMm":2', '"ramMm":9') ?? "");
  disk.files.set(name, rotten);
  const again = start(disk);
  again.put([stopAt(4)]);
  await stored(again, 4);
  expect(disk.files.get(name)).toEqual(rotten);
  const { entries, broken } = verify(disk.segments);
  expect(broken.map(({ file, line, seq }) => [file, line, seq])).toEqual([
    [name, 3, 2],
    [name, 4, 3],
  ]);
  expect(entries.at(-1)).toMatchObject({ seq: 4, damaged: name });
});

it("starts a new file behind the same head when its file is taken away under it", async () => {
  const disk = new CutDisk();
  const log = start(disk);
  log.put([stopAt(1)]);
  await stored(log, 1);
  disk.files.clear();
  log.put([stopAt(2)]);
  await stored(log, 2);
  expect(verify(disk.segments)).toMatchObject({ broken: [], from: { seq: 1 }, head: { seq: 2 } });
});

it("row 20: while the disk fails a bin stops, the entries wait in memory, and all are there when it works again", async () => {
  const disk = new CutDisk();
  const said: string[] = [];
  const log = start(disk, { log: (line) => said.push(line) });
  await stored(log, 0);
  disk.failing = new Error("ENOSPC");
  for (let s = 1; s <= 30; s += 1) log.put([stopAt(s)]);
  await eventually(
    () => log.read(now()),
    (reading) => !reading.ok && reading.fault.cause === "broken",
  );
  disk.failing = null;
  await stored(log, 30);
  const { entries, broken } = verify(disk.segments);
  expect([broken, entries.length]).toEqual([[], 30]);
  for (const { values } of entries) {
    const contacts = { hopperA: false, hopperB: true, doorA: true, doorB: true };
    expect(values).toMatchObject({ cause: "guard", ramMm: expect.any(Number) as number, currentMa: 1_850, contacts });
  }
  expect(said.map((line) => /cannot be written|can be written again/.exec(line)?.[0])).toEqual([
    "cannot be written",
    "can be written again",
  ]);
});

it("gives up the oldest when memory is full, marks of life first, and the next entry counts them", async () => {
  const disk = new CutDisk();
  const log = start(disk, { waitingMax: 5 });
  await stored(log, 0);
  disk.failing = new Error("EIO");
  log.put([stopAt(1), entryAt(2, "alive"), stopAt(3), entryAt(4, "alive"), stopAt(5)]);
  log.put([stopAt(6), stopAt(7), stopAt(8)]);
  disk.failing = null;
  await eventually(
    () => verify(disk.segments).entries.map(({ at, lost }) => [at / 1_000, lost]),
    (seen) => seen.length === 5,
  );
  expect(verify(disk.segments).entries.map(({ at, lost }) => [at / 1_000, lost])).toEqual([
    [3, 3],
    [5, undefined],
    [6, undefined],
    [7, undefined],
    [8, undefined],
  ]);
});

it("writes what failed again byte for byte, whatever came or went meanwhile: a half of it is written over", async () => {
  const disk = new CutDisk();
  const log = start(disk, { waitingMax: 2 });
  log.put([stopAt(1)]);
  await stored(log, 1);
  const written: string[] = [];
  const write = disk.write.bind(disk);
  disk.write = (name, at, bytes) => {
    written.push(`${name} ${at} ${Buffer.from(bytes).toString()}`);
    return write(name, at, bytes);
  };
  disk.failing = new Error("EIO");
  log.put([stopAt(2)]);
  await eventually(
    () => written.length,
    (writes) => writes > 0,
  );
  log.put([stopAt(3), stopAt(4), stopAt(5)]);
  await eventually(
    () => written.length,
    (writes) => writes > 2,
  );
  disk.failing = null;
  await stored(log, 3);
  log.put([stopAt(6)]);
  await stored(log, 4);
  expect(new Set(written.slice(0, -2)).size).toBe(1);
  const { entries, broken } = verify(disk.segments);
  expect([broken, entries.map(({ at, lost }) => [at / 1_000, lost])]).toEqual([
    [],
    [
      [1, undefined],
      [2, undefined],
      [5, 2],
      [6, undefined],
    ],
  ]);
});

it("tells a write that does not end within a minute as a part that does not answer", async () => {
  const disk = new CutDisk();
  const log = start(disk);
  await stored(log, 0);
  let land = (): void => undefined;
  const write = disk.write.bind(disk);
  disk.write = async (...given) => {
    await new Promise<void>((resolve) => (land = resolve));
    await write(...given);
  };
  log.put([stopAt(1)]);
  await eventually(
    () => disk.files.size,
    (files) => files === 1,
  );
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  time = 60_000;
  expect(log.read(now())).toMatchObject({ ok: true });
  time = 60_001;
  expect(log.read(now())).toMatchObject({ ok: false, fault: { cause: "no-answer" } });
  land();
  await stored(log, 1);
});

it("puts no line on the disk that is longer than its limit", async () => {
  const disk = new CutDisk();
  const log = start(disk);
  log.put([entryAt(1, "asked", { who: "x".repeat(LINE_BYTES_MAX) })]);
  await stored(log, 1);
  expect(verify(disk.segments).entries[0]?.values).toEqual({ tooLongBytes: expect.any(Number) as number });
});
