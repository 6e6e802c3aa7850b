import type { Values } from "./decision.ts";
import type { EpochMs, Instant, Millis, TimeQuality } from "./time.ts";

/**
 * Something that must be provable later: a stop, a stroke, a reset, a collection. `what` is a word of a closed list of the
 * machine's kind. What could not be read is not a number in `values`: it is the word for why, or has no key.
 */
export type EvidenceEntry = {
  readonly what: string;
  readonly at: Instant;
  /** null: no wall time was known. */
  readonly ts: EpochMs | null;
  readonly timeQuality: TimeQuality;
  /** `ts` is not further off than this. */
  readonly timeErrorMs: Millis | null;
  readonly values: Values;
};

/** An entry with its place in the log of one device. `boot`: one run of control; `at` compares within it alone. */
export type LoggedEntry = EvidenceEntry & {
  readonly seq: number;
  readonly boot: string;
  readonly simulated?: true;
  /** Decided and not done: the device writes nothing (observe mode). */
  readonly observing?: true;
  /** So many entries before this one were given up: the disk failed for longer than memory lasts. */
  readonly lost?: number;
  /** A write before this one was cut by the power: so many bytes, acknowledged by nobody, were cut off. */
  readonly torn?: number;
  /** The file in which the chain before this entry was found damaged. */
  readonly damaged?: string;
};

/** The newest entry that is on the disk: `seq` 0 with a hash of zeros before the first one. */
export type EvidenceHead = { readonly seq: number; readonly hash: string };

/** The entry that says no more than that the device runs: the first to go where memory is short. */
export const ALIVE = "alive";
