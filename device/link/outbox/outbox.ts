import type { DeviceRecord } from "../../contract/record.ts";
import type { RecordClass } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";

/** A record that has no place in the sequence yet. */
export type Draft = Omit<DeviceRecord, "seq">;

/** A committed record. `json` is sealed: these bytes and no others are ever sent. */
export type Entry = {
  /** Order of commitment in its class. */
  readonly id: number;
  readonly stream: string;
  readonly class: RecordClass;
  /** Monotonic moment of what it tells. */
  readonly uptimeMs: number;
  readonly json: string;
};

/** By boot and class the highest `seq` below which the city misses nothing. */
export type Watermark = Readonly<Record<string, Readonly<Partial<Record<"0" | "1" | "2", number>>>>>;
export type NeedRange = readonly [boot: string, of: RecordClass, from: number, to: number];

/**
 * The way of committed records to the city. Contract, held by tests/link/store/store-suite.ts:
 * - `seq` of (boot, class) begins at 1 and has no holes; each record is unsent, taken, sent (the receipt is awaited) or
 *   gone, and of whatever is gone undelivered a gap tells exactly once.
 * - What was taken and not acknowledged when a connection ends is unsent again, in its old order.
 * - Class 0 leaves before 1 before 2, and in each the oldest first.
 * - Nothing waits for a disk: a take that finds nothing yet is answered by `onMore` when it would find something.
 */
export interface Outbox {
  /**
   * A connection begins: what tells of moments from `since` on is live, everything older is history. `payloadBytesMax`:
   * what its broker takes in one packet, where that is less than we would send.
   */
  begin(since: Instant, payloadBytesMax?: number): void;
  release(): void;
  /** Called when a take may find more than the last one did. */
  onMore(call: () => void): void;
  takeLive(): Entry | null;
  /** Cut so that it fits into one packet. Empty: nothing yet. */
  takeBacklog(): readonly Entry[];
  /** The broker has them. Where the city gives receipts, only its receipt lets them go. */
  acknowledge(entries: readonly Entry[]): void;
  /** Unsent again, as history. */
  giveBack(entries: readonly Entry[]): void;
  /**
   * No broker will take it: told in a gap of reason `poison`. A gap itself is kept; `hungUp`: it waits for some minutes, so
   * that others go before it.
   */
  setAside(entry: Entry, hungUp?: boolean): void;
  /** Whether an acknowledgement of the broker lets a record go. */
  receipts(given: boolean): void;
  /**
   * `above`: how many of its words went beyond what was ever sent; called only if there were any. `taken`: what it lets go
   * is let go.
   */
  receipt(watermark: Watermark, above: (count: number) => void, taken?: () => void): void;
  need(id: string, ranges: readonly NeedRange[]): void;
  /** Sends again what no receipt came for: of what older connections sent, or of all, after nobody was there. */
  sendAgain(which: "older" | "all"): void;
  /** Once a day: what was kept for long enough goes. */
  prune(): void;
  counts(): OutboxCounts;
  /** How many of each class found no place at all since last asked: without a number, and so in no gap. */
  takeLost(): readonly [number, number, number];
}

/**
 * `waiting`: records that no broker has, and where the city gives receipts those without one. `lost`: those that found no
 * place, since start.
 */
export type OutboxCounts = { readonly waiting: number; readonly lost: number };
