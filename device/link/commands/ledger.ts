import { ownOf } from "../own-of.ts";
import { z } from "zod";
import { trustSchema, type TrustStatement } from "../../contract/trust.ts";
import type { Json } from "../../measure/decision.ts";
import type { Window } from "./window.ts";

/**
 * One command that was taken. `done` holds what it was answered; a result longer than {@link RESULT_LENGTH_MAX} is in its
 * answer alone, and null here. `expires` is ms since 1970.
 *
 *   received ──its turn──▶ executing ──answered, or nobody answers──▶ done
 */
export type Entry = {
  readonly id: string;
  readonly name: string;
  readonly kid: string;
  readonly args: { readonly [key: string]: Json };
  readonly issuedAt: number;
  readonly expires: number;
  /** It waits a random part of this before it runs. */
  readonly spreadMs: number;
  readonly state: "received" | "executing" | "done";
  readonly code: number | null;
  readonly result: string | null;
  /** How often the answer was told again. */
  readonly repeats: number;
};

/** What must survive a power cut, so that nothing runs twice. Plain JSON. `windows` is by kid. */
export type Ledger = {
  readonly entries: readonly Entry[];
  readonly windows: { readonly [kid: string]: Window };
  /** What was taken before is not known: the first command of each key, and the first settings, answer a challenge. */
  readonly floorless: boolean;
  /** The newest word of the root; null: what the trust file says holds. */
  readonly trust: TrustStatement | null;
};

/** Our choice: a city asks a post a few times a day, and 64 take 30 KB at the very most. One more is answered 507. */
export const LEDGER_MAX = 64;
const RESULT_LENGTH_MAX = 200;
/** Twice the keys that can be trusted at once: a withdrawn one is remembered until newer ones push it out. */
const WINDOWS_MAX = 16;

const entrySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kid: z.string(),
  args: z.record(z.string(), z.json()),
  issuedAt: z.number(),
  expires: z.number(),
  spreadMs: z.number(),
  state: z.enum(["received", "executing", "done"]),
  code: z.number().nullable(),
  result: z.string().nullable(),
  repeats: z.number(),
});
const ledgerSchema = z.strictObject({
  entries: z.array(entrySchema).max(LEDGER_MAX),
  windows: z.record(z.string(), z.strictObject({ top: z.number(), taken: z.array(z.number()) })),
  floorless: z.boolean(),
  trust: trustSchema.nullable(),
});

/** What a store held. Nothing found on a device that lost its store, or nonsense: begun anew, and without a floor. */
export function readLedger(found: Json | undefined, storeLost: boolean): Ledger {
  const parsed = found === undefined ? null : ledgerSchema.safeParse(found);
  if (parsed?.success === true) return parsed.data;
  return { entries: [], windows: {}, floorless: storeLost || parsed !== null, trust: null };
}

export const entryOf = ({ entries }: Ledger, id: string): Entry | null =>
  entries.find((entry) => entry.id === id) ?? null;

export const isFull = ({ entries }: Ledger): boolean => entries.length >= LEDGER_MAX;

export const withEntry = (was: Ledger, entry: Entry): Ledger => ({ ...was, entries: [...was.entries, entry] });

export const without = (was: Ledger, id: string): Ledger => ({
  ...was,
  entries: was.entries.filter((entry) => entry.id !== id),
});

export const changed = (was: Ledger, id: string, change: Partial<Omit<Entry, "id">>): Ledger => ({
  ...was,
  entries: was.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
});

/** `isOver`: nobody can ask for it any more. What is not done stays. */
export function pruned(was: Ledger, isOver: (entry: Entry) => boolean): Ledger {
  const entries = was.entries.filter((entry) => entry.state !== "done" || !isOver(entry));
  return entries.length === was.entries.length ? was : { ...was, entries };
}

/** Where it is full, what is done of keys that are trusted no more makes room: a stolen one may have filled it for a day. */
export const withRoom = (was: Ledger, trusted: readonly string[]): Ledger =>
  isFull(was) ? pruned(was, ({ kid }) => !trusted.includes(kid)) : was;

/** null: nothing came of this key yet. */
export const windowOf = ({ windows }: Ledger, kid: string): Window | null => ownOf(windows, kid) ?? null;

/** Of keys that are trusted no more, the one heard of first makes room. */
export function withWindow(was: Ledger, kid: string, window: Window, trusted: readonly string[]): Ledger {
  const windows = { ...was.windows, [kid]: window };
  const spare = Object.keys(windows).length - WINDOWS_MAX;
  const gone = spare > 0 ? Object.keys(windows).filter((other) => !trusted.includes(other)) : [];
  const kept = Object.entries(windows).filter(([other]) => !gone.slice(0, spare).includes(other));
  return { ...was, windows: Object.fromEntries(kept) };
}

/** As a double is told it. */
export const resultKept = (result: Json | undefined): string | null =>
  typeof result === "string" && result.length <= RESULT_LENGTH_MAX ? result : null;
