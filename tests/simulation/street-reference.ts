import type { LampSettings } from "../../device/lamp/settings.ts";
import { sunAround } from "../lamp/oracle-sun.ts";
import { callsOf, lightFrom, presences, type Span } from "./street-people.ts";

/** What the world did from one noon to the next; moments in ms of its clock, all lists in their order. */
export type DayLog = {
  readonly from: number;
  readonly to: number;
  /** From the world's clock to wall time. */
  readonly offsetMs: number;
  /** By post along the street: when its sensor began to see someone, and when it no longer did. */
  readonly sights: readonly (readonly (readonly [at: number, active: boolean])[])[];
  readonly lux: readonly (readonly [at: number, lux: number])[];
};
/** What a lamp is to give from a moment on; null: the text leaves it open for now. */
export type Target = readonly [at: number, levelPct: number | null];

const MINUTE = 60_000;

/**
 * The levels of a street for one day, written from the text of table 5a and row 8, for posts without a calendar, in one
 * row, that all work. It shares no code with `device/lamp`: it looks at the whole day at once and keeps no state.
 */
export function targetsOf(day: DayLog, settings: LampSettings): readonly (readonly Target[])[] {
  const nights = nightsOf(day, settings);
  const seen = day.sights.map((sights) => presences(sights, settings.minActiveMs));
  const calls = seen.map((present) => callsOf(present, (at) => nightAt(nights, at) === true, day.to));
  return seen.map((present, post) => {
    const boosts = [
      ...present.map(({ from, lastAt }): Span => ({ from, to: lastAt + settings.holdMs, levelPct: settings.boostPct })),
      ...lightFrom(calls, post, present, settings),
    ];
    return sweep(day, nights, boosts, settings);
  });
}

type Night = readonly [at: number, night: boolean | null];

const nightAt = (nights: readonly Night[], at: number): boolean | null =>
  nights.findLast(([from]) => from <= at)?.[1] ?? null;

/** By the photocell within the windows and before them, and by the sun past them. */
function nightsOf({ from, to, offsetMs, lux }: DayLog, { night }: LampSettings): readonly Night[] {
  const verdicts = verdictsOf(lux, night.cellOnLux, night.cellOffLux, night.cellDelayMs);
  const moments = [...verdicts.map(([at]) => at), ...everyMinute(from, to)].sort((a, b) => a - b);
  const nights: Night[] = [];
  for (const at of moments) {
    const cell = verdicts.findLast(([since]) => since <= at)?.[1] ?? "bright";
    const may = new Set(
      sunAround(at + offsetMs, MINUTE, night).map(({ phase }) => phase === "night" || cell === "dark"),
    );
    const [only = null] = may;
    const now = may.size === 1 ? only : null;
    if (nights.at(-1)?.[1] !== now) nights.push([at, now]);
  }
  return nights;
}

function verdictsOf(lux: DayLog["lux"], onLux: number, offLux: number, delayMs: number) {
  const verdicts: (readonly [at: number, says: "dark" | "bright"])[] = [];
  lux.forEach(([, value], index) => {
    const says = value < onLux ? "dark" : value > offLux ? "bright" : null;
    const before = lux[index - 1]?.[1] ?? Number.NaN;
    const saidBefore = before < onLux ? "dark" : before > offLux ? "bright" : null;
    if (says === null || says === saidBefore) return;
    const ends = lux.slice(index).find(([, later]) => !(says === "dark" ? later < onLux : later > offLux))?.[0];
    const at = grid(lux[index]?.[0] ?? 0) + delayMs;
    // Cut off at the very look at which it would count, it does not.
    if (at < (ends ?? Infinity)) verdicts.push([at, says]);
  });
  return verdicts;
}

function* everyMinute(from: number, to: number): Generator<number> {
  for (let at = from; at < to; at += MINUTE) yield at;
}

function sweep(day: DayLog, nights: readonly Night[], boosts: readonly Span[], settings: LampSettings): Target[] {
  const { basePct, floorPct } = settings;
  const inOrder = [...boosts].sort((a, b) => a.from - b.from);
  const moments = [day.from, ...nights.map(([at]) => at), ...inOrder.flatMap(({ from, to }) => [from, to])];
  const targets: Target[] = [];
  let [first, nightIndex] = [0, 0];
  for (const at of [...new Set(moments)].sort((a, b) => a - b)) {
    while ((nights[nightIndex + 1]?.[0] ?? Infinity) <= at) nightIndex += 1;
    while ((inOrder[first]?.to ?? Infinity) <= at) first += 1;
    const night = nights[nightIndex]?.[1] ?? null;
    let lit = Math.max(basePct, floorPct);
    for (let index = first; (inOrder[index]?.from ?? Infinity) <= at; index += 1) {
      const span = inOrder[index];
      if (span !== undefined && at < span.to) lit = Math.max(lit, span.levelPct);
    }
    const levelPct = night === null ? null : night ? lit : 0;
    if (targets.at(-1)?.[1] !== levelPct) targets.push([at, levelPct]);
  }
  return targets;
}

/** A controller looks 50 times a second, so it sees everything at the next of its looks. */
export const CYCLE_MS = 20;
export const grid = (at: number): number => Math.ceil(at / CYCLE_MS) * CYCLE_MS;
