import { expect, it } from "vitest";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const PAGE = 512;
const QUOTA: Quota = [400 * PAGE, 40 * PAGE, 40 * PAGE];
const ON_DISK = 38;
const FAR = instant(1e15);

/** A store at its quota on a disk that someone else has filled: what is thinned now has no room to be written. */
function overfull(disk: MemoryDisk): Direct {
  const store = new Direct(disk, 1, QUOTA);
  const commit = (index: number): void => {
    store.at(instant(index * 20_000));
    store.commit(2, [{ daylightLux: index }], index * 20_000);
  };
  for (let index = 0; index < ON_DISK; index += 1) commit(index);
  disk.isFull = true;
  for (let index = ON_DISK; index < ON_DISK + 8; index += 1) {
    commit(index);
    store.at(instant(index * 20_000 + 1));
    expect(store.commit(0, [{ index }], index * 20_000)).toBe("durable");
  }
  return store;
}

it("a kill while a thinned row waits for room: the old rows are there, and no gap tells of what is in them", () => {
  const disk = new MemoryDisk();
  overfull(disk);
  disk.isFull = false;
  const records = new Direct(disk, 2, QUOTA).drain();
  expect(misaccounted(records, bootId(1), 2, ON_DISK)).toBeNull();
  expect(misaccounted(records, bootId(1), 0, 8)).toBeNull();
});

it("nor when a connection had gaps made of it before the kill", () => {
  const disk = new MemoryDisk();
  const store = overfull(disk);
  store.clerk.do({ ask: "begin", since: FAR }, instant(1e6));
  store.at(instant(1e6));
  expect(store.commit(0, [{}], 1e6)).toBe("durable");
  disk.isFull = false;
  const records = new Direct(disk, 2, QUOTA).drain();
  expect(misaccounted(records, bootId(1), 2, ON_DISK)).toBeNull();
});

it("room again: the thinned row and its losses are written together", () => {
  const disk = new MemoryDisk();
  const store = overfull(disk);
  disk.isFull = false;
  store.at(instant(1e7));
  expect(store.commit(0, [{}], 1e7)).toBe("durable");
  const records = new Direct(disk, 2, QUOTA).drain();
  expect(misaccounted(records, bootId(1), 2, ON_DISK + 8)).toBeNull();
  expect(records.some(({ stream, values }) => stream === "gap" && values["reason"] === "downsampled")).toBe(true);
});
