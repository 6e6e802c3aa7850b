import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileKeep } from "../../device/keep/file-keep.ts";
import type { Keep } from "../../device/keep/keep.ts";
import type { Kept } from "../../device/measure/decision.ts";
import { instant, millis } from "../../device/measure/time.ts";
import { eventually } from "./eventually.ts";

/** Time for a few more tries: they are 20 ms apart at most. */
const TRIES_MS = 60;
const now = () => instant(performance.now());
let parent: string;
let directory: string;
let lines: string[];
const open: Keep[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "gaturum-keep-"));
  directory = join(parent, "keep");
  lines = [];
});
afterEach(() => {
  for (const keep of open.splice(0)) keep.close();
  rmSync(parent, { recursive: true, force: true });
});

describe("a keep on files", () => {
  it("is starting, then empty, and acknowledges what is put", async () => {
    const keep = start();
    expect(keep.read(now())).toMatchObject({ ok: false, fault: { part: "keep", cause: "starting" } });
    expect(await settled(keep)).toEqual({ status: "empty", value: null, foundRevision: 0, durable: 0 });
    keep.put({ revision: 1, value: { latch: "weld" } });
    expect(keep.read(now())).toMatchObject({ value: { durable: 0 } });
    await durable(keep, 1);
    expect(readFileSync(join(directory, "slot-a"))).toEqual(readFileSync(join(directory, "slot-b")));
  });

  it("gives the same reading while nothing changes", async () => {
    const keep = start();
    await settled(keep);
    expect(keep.read(now())).toBe(keep.read(now()));
  });

  it("finds it again after a restart, and goes on from there", async () => {
    await store(3, { ram: "moving" });
    const keep = start();
    expect(await settled(keep)).toEqual({ status: "found", value: { ram: "moving" }, foundRevision: 3, durable: 3 });
    keep.put({ revision: 4, value: null });
    await durable(keep, 4);
    expect(await settled(start())).toMatchObject({ value: null, foundRevision: 4 });
  });

  it("lets a newer memory overtake one that waits", async () => {
    const keep = start();
    await settled(keep);
    for (let revision = 1; revision <= 500; revision += 1) keep.put({ revision, value: revision });
    const seen = new Set<number>();
    await eventually(
      () => valueOf(keep).durable,
      (revision) => seen.add(revision).has(500),
    );
    expect([...seen]).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.size).toBeLessThan(10);
  });

  it("keeps what was put before it had read", async () => {
    const keep = start();
    keep.put({ revision: 1, value: "early" });
    await durable(keep, 1);
    expect(await settled(start())).toMatchObject({ value: "early" });
  });

  it.each(["slot-a", "slot-b"])("loses nothing by a rotten %s, and makes it good", async (name) => {
    await store(5, "kept");
    const slot = join(directory, name);
    const good = readFileSync(slot);
    writeFileSync(slot, good.subarray(0, good.length - 1));
    const keep = start();
    expect(await settled(keep)).toMatchObject({ status: "found", value: "kept", durable: 5 });
    await eventually(
      () => readFileSync(slot).toString(),
      (text) => text.includes("kept") && text.endsWith("}"),
    );
  });

  it("says unreadable when both are bad, tells a person, and stores again", async () => {
    await store(5, "kept");
    for (const name of ["slot-a", "slot-b"]) writeFileSync(join(directory, name), "rotten");
    const keep = start();
    expect(await settled(keep)).toEqual({ status: "unreadable", value: null, foundRevision: 0, durable: 0 });
    expect(lines.join()).toContain(`no good slot in ${directory} (damaged; damaged)`);
    keep.put({ revision: 1, value: "anew" });
    await durable(keep, 1);
    expect(await settled(start())).toMatchObject({ status: "found", value: "anew" });
  });

  it("does not take a missing state directory for an empty keep", async () => {
    directory = join(parent, "not-mounted", "keep");
    expect(await settled(start())).toMatchObject({ status: "unreadable" });
  });

  it("throws on a memory that is longer than a slot", () => {
    expect(() => start().put({ revision: 1, value: "x".repeat(70_000) })).toThrow(/longer than/);
  });
});

describe("a bad disk", () => {
  it("that fails is tried for ever, acknowledges nothing meanwhile, and says so once", async () => {
    await store(1, "old");
    const keep = start();
    await settled(keep);
    const slot = join(directory, "slot-a");
    unlinkSync(slot);
    mkdirSync(slot);
    keep.put({ revision: 2, value: "new" });
    await eventually(
      () => lines.length,
      (count) => count > 0,
    );
    expect(lines).toEqual([expect.stringMatching(/cannot be written: .*EISDIR.*Nothing counts as stored/)]);
    expect(valueOf(keep).durable).toBe(1);
    keep.put({ revision: 3, value: "newest" });
    await new Promise((resume) => setTimeout(resume, TRIES_MS));
    expect(lines).toHaveLength(1);
    rmSync(slot, { recursive: true });
    await durable(keep, 3);
    expect(lines.at(-1)).toContain("can be written again");
  });

  it("that stalls holds nobody up", async () => {
    await store(1, "old");
    const keep = start();
    await settled(keep);
    const slot = join(directory, "slot-a");
    unlinkSync(slot);
    execFileSync("mkfifo", [slot]);
    const before = performance.now();
    keep.put({ revision: 2, value: "new" });
    keep.put({ revision: 3, value: "newest" });
    expect(performance.now() - before).toBeLessThan(50);
    await new Promise((resume) => setTimeout(resume, 50));
    expect(valueOf(keep).durable).toBe(1);
    expect(statSync(slot).isFIFO()).toBe(true);
    const reader = openSync(slot, "r+");
    unlinkSync(slot);
    await durable(keep, 3);
    closeSync(reader);
  });
});

function start(): Keep {
  const mine = lines;
  const log = (line: string) => void mine.push(line);
  const keep = fileKeep(directory, now, { log, retryMs: millis(5), retryLongestMs: millis(20) });
  open.push(keep);
  return keep;
}

async function store(revision: number, value: string | { ram: string }): Promise<void> {
  const keep = start();
  await settled(keep);
  keep.put({ revision, value });
  await durable(keep, revision);
  keep.close();
}

const settled = async (keep: Keep): Promise<Kept> => {
  await eventually(
    () => keep.read(now()),
    (reading) => reading.ok,
  );
  return valueOf(keep);
};

const durable = (keep: Keep, revision: number) =>
  eventually(
    () => keep.read(now()),
    (reading) => reading.ok && reading.value.durable === revision,
  );

function valueOf(keep: Keep): Kept {
  const reading = keep.read(now());
  if (!reading.ok) throw new Error(`the keep is ${reading.fault.cause}`);
  return reading.value;
}
