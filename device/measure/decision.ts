import type { EvidenceEntry } from "./evidence.ts";
import type { NeighbourCall, NeighbourWord } from "./neighbour.ts";
import type { Reading } from "./reading.ts";
import type { Instant } from "./time.ts";

/** Plain data that survives `JSON.stringify` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What one cycle of a decider gives. All of it is plain JSON data.
 *
 * If no input changed and no announced moment passed, `state` and `outputs` are the *same objects* as before and
 * `why` and `reports` are empty: so simulated time may jump to `wakeAt` and end where cycle by cycle would.
 */
export type Decision<State, Outputs> = {
  readonly state: State;
  readonly outputs: Outputs;
  /** What changed and what it rests on, for `gaturum why`. It stays on the post. */
  readonly why: readonly Why[];
  /** What the city is to hear, in the order it happened. */
  readonly reports: readonly Report[];
  /** What the neighbours on the path are to hear now; absent: nothing. */
  readonly calls?: readonly NeighbourCall[];
  /** What must survive a power cut; null: nothing. Stored when its revision is a new one, and read back as {@link Kept}. */
  readonly memory: Memory | null;
  /** What must be provable later, in the order it happened; absent: nothing. */
  readonly evidence?: readonly EvidenceEntry[];
  /** The next moment at which something may change although no input does; null: none. */
  readonly wakeAt: Instant | null;
};

/** What a decider sees in one cycle. `Readings` has one held reading for each role of its kind. */
export type Inputs<Readings> = {
  readonly readings: Readings;
  readonly kept: Reading<Kept>;
  /** What came in since the last cycle, in order; each is answered by one report of kind `answer`. */
  readonly requests: readonly Request[];
  /** What neighbours on the path told since the last cycle, in order. */
  readonly heard: readonly NeighbourWord[];
  /** Invariants for which the guard took outputs away in the last cycle, such as `I2`. */
  readonly taken: readonly string[];
};

/** `revision` grows by one at each change of `value`. */
export type Memory = { readonly revision: number; readonly value: Json };
/**
 * Control's own memory, as a reading: fault `starting` while it is being read. `durable` is the highest revision known
 * to be on disk, 0 for none; `value` is what was found at start (null when empty or unreadable).
 */
export type Kept = {
  readonly status: "empty" | "found" | "unreadable";
  readonly value: Json;
  readonly foundRevision: number;
  readonly durable: number;
};

/** Something asked of the device, never an order: the machine decides. `site` is a person at the post. */
export type Request = {
  readonly id: string;
  readonly from: "city" | "site";
  readonly verb: string;
  readonly args: { readonly [key: string]: Json };
};

/** One change and its reason, readable at night: `lamp  30 -> 100 %  someone passed`. */
export type Why = {
  readonly subject: string;
  /** A word from the subject's closed list: `motion`, `pirFault`, `EXTEND`. */
  readonly reason: string;
  /** One sentence for a person. */
  readonly text: string;
  /** The inputs it rests on, unit in the key: `{ levelPct: 100, elevationDeg: -7.2 }`. */
  readonly because: { readonly [key: string]: Json };
};

/** 0 alarms, safety, audit; 1 state changes, counts; 2 periodic measurements (`docs/backend.md`). */
export type RecordClass = 0 | 1 | 2;
export type Values = { readonly [key: string]: Json };
export type Aggregate = {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly windowS: number;
};

/** One report before it has its place in the sequence: link makes a record of it. */
export type Report = {
  /** `event` goes to `up/e/{stream}`, `sample` to `up/t/{stream}`, `answer` to `up/r/{stream}`. */
  readonly kind: "event" | "sample" | "answer";
  readonly stream: string;
  readonly class: RecordClass;
  readonly values: Values;
  readonly aggregate?: Aggregate;
};
