import { expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import type { Json } from "../../../device/measure/decision.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const FAR = instant(1e15);
const PAGE = 512;
const READ_ONLY = { cause: "failing", detail: "SQLite 8: attempt to write a readonly database" } as const;

it("start after start cannot open its disk: each one's records go in beside those of the others", () => {
  const disk = new MemoryDisk();
  let now = 1_000;
  const LATE_STARTS = [1, 2, 3];
  for (const boot of LATE_STARTS) {
    disk.broken = READ_ONLY;
    const store = new Direct(disk, boot, undefined, instant(now));
    for (let index = 0; index < 3; index += 1) expect(store.commit(1, [{ index }], now)).toBe("held");
    disk.broken = null;
    store.at(instant((now += 60_000)));
    expect(store.commit(1, [{ index: 3 }], now)).toBe("durable");
    store.at(instant((now += 60_000)));
    expect(store.commit(1, [{ index: 4 }], now)).toBe("durable");
    store.close();
  }
  const records = new Direct(disk, 9, undefined, instant(now)).drain();
  for (const boot of LATE_STARTS) expect(misaccounted(records, bootId(boot), 1, 5)).toBeNull();
  const order = records.filter(({ class: of }) => of === 1).map(({ boot }) => boot);
  expect(order).toEqual([...order].sort());
});

it("what is on its way when the disk opens late is let go by its acknowledgement, and nothing else is", () => {
  const disk = new MemoryDisk();
  const before = new Direct(disk, 1);
  before.commit(1, [{}], 1);
  before.close();
  disk.broken = READ_ONLY;
  const store = new Direct(disk, 2, undefined, instant(1_000));
  store.commit(1, [{}], 1_000);
  store.clerk.do({ ask: "begin", since: FAR }, instant(2_000));
  const { entries } = store.clerk.do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, instant(2_000));
  expect(entries).toHaveLength(1);
  disk.broken = null;
  store.at(instant(60_000));
  expect(store.commit(1, [{}], 60_000)).toBe("durable");
  const ids = entries.map(({ id }) => id);
  store.clerk.do({ ask: "acknowledge", ids, isUnsaid: true }, instant(61_000));
  const came: readonly DeviceRecord[] = store.drain().filter(({ class: of }) => of === 1);
  expect(came.map(({ boot, seq }) => [boot, seq])).toEqual([
    [bootId(1), 1],
    [bootId(2), 2],
  ]);
});

it("what is committed after a late opening can be thinned as ever", () => {
  const disk = new MemoryDisk();
  const quota: Quota = [400 * PAGE, 40 * PAGE, 40 * PAGE];
  disk.broken = READ_ONLY;
  const store = new Direct(disk, 1, quota, instant(0));
  store.commit(2, [{ daylightLux: 1 }], 0);
  store.drain();
  store.clerk.do({ ask: "release" }, instant(1_000));
  disk.broken = null;
  for (let index = 0; index < 400; index += 1) {
    store.at(instant(1e6 + index * 20_000));
    store.commit(2, [{ daylightLux: index }], 1e6 + index * 20_000);
  }
  store.at(instant(1e8));
  const records = store.drain();
  expect(records.some(({ aggregate }) => aggregate !== undefined)).toBe(true);
  expect(
    misaccounted([...records, { boot: bootId(1), class: 2, seq: 1, values: {} } as never], bootId(1), 2, 401),
  ).toBe(null);
});

it("R8: the root's word outlives a start that began without it: no key that it withdrew comes back", () => {
  const disk = new MemoryDisk();
  const write = (store: Direct, trust: Json, now: number): void =>
    void store.clerk.do(
      { ask: "commit", changes: [{ documents: { commands: { floorless: true, trust } } }] },
      instant(now),
    );
  const before = new Direct(disk, 1);
  write(before, { version: 3 }, 1);
  before.close();
  disk.broken = READ_ONLY;
  const late = new Direct(disk, 2, undefined, instant(1_000));
  write(late, null, 1_000);
  disk.broken = null;
  for (const now of [60_000, 120_000]) write(late, null, now);
  late.close();
  const next = new Direct(disk, 3);
  expect(next.clerk.opening.found.commands).toEqual({ floorless: true, trust: { version: 3 } });
  write(next, { version: 4 }, 1_000);
  next.close();
  expect(new Direct(disk, 4).clerk.opening.found.commands).toEqual({ floorless: true, trust: { version: 4 } });
});

it("numbers of sessions that a start counted from 1 take the place of no larger ones", () => {
  const disk = new MemoryDisk();
  const claim = (store: Direct, claimed: number, now: number): void =>
    void store.clerk.do({ ask: "commit", changes: [{ documents: { session: { claimed } } }] }, instant(now));
  const before = new Direct(disk, 1);
  claim(before, 5_000, 1);
  before.close();
  disk.broken = READ_ONLY;
  const late = new Direct(disk, 2, undefined, instant(1_000));
  expect(late.clerk.opening.found.session).toBeUndefined();
  claim(late, 64, 1_000);
  disk.broken = null;
  for (const claimed of [96, 128]) claim(late, claimed, 60_000 * claimed);
  late.close();
  const next = new Direct(disk, 3);
  expect(next.clerk.opening.found.session).toEqual({ claimed: 5_000 });
  claim(next, 5_064, 1_000);
  next.close();
  expect(new Direct(disk, 4).clerk.opening.found.session).toEqual({ claimed: 5_064 });
});

it("R1: of a disk that opens late before anything was reported, each acknowledgement is for its own record", () => {
  const disk = new MemoryDisk();
  let now = 1_000;
  /** It was locked by the link before, say, and is free a moment later. */
  const openedLate = (boot: number): Direct => {
    disk.broken = READ_ONLY;
    const store = new Direct(disk, boot, undefined, instant(now));
    disk.broken = null;
    store.at(instant((now += 60_000)));
    store.clerk.do({ ask: "commit", changes: [{ documents: { session: { claimed: 64 } } }] }, instant(now));
    return store;
  };
  const first = openedLate(1);
  first.commit(1, [{}], now);
  expect(first.drain()).toHaveLength(1);
  expect(first.drain()).toEqual([]);
  for (let index = 0; index < 3; index += 1) first.commit(1, [{}], now);
  first.close();
  const second = openedLate(2);
  for (let index = 0; index < 3; index += 1) second.commit(1, [{}], now);
  const came = second.drain().map(({ boot, class: of, seq }) => `${boot.at(-1)} ${of} ${seq}`);
  expect(came).toEqual(["2 0 1", "1 1 2", "1 1 3", "1 1 4", "2 1 1", "2 1 2", "2 1 3"]);
  expect(second.drain()).toEqual([]);
});
