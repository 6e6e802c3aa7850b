import type { RecordClass } from "../../measure/decision.ts";
import type { GapReason } from "./losses.ts";
import type { Instant } from "../../measure/time.ts";

/** Records of one row: what one commit seals together, and what one write to the card carries. */
export const ROW_RECORDS_MAX = 64;
/** Entry ids count on from `row id * ROW_IDS`. */
export const ROW_IDS = 256;
/** Page of the database: of those measured the one that writes least (contract, measured fact 8). */
export const PAGE_BYTES = 512;
/** Row header, checksums and what a page keeps for itself: our estimate, on the safe side. */
const ROW_BYTES = 64;
/** Of one range that was thinned out, until a gap tells of it: 80 bytes, and what its page leaves free. */
const RANGE_BYTES = 128;

/**
 * What becomes of one record of a row. `sent`: the broker has it, and the city's receipt is awaited. `done`: it was let go.
 * `receipted`: the city has it, and may ask for it again as long as the row is there. `waiting`: a gap that a broker hung up
 * at, until it is tried again.
 */
export const STATE = { unsent: 0, taken: 1, sent: 2, done: 3, waiting: 4, receipted: 5 } as const;

/** How often a row was thinned: every record, one of 5 minutes, one of an hour. */
export type Level = 0 | 1 | 2;

/** What a gap among the records of a row tells of. */
export type ToldGap = {
  readonly index: number;
  readonly boot: string;
  readonly class: RecordClass;
  readonly reason: GapReason;
  readonly ranges: readonly (readonly [from: number, to: number])[];
};

/** Records of one class and boot that were sealed together. Header of what is on disk, or with `held` in memory. */
export type Row = {
  readonly id: number;
  readonly class: RecordClass;
  readonly boot: string;
  /** Lowest and highest `seq`. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Of a thinned row each `seq`; null: all from `first` to `last`. Known also where the content is rotten. */
  readonly seqs: readonly number[] | null;
  /** Known also where the content is rotten: a gap that is lost must be told again. */
  readonly gaps: readonly ToldGap[];
  readonly level: Level;
  /** It may have been sent: committed while a connection was live. Then it is never merged. */
  readonly mayBeSent: boolean;
  /** Uptime of its newest record. */
  readonly untilMs: number;
  readonly cost: number;
};

/** A row on the shelf, with what has become of it since this process began. */
export type Shelved = Row & {
  /** Changes once, where the disk could be opened late. */
  id: number;
  /** Its lines while they are not on disk; null: on disk. */
  held: { readonly lines: readonly string[]; readonly sealed: Uint8Array | null } | null;
  /** By index a STATE; null: all unsent. */
  states: Uint8Array | null;
  unsent: number;
  /** When the city's receipt for all of it came. */
  receiptedAt: Instant | null;
  /** The city has asked for some of it again: its unsent ones go, whatever it says meanwhile that it has. */
  isAsked: boolean;
  /** Number of the connection that sent it last. */
  connection: number;
};

/** Bytes on the card: whole pages, and what stands beside the row; also what tells of those that were thinned out of it. */
export const costOf = (sealedBytes: number, { seqs, gaps, level }: Pick<Row, "seqs" | "gaps" | "level">): number => {
  const beside = seqs === null && gaps.length === 0 ? 0 : JSON.stringify({ seqs, gaps }).length + ROW_BYTES;
  const ranges = level === 0 ? 0 : 1 + (seqs ?? []).filter((seq, index) => seq - 1 !== seqs?.[index - 1]).length;
  return Math.ceil((sealedBytes + ROW_BYTES) / PAGE_BYTES) * PAGE_BYTES + beside + ranges * RANGE_BYTES;
};

export const onShelf = (row: Row, held: Shelved["held"]): Shelved => ({
  ...row,
  ...{ held, states: null, unsent: row.count, receiptedAt: null, isAsked: false, connection: 0 },
});

export const stateOf = (row: Shelved, index: number): number => row.states?.[index] ?? STATE.unsent;

/** Nothing more is awaited of it. */
export const isOver = (row: Shelved, index: number): boolean =>
  stateOf(row, index) === STATE.done || stateOf(row, index) === STATE.receipted;

/** Taken by a connection, or acknowledged by a broker: the city may get it, or has it. */
export const isOnItsWay = ({ states }: Shelved): boolean =>
  states !== null && (states.includes(STATE.taken) || states.includes(STATE.sent));

export function setState(row: Shelved, index: number, state: number): void {
  row.states ??= new Uint8Array(row.count);
  if (row.states[index] === STATE.unsent) row.unsent -= 1;
  if (state === STATE.unsent) row.unsent += 1;
  row.states[index] = state;
}

export const seqsOf = ({ seqs, first, last }: Row): readonly number[] =>
  seqs ?? Array.from({ length: last - first + 1 }, (_, index) => first + index);
