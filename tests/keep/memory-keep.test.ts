import { expect, it } from "vitest";
import { MemoryDisk, memoryKeep } from "../../device/keep/memory-keep.ts";
import type { Keep } from "../../device/keep/keep.ts";
import { after, instant, millis, type Instant, type Millis } from "../../device/measure/time.ts";
import type { Scheduler } from "../../device/measure/scheduler.ts";

it("is starting, then empty, and acknowledges a write after its time", () => {
  const { time, keep } = start(new MemoryDisk());
  expect(keep.read(time.now())).toMatchObject({ ok: false, fault: { part: "keep", cause: "starting" } });
  time.pass(20);
  expect(keep.read(time.now())).toMatchObject({ at: 20, value: { status: "empty", durable: 0 } });
  keep.put({ revision: 1, value: "a" });
  time.pass(19);
  expect(keep.read(time.now())).toMatchObject({ value: { durable: 0 } });
  time.pass(1);
  expect(keep.read(time.now())).toMatchObject({ at: 40, value: { durable: 1 } });
});

it("lets the newest overtake what waits", () => {
  const { time, keep } = start(new MemoryDisk());
  time.pass(20);
  for (const revision of [1, 2, 3]) keep.put({ revision, value: revision });
  time.pass(20);
  expect(keep.read(time.now())).toMatchObject({ value: { durable: 1 } });
  time.pass(20);
  expect(keep.read(time.now())).toMatchObject({ value: { durable: 3 } });
});

it.each([
  [false, 1],
  [true, 2],
])("survives a power cut; a write under way has landed: %s", (lands, revision) => {
  const disk = new MemoryDisk();
  disk.landsAtCut = lands;
  const { time, keep } = start(disk);
  time.pass(20);
  keep.put({ revision: 1, value: "a" });
  time.pass(20);
  keep.put({ revision: 2, value: "b" });
  time.pass(10);
  keep.close();
  time.pass(100);
  const next = start(disk);
  next.time.pass(20);
  expect(next.keep.read(next.time.now())).toMatchObject({ value: { status: "found", foundRevision: revision } });
});

it("acknowledges nothing while the disk stalls, and goes on when it works again", () => {
  const disk = new MemoryDisk();
  const { time, keep } = start(disk);
  time.pass(20);
  disk.stall();
  keep.put({ revision: 1, value: "a" });
  keep.put({ revision: 2, value: "b" });
  time.pass(17_000);
  expect(keep.read(time.now())).toMatchObject({ value: { durable: 0 } });
  disk.resume();
  expect(keep.read(time.now())).toMatchObject({ at: 17_020, value: { durable: 1 } });
  time.pass(20);
  expect(keep.read(time.now())).toMatchObject({ value: { durable: 2 } });
});

it("is unreadable on a rotten disk", () => {
  const disk = new MemoryDisk();
  disk.bytes = Uint8Array.from([1, 2, 3]);
  const { time, keep } = start(disk);
  time.pass(20);
  expect(keep.read(time.now())).toMatchObject({ value: { status: "unreadable", value: null } });
});

function start(disk: MemoryDisk): { time: HandTime; keep: Keep } {
  const time = new HandTime();
  return { time, keep: memoryKeep(disk, time) };
}

/** Time that a test moves by hand. */
class HandTime implements Scheduler {
  #now = instant(0);
  #due: { readonly at: Instant; readonly run: () => void }[] = [];

  now(): Instant {
    return this.#now;
  }
  after(wait: Millis, run: () => void): () => void {
    const due = { at: after(this.#now, wait), run };
    this.#due.push(due);
    return () => (this.#due = this.#due.filter((other) => other !== due));
  }
  pass(ms: number): void {
    const end = after(this.#now, millis(ms));
    for (;;) {
      const next = this.#due.filter((due) => due.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((due) => due !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
