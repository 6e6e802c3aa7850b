import { expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Quota } from "../../../device/link/store/room.ts";
import { instant } from "../../../device/measure/time.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const PAGE = 512;
const FAILING = { cause: "failing", detail: "SQLite 10: disk I/O error" } as const;

it("R4: a loss that grew while the disk took nothing is told once, also after a restart", () => {
  const disk = new MemoryDisk();
  const quota: Quota = [100 * PAGE, 8 * PAGE, 8 * PAGE];
  const store = new Direct(disk, 1, quota, instant(0));
  let at = 0;
  const commit = (): string => {
    at += 60_000;
    store.at(instant(at));
    return store.commit(1, [{ index: at }], at);
  };
  // Sent by an older connection, so that nothing of it is thinned.
  store.clerk.do({ ask: "begin", since: instant(1e15) }, instant(at));
  for (let index = 0; index < 20; index += 1) expect(commit()).toBe("durable");
  store.clerk.do({ ask: "release" }, instant(at));
  disk.broken = FAILING;
  for (let index = 0; index < 3; index += 1) commit();
  store.clerk.do({ ask: "begin", since: instant(1e15) }, instant(at));
  disk.broken = null;
  expect(commit()).toBe("durable");
  store.close();
  const records = new Direct(disk, 2, undefined, instant(at)).drain();
  expect(misaccounted(records, bootId(1), 1, 24)).toBeNull();
});

it("R4: what a gap tells that is on its way or was receipted is told by no other, though the city asks for it", () => {
  const store = new Direct(new MemoryDisk(), 1, [100 * PAGE, 8 * PAGE, 8 * PAGE], instant(0));
  const { clerk } = store;
  clerk.do({ ask: "commit", changes: [{ documents: { host: { receipts: true } } }] }, instant(0));
  clerk.do({ ask: "begin", since: instant(1e15) }, instant(0));
  for (let minute = 1; minute <= 20; minute += 1) {
    store.at(instant(minute * 60_000));
    store.commit(1, [{ minute }], minute);
  }
  const now = instant(3e6);
  const ask = (id: string): void => void clerk.do({ ask: "need", id, ranges: [[bootId(1), 1, 1, 20]] }, now);
  const take = (): readonly DeviceRecord[] =>
    clerk
      .do({ ask: "take", recordsMax: 200, bytesMax: 60_000 }, now)
      .entries.map(({ json }) => JSON.parse(json) as DeviceRecord);
  const once = take();
  ask("on its way");
  expect(take()).toEqual(once);
  const last = Math.max(...once.map(({ class: of, seq }) => (of === 0 ? seq : 0)));
  clerk.do({ ask: "receipt", watermark: { [bootId(1)]: { 0: last } } }, now);
  ask("receipted");
  expect(take()).toEqual(once);
  expect(misaccounted(once, bootId(1), 1, 20)).toBeNull();
});
