import { expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import { HELD_BYTES_MAX } from "../../../device/link/store/clerk.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, HEAD, misaccounted } from "./account.ts";

const FAR = instant(1e15);
const PAGE = 512;

it("R4: a gap that is itself displaced gives back what it told: every loss is told once", () => {
  const store = new Direct(new MemoryDisk(), 1, [20 * PAGE, 20 * PAGE, 20 * PAGE]);
  store.clerk.do({ ask: "begin", since: FAR }, instant(0));
  for (let index = 0; index < 60; index += 1) store.commit(1, [{ index }], index);
  store.clerk.do({ ask: "begin", since: FAR }, instant(1e6));
  store.clerk.do({ ask: "release" }, instant(1e6));
  for (let index = 0; index < 60; index += 1) store.commit(0, [{ index }], index);
  store.at(instant(2e6));
  const records = store.drain();
  expect(records.filter(({ class: of }) => of === 1)).toHaveLength(20);
  expect(misaccounted(records, bootId(1), 1, 60)).toBeNull();
  expect(
    misaccounted(records, bootId(1), 0, Math.max(...records.map(({ class: of, seq }) => (of === 0 ? seq : 0)))),
  ).toBeNull();
});

it("a broker that refuses all for two hours: one gap waits and is sent again, and every loss is told once", () => {
  const store = new Direct(new MemoryDisk(), 1);
  const { clerk } = store;
  clerk.do({ ask: "begin", since: FAR }, instant(0));
  for (let minute = 0; minute < 120; minute += 1) {
    const now = instant(minute * 60_000);
    store.at(now);
    store.commit(1, [{ minute }], now);
    const { entries } = clerk.do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, now);
    for (const { id } of entries) clerk.do({ ask: "setAside", id, hungUp: false }, now);
  }
  store.at(instant(3 * 3_600_000));
  const records = store.drain();
  expect(records.map(({ stream }) => stream)).toEqual(["gap", "gap"]);
  for (const [of, last] of [
    [0, 2],
    [1, 120],
  ] as const)
    expect(misaccounted(records, bootId(1), of, last)).toBeNull();
});

it("R1: an older boot is closed with its last number, also where the city has all of it and nothing is left on disk", () => {
  const disk = new MemoryDisk();
  const store = new Direct(disk, 1);
  store.commit(1, [{}], 1);
  store.commit(1, [{}, {}], 1);
  store.drain();
  store.commit(2, [{}], 2);
  const closed = new Direct(disk, 2).drain().filter(({ stream }) => stream === "closed");
  expect(closed.map(({ values }) => [values["class"], values["last"]])).toEqual([
    [1, 3],
    [2, 1],
  ]);
});

it("R4: what is on its way does not go while anything else can: nothing is delivered and told as lost", () => {
  const store = new Direct(new MemoryDisk(), 1, [400 * PAGE, 40 * PAGE, 30 * PAGE]);
  const { clerk } = store;
  const commit = (count: number, from: number, stepMs: number): void => {
    for (let index = 0; index < count; index += 1) {
      store.at(instant(from + index * stepMs));
      store.commit(1, [{ index }], from + index * stepMs);
    }
  };
  clerk.do({ ask: "commit", changes: [{ documents: { host: { receipts: true } } }] }, instant(0));
  commit(60, 0, 400_000);
  const now = instant(60 * 400_000);
  clerk.do({ ask: "begin", since: FAR }, now);
  const onTheWay = clerk.do({ ask: "take", recordsMax: 20, bytesMax: 60_000 }, now).entries;
  commit(15, now, 400);
  clerk.do({ ask: "acknowledge", ids: onTheWay.map(({ id }) => id), isUnsaid: false }, now);
  commit(15, now + 15 * 400, 400);
  store.at(instant(now + 60_000));
  const records = [...onTheWay.map(({ json }) => JSON.parse(json) as DeviceRecord), ...store.drain()];
  expect(records.some(({ stream }) => stream === "gap")).toBe(true);
  expect(misaccounted(records, bootId(1), 1, 90)).toBeNull();
  clerk.do({ ask: "sendAgain", which: "all" }, instant(now + 90_000));
  const again = store.drain().map(({ seq }) => seq);
  expect(again).toEqual(expect.arrayContaining(onTheWay.map(({ json }) => (JSON.parse(json) as DeviceRecord).seq)));
});

it("R4: of what a broker has nothing is told as lost, where nobody ever said that there are receipts", () => {
  const store = new Direct(new MemoryDisk(), 1, [40 * PAGE, 40 * PAGE, 40 * PAGE]);
  const { clerk } = store;
  const { boot, bootCount } = clerk.opening;
  clerk.do({ ask: "begin", since: instant(0) }, instant(0));
  for (let at = 0; at < 100; at += 1) {
    const changes = [
      { records: [{ ...HEAD, boot, bootCount, class: 1, stream: "started", uptimeMs: at, values: {} }] },
    ] as const;
    const { entries, waiting } = clerk.do({ ask: "commit", changes }, instant(at));
    expect(waiting).toBe(1);
    clerk.do({ ask: "acknowledge", ids: entries.map(({ id }) => id), isUnsaid: false }, instant(at));
  }
  expect(store.drain()).toEqual([]);
});

it("R4: nor where memory is full of what a disk does not take", () => {
  const disk = new MemoryDisk();
  disk.broken = { cause: "failing", detail: "SQLite 8: attempt to write a readonly database" };
  const store = new Direct(disk, 1);
  const { clerk } = store;
  const text = "x".repeat(1_000);
  const commit = (count: number): void => {
    for (let index = 0; index < count; index += 1) store.commit(1, [{ text }], index);
  };
  commit(30);
  clerk.do({ ask: "begin", since: FAR }, instant(2_000));
  const onTheWay = clerk.do({ ask: "take", recordsMax: 20, bytesMax: 60_000 }, instant(2_000)).entries;
  commit(HELD_BYTES_MAX / 1_000);
  clerk.do({ ask: "acknowledge", ids: onTheWay.map(({ id }) => id), isUnsaid: true }, instant(3_000));
  store.at(instant(60_000));
  const records = [...onTheWay.map(({ json }) => JSON.parse(json) as DeviceRecord), ...store.drain()];
  expect(records.some(({ stream }) => stream === "gap")).toBe(true);
  expect(misaccounted(records, bootId(1), 1, 30 + Math.ceil(HELD_BYTES_MAX / 1_000))).toBeNull();
});
