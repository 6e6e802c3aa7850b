import type { Kept, Memory } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import type { Instant } from "../measure/time.ts";

/** The longest memory. Our choice: it is latches, counters and quotas, a few KB; this is ten times that. */
export const MEMORY_BYTES_MAX = 65_536;

/**
 * Control's own memory over a power cut. `put` returns at once; durability comes back as a reading (`durable`). A newer
 * `put` may overtake one that is not on disk yet. While the disk fails it is tried for ever, and nothing is acknowledged.
 */
export interface Keep {
  read(now: Instant): Reading<Kept>;
  put(memory: Memory): void;
  close(): void;
}
