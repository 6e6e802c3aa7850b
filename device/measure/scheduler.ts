import type { Instant, Millis } from "./time.ts";

/** Time for code that does: real in a process, simulated in a test, a street or `simulate`. Deciding code has neither. */
export interface Scheduler {
  now(): Instant;
  /** Calls `run` once, `wait` from now; the returned function takes it back. */
  after(wait: Millis, run: () => void): () => void;
}
