import type { Json } from "../../measure/decision.ts";
import type { Draft } from "../outbox/outbox.ts";
import type { DiskFault } from "./cabinet.ts";

/** What link remembers beside its records; each is one small JSON value of the part that it is named for. */
export const DOCUMENTS = ["settings", "commands", "alarms", "session", "uplink", "host", "updates"] as const;
export type DocumentName = (typeof DOCUMENTS)[number];
export type Documents = { readonly [Name in DocumentName]?: Json };

/** What survives together or not at all: a command's answer and the word that it is done, say. */
export type Change = { readonly records?: readonly Draft[]; readonly documents?: Documents };
/**
 * `durable`: a power cut does not take it. `held`: in memory only, because the disk takes nothing now; it is told as the
 * alarm `store-fault`. `refused`: nowhere, there was no room.
 */
export type Settled = "durable" | "held" | "refused";

/**
 * The one memory of link: records, settings, commands, counters. Contract, held by tests/link/store/store-suite.ts:
 * - `commit` returns at once and never throws. `settled` comes later, in the order of the calls for changes with a
 *   document or a record of class 0 or 1; class 2 alone may settle at once although a power cut can still take it.
 * - A change is one transaction: after a power cut all of it is there or nothing.
 * - A document is what was committed of it last, of changes that settled.
 */
export interface Store {
  /** Of this start: 16 hex digits, and how many starts there were. Every record committed is of it. */
  readonly boot: string;
  readonly bootCount: number;
  /** What an earlier start kept was lost, or could not be read: the birth says so. */
  readonly storeLost: boolean;
  /** What was found at start; a document that was never committed, or was lost, is missing. */
  readonly found: Documents;
  commit(change: Change, settled: (how: Settled) => void): void;
  /** Called when the disk takes nothing, and with null when it has been well for a while. */
  onFault(call: (fault: DiskFault | null) => void): void;
  /** Brings what waits to disk; then `closed`. What is committed from now on is not taken, and nobody hears of it. */
  close(closed: () => void): void;
}
