import type { Kept, Memory } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import type { Instant } from "../measure/time.ts";

/**
 * Control's own memory over a power cut. `put` returns at once; durability comes back as a reading (`durable`). A newer
 * `put` may overtake one that is not on disk yet. While the disk fails it is tried for ever, and nothing is acknowledged.
 */
export interface Keep {
  read(now: Instant): Reading<Kept>;
  put(memory: Memory): void;
  close(): void;
}
