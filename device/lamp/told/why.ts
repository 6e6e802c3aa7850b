import type { Json, Why } from "../../measure/decision.ts";
import type { Reading } from "../../measure/reading.ts";
import { wallTime, type Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import { lastsText } from "../asked/override.ts";
import type { Grounds } from "../grounds.ts";
import type { Known, Level } from "../level.ts";
import { trustedClock } from "../night/night.ts";
import { elevationDeg } from "../night/sun.ts";
import type { LampReadings } from "../readings.ts";
import type { LampSettings } from "../settings.ts";

/** What a change of the rule in force rests on. `fromPct` is the lamp's level now, wherever it was going. */
export type Change = {
  readonly was: Level;
  readonly is: Level;
  readonly fromPct: Percent;
  readonly known: Known;
  readonly grounds: Grounds;
};

export function whyChanged(change: Change, readings: LampReadings, settings: LampSettings, now: Instant): Why {
  const { is, fromPct } = change;
  const way = fromPct === is.levelPct ? `stays at ${shown(fromPct)} %` : `${shown(fromPct)} -> ${shown(is.levelPct)} %`;
  return {
    subject: "lamp",
    reason: is.reason,
    text: `${way}  ${inWords(change, readings, settings)}`,
    because: inputs(change, readings, settings, now),
  };
}

function inWords(change: Change, readings: LampReadings, settings: LampSettings): string {
  const { is, grounds } = change;
  const { override } = grounds.asked;
  switch (is.reason) {
    case "commissioning":
      return "someone works at the lamp or looks for it";
    case "safe":
      return whySafe(change, readings);
    case "override":
      return `asked for by ${override?.from === "site" ? "someone at the post" : "the city"} for ${override === null ? "a while" : lastsText(override.forMs)}`;
    case "day":
      return "it is day";
    case "pirFault":
      return whyBlind(change, readings);
    case "motion":
      return "someone passed";
    case "neighbour":
      return "someone passed at a neighbour";
    case "entry":
      return "an entry post is lit all night";
    case "program":
    case "base":
    case "floor":
      return whyAtRest(change, settings);
  }
}

function whySafe({ grounds: { night, rule } }: Change, { clock }: LampReadings): string {
  if (rule.unreadable !== null) return `the calendar cannot be read: ${rule.unreadable}`;
  const clockSays = clock.ok ? clock.value.quality : clock.fault.cause;
  return `unsure of the time (${clockSays}), and it ${night.night === "yes" ? "is" : "may be"} dark`;
}

function whyBlind({ grounds: { here } }: Change, { motion }: LampReadings): string {
  if (!motion.ok) return `${motion.fault.part} sees nobody: ${motion.fault.cause}`;
  switch (here.doubt) {
    case "stuck":
      return "the motion sensor has seen someone without end: it is stuck";
    case "flutter":
      return "the motion sensor flutters: more edges than people can make";
    case "silent":
    case null:
      return "the motion sensor saw nobody for three nights in which neighbours did";
  }
}

function whyAtRest({ was, grounds: { rule } }: Change, { holdMs }: LampSettings): string {
  const { name, because } = rule;
  const rules = name === null ? "" : `, program ${name}: ${because}`;
  const heldMs = rule.onMotion?.holdMs ?? holdMs;
  if (was.reason === "motion") return `nobody for ${Math.round(heldMs / 1_000)} s${rules}`;
  if (was.reason === "neighbour") return `nobody near${rules}`;
  if (was.reason === "commissioning") return `nobody works at the lamp any more${rules}`;
  if (was.reason === "override") return `the override is over${rules}`;
  if (was.reason === "day") return `night falls${rules}`;
  if (was.reason === "program" && name !== null) return `program ${name}: ${because}`;
  return `clock and motion sensor can be trusted${rules}`;
}

function inputs(
  { is, fromPct, known, grounds: { night, rule, here } }: Change,
  { motion, daylight, clock }: LampReadings,
  settings: LampSettings,
  now: Instant,
): { readonly [key: string]: Json } {
  const trusted = trustedClock(clock);
  const sunDeg = trusted === null ? null : elevationDeg(wallTime(trusted, now), settings.night);
  return {
    fromPct,
    levelPct: is.levelPct,
    night: night.night,
    sun: night.sun?.phase ?? null,
    elevationDeg: sunDeg === null ? null : Math.round(sunDeg * 100) / 100,
    cell: night.cell,
    daylightLux: orCause(daylight, daylight.ok ? daylight.value : null),
    clock: orCause(clock, clock.ok ? clock.value.quality : null),
    motion: orCause(
      motion,
      here.doubt ?? (known.motionPct !== null || known.program?.reason === "motion" ? "someone" : "nobody"),
    ),
    ...(rule.name === null ? {} : { program: rule.name, programPct: rule.term.levelPct }),
    ...(known.neighbourPct === null ? {} : { neighbourPct: known.neighbourPct }),
    ...(known.overridePct === null ? {} : { overridePct: known.overridePct }),
  };
}

const orCause = (reading: Reading<unknown>, value: Json): Json => (reading.ok ? value : reading.fault.cause);
const shown = (levelPct: Percent): number => Math.round(levelPct);
