import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { QUOTA, type Quota } from "../../../device/link/store/room.ts";
import { instant } from "../../../device/measure/time.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const SHARE = 1 / 100;
/** 30 days of a store that is a hundred times as large. */
const SECONDS = Math.round(30 * 86_400 * SHARE);
/** Of the 64 MB the 4 that documents have, and what else is no record. */
const REST = 4 * 1_048_576;
const quota = QUOTA.map((bytes) => bytes * SHARE) as unknown as Quota;

/** A measurement a second, of seven parts: what is thinned to a window's last of each leaves many short ranges. */
function measure(store: Direct, seconds: number): void {
  for (let second = 0; second < seconds; second += 60) {
    store.at(instant(second * 1_000));
    const values = Array.from({ length: 60 }, (_, index) => ({
      daylightLux: Math.round(chance(1, "lux", second + index) * 1e6) / 10,
      part: index % 10 === 3 ? `pole-${index}` : "mast",
    }));
    store.commit(2, values, second * 1_000);
  }
}

it("R4: what tells of thinned records has its place within the quota of their class", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-ranges-"));
  try {
    const store = new Direct(new FolderDisk(join(folder, "link")), 1, quota);
    measure(store, SECONDS);
    store.close();
    expect(statSync(join(folder, "link", "store.db")).size).toBeLessThanOrEqual((quota[2] + REST * SHARE) * 1.01);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("R4: a thinned record that is displaced takes the range with it that went into it, and all is told once", () => {
  const disk = new MemoryDisk();
  const small: Quota = [QUOTA[0], quota[1], 40_000];
  const store = new Direct(disk, 1, small);
  measure(store, SECONDS);
  const { losses, rows } = disk.open().contents;
  const kept = rows.reduce((sum, { count }) => sum + count, 0);
  expect(losses.length).toBeLessThanOrEqual(kept + 1);
  expect(misaccounted(store.drain(), bootId(1), 2, SECONDS)).toBeNull();
});
