import { percent, type Percent } from "../measure/units.ts";
import type { Night } from "./night/night.ts";
import type { LampSettings } from "./settings.ts";

/** Which rule of table 5a won, and the level it gives. */
export type Level = { readonly reason: LevelReason; readonly levelPct: Percent };
export type LevelReason =
  | "commissioning"
  | "safe"
  | "override"
  | "day"
  | "pirFault"
  | "base"
  | "program"
  | "motion"
  | "neighbour"
  | "entry"
  | "floor";

/** What the table is asked with. A level that is null has nothing to say. */
export type Known = {
  readonly commissioningPct: Percent | null;
  readonly overridePct: Percent | null;
  readonly night: Night;
  readonly clockOk: boolean;
  /** The motion sensor answers and is believed. */
  readonly pirOk: boolean;
  /** null: there is a calendar, and it cannot be read. */
  readonly program: ProgramTerm | null;
  readonly motionPct: Percent | null;
  readonly neighbourPct: Percent | null;
};
/** The program's own level, or `base` where none rules the night. `levelPct` null: a gap inside the program. */
export type ProgramTerm = {
  readonly reason: "base" | "program" | "motion";
  readonly levelPct: Percent | null;
  readonly allowDark: boolean;
};

/** Table 5a: the first row that holds. A tie in the last one names the program. */
export function levelBy(known: Known, settings: LampSettings): Level {
  const { commissioningPct, overridePct, night, clockOk, pirOk, program } = known;
  if (commissioningPct !== null) return { reason: "commissioning", levelPct: commissioningPct };
  if (night === "unsure" || (night === "yes" && (!clockOk || program === null))) return safe("safe", settings);
  if (night === "no" || program === null) return byDay(overridePct);
  const floorPct = program.allowDark ? DARK : settings.floorPct;
  if (overridePct !== null) return { reason: "override", levelPct: percent(Math.max(overridePct, floorPct)) };
  if (!pirOk && !program.allowDark) return safe("pirFault", settings);
  return largest(known, program, floorPct, settings);
}

function largest(known: Known, program: ProgramTerm, floorPct: Percent, settings: LampSettings): Level {
  const { reason, levelPct } = program;
  let won: Level = levelPct === null ? { reason: "floor", levelPct: DARK } : { reason, levelPct };
  won = larger(won, "motion", known.motionPct);
  won = larger(won, "neighbour", known.neighbourPct);
  won = larger(won, "entry", settings.entry && !program.allowDark ? FULL : null);
  return larger(won, "floor", floorPct);
}

const larger = (won: Level, reason: LevelReason, levelPct: Percent | null): Level =>
  levelPct !== null && levelPct > won.levelPct ? { reason, levelPct } : won;

/** Motion is followed by day, and not obeyed. */
const byDay = (overridePct: Percent | null): Level =>
  overridePct === null ? { reason: "day", levelPct: DARK } : { reason: "override", levelPct: overridePct };
const safe = (reason: "safe" | "pirFault", { safePct }: LampSettings): Level => ({ reason, levelPct: safePct });

const DARK = percent(0);
const FULL = percent(100);
