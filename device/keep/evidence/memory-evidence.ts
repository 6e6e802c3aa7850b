import type { EvidenceEntry, EvidenceHead, LoggedEntry } from "../../measure/evidence.ts";
import { faulty, type Reading } from "../../measure/reading.ts";
import { instant } from "../../measure/time.ts";
import type { EvidenceKeep } from "./evidence-keep.ts";

/** Entries kept. Our choice: as many as a card takes; twenty bins of 90 days stay far below. */
export const MEMORY_ENTRIES_MAX = 64_000;

/** The log of a simulated device. It outlives a power cut: hand it to the next keep. Nothing in it is hashed. */
export class MemoryLog {
  readonly #entries: LoggedEntry[] = [];
  #seq = 0;
  #boots = 0;

  get entries(): readonly LoggedEntry[] {
    return this.#entries;
  }
  newBoot(): string {
    this.#boots += 1;
    return String(this.#boots).padStart(16, "0");
  }
  append(entry: EvidenceEntry, boot: string): void {
    this.#seq += 1;
    this.#entries.push({ ...entry, seq: this.#seq, boot, simulated: true });
    if (this.#entries.length > MEMORY_ENTRIES_MAX) this.#entries.shift();
  }
}

const NO_HEAD = faulty("evidence", "absent", instant(0));

/** Keeps evidence in memory. It has no head: a simulated device proves nothing to a city. */
export class MemoryEvidence implements EvidenceKeep {
  readonly #log: MemoryLog;
  readonly #boot: string;

  constructor(log: MemoryLog) {
    this.#log = log;
    this.#boot = log.newBoot();
  }

  read(): Reading<EvidenceHead> {
    return NO_HEAD;
  }
  put(entries: readonly EvidenceEntry[]): void {
    for (const entry of entries) this.#log.append(entry, this.#boot);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
