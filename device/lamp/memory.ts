import type { Json, Kept, Memory } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import { sharing } from "../measure/same.ts";
import type { Instant } from "../measure/time.ts";
import { readKeptOverride, type KeptOverride } from "./asked/override.ts";
import { NO_NIGHTS, readSilentNights, type SilentNights } from "./people/pir-judge.ts";
import type { DayFigures } from "./told/day-figures.ts";
import type { Indicators } from "./told/indicators.ts";
import { NO_COUNTERS, readCounters, type Counters } from "./watch/counters.ts";
import { NO_TOTALS, type Totals } from "./watch/meter.ts";

/** What survives a restart. */
export type Remembered = {
  readonly override: KeptOverride | null;
  readonly silentNights: SilentNights;
  readonly totals: Totals;
  /** The driver's own, beside those totals. */
  readonly counters: Counters;
  /** The day that goes on; null: none was begun. */
  readonly today: Indicators | null;
  /** Closed days, oldest first, for `gaturum report`. */
  readonly days: readonly DayFigures[];
};
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
  /** Someone has decided about the override before the store was read. */
  readonly overtaken: boolean;
};

/** Five weeks: a month's figures with some days to fetch them. */
export const DAYS_MAX = 35;

const NOTHING: Remembered = {
  override: null,
  silentNights: NO_NIGHTS,
  totals: NO_TOTALS,
  counters: NO_COUNTERS,
  today: null,
  days: [],
};
export const initialMemory = (since: Instant): Remembering => ({
  ...{ since, read: false, foundRevision: 0, revision: 0 },
  ...{ value: NOTHING, pending: null, overtaken: false },
});

/** Takes over what the store found, once. What cannot be read counts as nothing: the rules do without. */
export function readMemory(was: Remembering, kept: Reading<Kept>): Remembering {
  if (was.read || !kept.ok) return was;
  const { status, value, foundRevision, durable } = kept.value;
  const revision = Math.max(foundRevision, durable);
  const found = status === "found" ? remembered(value) : NOTHING;
  const pending = was.overtaken ? null : found.override;
  return { ...was, read: true, foundRevision: revision, revision, value: found, pending };
}

/** `revision` grows when there is something new to keep. */
export function remembering(was: Remembering, is: Remembered): Remembering {
  if (!was.read) return was;
  const value = sharing(was.value, is);
  return value === was.value ? was : { ...was, revision: was.revision + 1, value };
}

export const memoryToStore = ({ read, foundRevision, revision, value }: Remembering): Memory | null =>
  read && revision > foundRevision ? { revision, value: value as unknown as Json } : null;

type Found = { readonly [key: string]: Json };
const isObject = (value: Json | undefined): value is Found =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Its checksum was good, so it is as some version of ours wrote it; what this one does not know is left out. */
function remembered(found: Json): Remembered {
  if (!isObject(found)) return NOTHING;
  const { override, silentNights, totals, counters, today, days } = found;
  return {
    override: readKeptOverride(override),
    silentNights: readSilentNights(silentNights) ?? NO_NIGHTS,
    totals: readTotals(totals),
    counters: readCounters(counters),
    today: isObject(today) && isDay(today) ? (today as unknown as Indicators) : null,
    days: Array.isArray(days) ? days.filter(isDayFigures).slice(-DAYS_MAX) : [],
  };
}

function readTotals(value: Json | undefined): Totals {
  if (!isObject(value)) return NO_TOTALS;
  const read = Object.keys(NO_TOTALS).map((key) => [key, value[key]] as const);
  return read.every(([, total]) => Number.isSafeInteger(total)) ? (Object.fromEntries(read) as Totals) : NO_TOTALS;
}

const isDay = ({ seenMs, atMs, opened, movements, lived }: Found): boolean =>
  typeof seenMs === "number" && [atMs, opened, movements, lived].every(isObject);
const isDayFigures = (day: Json): boolean => isObject(day) && typeof day["date"] === "string";
