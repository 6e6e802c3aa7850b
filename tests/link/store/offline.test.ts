import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { QUOTA, type Quota } from "../../../device/link/store/room.ts";
import { PAGE_BYTES } from "../../../device/link/store/row.ts";
import type { RecordClass } from "../../../device/measure/decision.ts";
import { instant } from "../../../device/measure/time.ts";
import { tellFigures } from "../../long/figures.ts";
import { bootId, Direct, misaccounted } from "./account.ts";

const MB = 1_048_576;
/** 30 days in the long form; the sample has a store of a two hundredth, and fills it as often. */
const isWhole = process.env["GATURUM_WHOLE"] !== undefined;
const SHARE = isWhole ? 1 : 1 / 200;
const SECONDS = Math.round(30 * 86_400 * SHARE);
const quota = QUOTA.map((bytes) => bytes * SHARE) as unknown as Quota;
/** Journal, ballast and documents have the 4 MB of class 3, which is never stored. */
const LEAST_MB = 4;
/** A row takes a page of the card at least, and its header is in memory; nothing else of it is. */
const ROWS_MAX = (60 * MB) / PAGE_BYTES;
const ROW_IN_MEMORY_BYTES = 300;
/** What a test runner and a compiler put aside meanwhile. */
const NOISE_BYTES = 2 * MB;
const WITHIN_MS = 15 * 60_000;

it(
  `R4: ${SECONDS} s offline at a record a second stay within the store, and every record is delivered or told`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-offline-"));
    try {
      const store = new Direct(new FolderDisk(join(folder, "link")), 1, quota);
      const counts: Record<RecordClass, number> = { 0: 0, 1: 0, 2: 0 };
      let most = 0;
      const began = inMemory();
      for (let second = 0; second < SECONDS; second += 64) {
        store.at(instant(second * 1_000));
        // One in 64 is of class 0, and 8 of class 1: far more than any device makes, so that each class overflows.
        for (const [of, many] of [
          [0, 1],
          [1, 8],
          [2, 55],
        ] as const) {
          const values = Array.from({ length: many }, (_, index) => valuesOf(of, second + index));
          expect(store.commit(of, values, second * 1_000)).toBe("durable");
          counts[of] += many;
        }
        if ((second / 64) % 200 === 0) most = Math.max(most, bytesIn(join(folder, "link")));
      }
      most = Math.max(most, bytesIn(join(folder, "link")));
      const grown = inMemory() - began;
      const records = store.drain();
      store.close();
      for (const of of [1, 2] as const) expect(misaccounted(records, bootId(1), of, counts[of])).toBeNull();
      const lastZero = Math.max(...records.filter((record) => record.class === 0).map(({ seq }) => seq));
      expect(misaccounted(records, bootId(1), 0, lastZero)).toBeNull();
      expect(most).toBeLessThanOrEqual((60 * SHARE + LEAST_MB) * 1.01 * MB);
      tellFigures({
        "MB on disk offline": most / MB,
        "MB in memory for it": grown / MB,
        "records produced offline": SECONDS,
        "of them delivered": records.length,
      });
      expect(grown).toBeLessThanOrEqual(ROWS_MAX * SHARE * ROW_IN_MEMORY_BYTES + NOISE_BYTES);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  WITHIN_MS,
);

/** What a collection leaves. It frees buffers in another thread: the second one waits for that. */
function inMemory(): number {
  setFlagsFromString("--expose-gc");
  for (let times = 0; times < 2; times += 1) (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const valuesOf = (of: RecordClass, second: number) =>
  of === 2 ? { daylightLux: Math.round(1e4 * Math.sin(second / 1e4) ** 2) } : { active: second % 2 === 0, second };

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
