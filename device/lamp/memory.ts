import type { Json, Kept, Memory } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import { sharing } from "../measure/same.ts";
import type { Instant } from "../measure/time.ts";
import { keptOverride, readKeptOverride, type KeptOverride, type Override } from "./asked/override.ts";
import { NO_NIGHTS, readSilentNights, type SilentNights } from "./people/pir-judge.ts";

/** What survives a restart. */
export type Remembered = { readonly override: KeptOverride | null; readonly silentNights: SilentNights };
/**
 * What is to be kept, and what was found. Nothing is put before what was there has been read. `pending` is an override
 * that waits for a trusted clock before it is in force again.
 */
export type Remembering = {
  /** Since when it is waited for. */
  readonly since: Instant;
  readonly read: boolean;
  readonly foundRevision: number;
  readonly revision: number;
  readonly value: Remembered;
  readonly pending: KeptOverride | null;
};

const NOTHING: Remembered = { override: null, silentNights: NO_NIGHTS };
export const initialMemory = (since: Instant): Remembering => ({
  ...{ since, read: false, foundRevision: 0, revision: 0 },
  ...{ value: NOTHING, pending: null },
});

/** Takes over what the store found, once. What cannot be read counts as nothing: the rules do without. */
export function readMemory(was: Remembering, kept: Reading<Kept>): Remembering {
  if (was.read || !kept.ok) return was;
  const { status, value, foundRevision, durable } = kept.value;
  const revision = Math.max(foundRevision, durable);
  const found = status === "found" ? remembered(value) : NOTHING;
  return { since: was.since, read: true, foundRevision: revision, revision, value: found, pending: found.override };
}

/** `revision` grows when there is something new to keep. */
export function remembering(was: Remembering, override: Override | null, silentNights: SilentNights): Remembering {
  if (!was.read) return was;
  const value = sharing(was.value, { override: was.pending ?? keptOverride(override), silentNights });
  return value === was.value ? was : { ...was, revision: was.revision + 1, value };
}

export const memoryToStore = ({ read, foundRevision, revision, value }: Remembering): Memory | null =>
  read && revision > foundRevision ? { revision, value: value as unknown as Json } : null;

function remembered(found: Json): Remembered {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return NOTHING;
  const { override, silentNights } = found as { readonly [key: string]: Json };
  return { override: readKeptOverride(override), silentNights: readSilentNights(silentNights) ?? NO_NIGHTS };
}
