import { closeSync, constants, mkdtempSync, openSync, readdirSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import type { DiskFault } from "../../../device/link/store/cabinet.ts";
import { DiskError, NO_CONTENTS } from "../../../device/link/store/cabinet.ts";
import { Database } from "../../../device/link/store/database.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import { onShelf } from "../../../device/link/store/row.ts";
import { sealLines } from "../../../device/link/store/sealing.ts";
import { AGAIN_MS, FAILURES_MAX } from "../../../device/link/store/unread.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const FAR = instant(1e15);
const PAGE = 512;
const TIMED_OUT: DiskFault = { cause: "failing", detail: "SQLite 266: disk I/O error" };
const DESCRIPTORS = "/proc/self/fd";

/** Rows of one record each, all of them on disk, by a start before this one. */
function filled(disk: MemoryDisk, rows: number): void {
  const before = new Direct(disk, 1);
  for (let index = 0; index < rows; index += 1) before.commit(1, [{ index }], index);
  before.close();
}

describe("a disk that does not read for a moment", () => {
  it("loses nothing: it is a fault, what memory has goes on, and the rows come when it reads again", () => {
    const disk = new MemoryDisk();
    filled(disk, 100);
    const store = new Direct(disk, 2);
    const ask = (now: number) => store.clerk.do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, instant(now));
    store.clerk.do({ ask: "begin", since: FAR }, instant(1_000));
    disk.unreadable = { fault: TIMED_OUT, isMeant: () => true };
    const none = ask(2_000);
    expect(none).toMatchObject({ entries: [], waiting: 101, fault: TIMED_OUT });
    disk.broken = TIMED_OUT;
    store.at(instant(3_000));
    store.commit(0, [{}], 3_000);
    expect(ask(4_000).entries.map(({ class: of }) => of)).toEqual([0]);
    disk.broken = disk.unreadable = null;
    store.at(instant(4_000 + AGAIN_MS));
    store.commit(0, [{}], 4_000);
    const records = store.drain();
    expect(records.filter(({ stream }) => stream === "gap")).toEqual([]);
    expect(misaccounted(records, bootId(1), 1, 100)).toBeNull();
    expect(ask(200_000).fault).toBeNull();
  });

  it("is asked for one row and no more each time, however many wait", () => {
    const disk = new MemoryDisk();
    filled(disk, 100);
    const store = new Direct(disk, 2);
    let reads = 0;
    disk.unreadable = { fault: TIMED_OUT, isMeant: () => (reads += 1) > 0 };
    store.clerk.do({ ask: "begin", since: FAR }, instant(1_000));
    for (let times = 1; times <= 3; times += 1) {
      store.clerk.do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, instant(2_000));
      expect(reads).toBe(times);
    }
  });

  it("has no rows thinned meanwhile: the oldest goes, one for one, and every number is told once", () => {
    const quota: Quota = [400 * PAGE, 40 * PAGE, 40 * PAGE];
    const disk = new MemoryDisk();
    const store = new Direct(disk, 1, quota);
    const commit = (index: number): void => {
      store.at(instant(index * 20_000));
      store.commit(2, [{ daylightLux: index }], index * 20_000);
    };
    for (let index = 0; index < 40; index += 1) commit(index);
    disk.unreadable = { fault: TIMED_OUT, isMeant: () => true };
    for (let index = 40; index < 45; index += 1) commit(index);
    disk.unreadable = null;
    store.at(instant(1e7));
    const records = store.drain();
    expect(records.filter(({ stream }) => stream === "gap").map(({ values }) => values["reason"])).toEqual(["full"]);
    expect(records.filter(({ class: of }) => of === 2)).toHaveLength(40);
    expect(misaccounted(records, bootId(1), 2, 45)).toBeNull();
  });
});

describe("a place on a card that will never be read again", () => {
  it("holds up nothing else, and is told as a gap when it has failed often enough while others were read", () => {
    const disk = new MemoryDisk();
    filled(disk, 100);
    const store = new Direct(disk, 2);
    disk.unreadable = { fault: TIMED_OUT, isMeant: (id) => id === 50 };
    store.clerk.do({ ask: "begin", since: FAR }, instant(0));
    const records: DeviceRecord[] = [];
    const take = (now: number): void => {
      const { entries } = store.clerk.do({ ask: "take", recordsMax: 10, bytesMax: 60_000 }, instant(now));
      records.push(...entries.map(({ json }) => JSON.parse(json) as DeviceRecord));
      const ids = entries.map(({ id }) => id);
      store.clerk.do({ ask: "acknowledge", ids, isUnsaid: true }, instant(now));
    };
    for (let second = 0; second < 30; second += 1) take(second * 1_000);
    expect(records.filter(({ class: of }) => of === 1)).toHaveLength(99);
    const gaps = (): readonly DeviceRecord[] => records.filter(({ stream }) => stream === "gap");
    for (let minute = 1; minute < 6 * 60; minute += 1) {
      const now = instant(minute * 60_000);
      store.at(now);
      store.commit(1, [{ minute }], now);
      take(now);
      if (minute < FAILURES_MAX) expect(gaps()).toEqual([]);
    }
    expect(gaps().map(({ values }) => [values["reason"], values["ranges"]])).toEqual([["corrupt", [[50, 50]]]]);
    expect(misaccounted(records, bootId(1), 1, 100)).toBeNull();
  });
});

describe("a database whose file does not answer", () => {
  const rowOf = (id: number) =>
    onShelf(
      {
        ...{ id, class: 1, boot: bootId(1), first: id, last: id, count: 1, seqs: null, gaps: [] },
        ...{ level: 0, mayBeSent: false, untilMs: 0, cost: 0 },
      },
      null,
    );

  it.runIf(readable(DESCRIPTORS))("throws, for what it holds may be whole; what is rotten is null", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "gaturum-unread-")));
    const path = join(folder, "store.db");
    const write = (rows: readonly number[]) => ({
      ...{ ...NO_CONTENTS, rowsGone: [], bootsGone: [], lossesGone: [] },
      rows: rows.map((id) => ({ row: rowOf(id), sealed: sealLines([`${id} ${"x".repeat(400)}`]) })),
    });
    try {
      const first = new Database(path, true);
      first.write(write(Array.from({ length: 500 }, (_, index) => index + 1)));
      first.close();
      const database = new Database(path, false);
      const descriptor = Number(readdirSync(DESCRIPTORS).find((name) => isOf(name, path)));
      closeSync(descriptor);
      // The same file, but not to be read: each read of it is an error of I/O.
      expect(openSync(path, constants.O_WRONLY)).toBe(descriptor);
      expect(() => database.read(400)).toThrow(DiskError);
      closeSync(descriptor);
      expect(openSync(path, "r+")).toBe(descriptor);
      expect(database.read(400)).toEqual([`400 ${"x".repeat(400)}`]);
      expect(database.read(501)).toBeNull();
      database.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function readable(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
}

function isOf(name: string, path: string): boolean {
  try {
    return readlinkSync(join(DESCRIPTORS, name)) === path;
  } catch {
    return false;
  }
}
