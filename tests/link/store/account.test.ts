import { expect, it } from "vitest";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

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
