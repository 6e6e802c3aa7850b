import type { DeviceRecord } from "../../contract/record.ts";
import type { RecordClass } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";

/** A record that has no place in the sequence yet. */
export type Draft = Omit<DeviceRecord, "seq">;

/** A committed record. `json` is sealed: these bytes and no others are ever sent. */
export type Entry = {
  /** Order of commitment. */
  readonly id: number;
  readonly stream: string;
  readonly class: RecordClass;
  /** Monotonic moment of what it tells. */
  readonly uptimeMs: number;
  readonly json: string;
  /** How often a broker has refused it. */
  readonly refusals: number;
};

/**
 * Reports between control and the city. Contract, held by tests/link/outbox-suite.ts:
 * - `commit` gives the next `seq` of (boot, class), without holes, and calls `committed` once the record is as safe as
 *   this outbox makes it, in the order of the calls. Only then may control be told, and only then is it sent.
 * - Each entry is in one place: unsent, taken, or gone. `remove` (after the PUBACK), a full quota and age let it go.
 * - What was refused or not acknowledged comes back in its old order.
 * - Class 0 leaves before 1 before 2, and in each the oldest first.
 */
export interface Outbox {
  commit(draft: Draft, committed: () => void): void;
  /** A connection begins: what tells of moments from `since` on is live, everything older is backlog. */
  begin(since: Instant): void;
  /** The connection is over: what was taken and not removed is unsent again. */
  release(): void;
  takeLive(): Entry | null;
  /** A refused entry comes alone, so that it is seen which of them is at fault. Empty: no backlog. */
  takeBacklog(recordsMax: number, bytesMax: number): readonly Entry[];
  remove(entries: readonly Entry[]): void;
  /** The broker refused these: unsent again, as backlog. `counts`: whether it is held against them. */
  giveBack(entries: readonly Entry[], counts: boolean): void;
  /** Lets go what is older than its class may be; returns how many. */
  prune(now: Instant): number;
  counts(): OutboxCounts;
  /** How many of each class were let go unsent since last asked. */
  takeLost(): readonly [number, number, number];
}

export type OutboxCounts = { readonly unsent: number; readonly taken: number; readonly lost: number };
