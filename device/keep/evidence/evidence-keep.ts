import type { EvidenceEntry, EvidenceHead } from "../../measure/evidence.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Instant } from "../../measure/time.ts";

/**
 * The log of what must be provable later. `put` returns at once and never throws; the newest entry that is on the disk
 * comes back as a reading, which is a fault while the disk fails. Entries wait in memory meanwhile, so many and no more.
 */
export interface EvidenceKeep {
  read(now: Instant): Reading<EvidenceHead>;
  put(entries: readonly EvidenceEntry[]): void;
  /** Takes no more; resolves when what waits is on the disk, or when that has failed. */
  close(): Promise<void>;
}

/** What is the same in all entries of one run of control. */
export type Run = { readonly boot: string; readonly simulated?: true; readonly observing?: true };
