import { percent, type Percent } from "../measure/units.ts";
import type { Night } from "./night/night.ts";
import type { LampSettings } from "./settings.ts";

/** Which rule of table 5a won, and the level it gives. */
export type Level = { readonly reason: LevelReason; readonly levelPct: Percent };
export type LevelReason = "safe" | "day" | "pirFault" | "base" | "motion" | "floor";
export type Known = {
  readonly night: Night;
  readonly clockOk: boolean;
  readonly pirOk: boolean;
  readonly someoneNear: boolean;
  /** What the neighbours ask for; null or left out: nothing. */
  readonly neighboursPct?: Percent | null;
};

/** Table 5a, the rows that this lamp has: the first that holds wins. */
export function levelBy({ night, clockOk, pirOk, someoneNear, neighboursPct }: Known, settings: LampSettings): Level {
  const { basePct, boostPct, floorPct, safePct } = settings;
  if (night === "unsure" || (night === "yes" && !clockOk)) return { reason: "safe", levelPct: safePct };
  if (night === "no") return { reason: "day", levelPct: DARK };
  if (!pirOk) return { reason: "pirFault", levelPct: safePct };
  const motionPct = percent(Math.max(someoneNear ? boostPct : DARK, neighboursPct ?? DARK));
  const levelPct = percent(Math.max(basePct, motionPct, floorPct));
  if (levelPct === basePct) return { reason: "base", levelPct };
  return { reason: levelPct === motionPct ? "motion" : "floor", levelPct };
}

const DARK = percent(0);
