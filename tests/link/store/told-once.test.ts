import { expect, it } from "vitest";
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
