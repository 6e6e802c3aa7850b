import type { Json, Report } from "../../measure/decision.ts";
import type { Digital } from "../../measure/samples.ts";
import type { Reading } from "../../measure/reading.ts";
import { instant, seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { Readiness } from "../collection/readiness.ts";
import type { Cause } from "../press/causes.ts";
import type { Compacted } from "../level/compacted.ts";
import type { FillLevel } from "../level/fill.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinReadings } from "../readings.ts";
import type { ModeName } from "../press/states.ts";

/** Throw-ins and strokes tell of passers-by, so the city hears of them no finer than this. */
export const REPORT_PERIOD_MS = seconds(300);
/** With no level by then the first fill report goes out without one. */
const FIRST_FILL_MS = seconds(30);

/** When each periodic report is due next; `fillAt` null: the first one waits for a level. */
export type Told = { readonly startedAt: Instant; readonly fillAt: Instant | null; readonly stateAt: Instant };
export const initialTold = (now: Instant): Told => ({ startedAt: now, fillAt: null, stateAt: now });

export type PressTold = { readonly state: ModeName; readonly blocks: readonly string[]; readonly strokes: number };

/** What is told now and then. */
export type Standing = {
  readonly level: FillLevel;
  readonly compacted: Compacted;
  readonly press: PressTold | null;
  readonly battery: BinReadings["battery"];
};

/** The periodic reports that are due, each `periodMs`. Battery and state come together. */
export function periodicReports(
  was: Told,
  { level, compacted, press, battery }: Standing,
  moments: Moments,
  periodMs: Millis = REPORT_PERIOD_MS,
): { readonly told: Told; readonly reports: readonly Report[] } {
  const reports: Report[] = [];
  let told = was;
  const first = was.fillAt === null && (level.quality === "valid" || moments.passed(was.startedAt, FIRST_FILL_MS));
  if (first || (was.fillAt !== null && moments.passed(was.fillAt))) {
    // From the first one on it goes with the state: one cycle serves both.
    told = { ...told, fillAt: next(was.fillAt ?? was.stateAt, moments.now, periodMs) };
    reports.push(fillReport(level, compacted));
  }
  if (moments.passed(was.stateAt)) {
    told = { ...told, stateAt: next(was.stateAt, moments.now, periodMs) };
    if (press !== null) reports.push({ kind: "sample", stream: "bin-state", class: 1, values: press });
    if (battery.ok) reports.push({ kind: "sample", stream: "battery", class: 2, values: battery.value });
  }
  if (told.fillAt === null) moments.passed(told.startedAt, FIRST_FILL_MS);
  else moments.passed(told.fillAt);
  moments.passed(told.stateAt);
  return { told, reports };
}

const fillReport = (level: FillLevel, compacted: Compacted): Report => ({
  kind: "sample",
  stream: "bin-fill",
  class: 1,
  values: {
    quality: level.quality,
    ...(level.quality === "valid" ? { fillPct: Math.round(level.fillPct), ...errorOf(level.errorPct) } : {}),
    ...compacted,
  },
});

/** Rounded up: it is the most that the level may be off by. */
const errorOf = (errorPct: number) => (errorPct === 0 ? {} : { errorPct: Math.min(100, Math.ceil(errorPct)) });
/** On each change, and once after the start. */
export const readinessReports = (was: Readiness | null, is: Readiness | null): readonly Report[] =>
  is === was || is === null ? [] : [{ kind: "event", stream: "bin-ready", class: 1, values: is }];

/** What was seen in the moment of a safety stop; what could not be read is left out. */
export function safetyStopReport(cause: Cause, state: ModeName, readings: BinReadings): Report {
  const { ram, current, hopperA, hopperB, doorA, doorB, chain } = readings;
  const contact = (name: string, reading: Reading<Digital>): { readonly [key: string]: Json } =>
    reading.ok ? { [name]: reading.value.active } : {};
  return {
    kind: "event",
    stream: "safety-stop",
    class: 0,
    values: {
      cause,
      state,
      ...(ram.ok && ram.value.travelMm !== null ? { ramMm: ram.value.travelMm } : {}),
      ...(current.ok ? { currentMa: current.value } : {}),
      ...contact("hopperA", hopperA),
      ...contact("hopperB", hopperB),
      ...contact("doorA", doorA),
      ...contact("doorB", doorB),
      ...contact("chain", chain),
    },
  };
}

const next = (due: Instant, now: Instant, periodMs: Millis): Instant =>
  instant(due + (Math.floor((now - due) / periodMs) + 1) * periodMs);
