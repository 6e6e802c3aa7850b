import type { Moments } from "../../measure/moments.ts";
import type { WallClock } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import type { ProgramTerm } from "../level.ts";
import type { DynamicControl } from "../program-settings.ts";
import type { LampSettings } from "../settings.ts";
import { pointText } from "./point-text.ts";
import { nextTonight, programNow, type ProgramNow, type Tonight } from "./tonight.ts";

/** What rules the lamp now, and what motion does to it. `name` null: no program, so the post's own `base`. */
export type Rule = {
  readonly name: string | null;
  readonly because: string;
  /** Why the calendar cannot be read; then all else here is the post's own. Null: it can, or there is none. */
  readonly unreadable: string | null;
  readonly term: ProgramTerm;
  /** What motion does; null: nothing. */
  readonly onMotion: Pick<DynamicControl, "operation" | "levelPct" | "holdMs"> | null;
};

/** The night of the calendar; the last known one while the clock is lost, and null where there is no calendar. */
export function tonightBy(
  was: Tonight | null,
  { calendar, night }: LampSettings,
  clock: WallClock | null,
  moments: Moments,
): Tonight | null {
  return calendar === null || clock === null ? was : nextTonight(was, calendar, night, clock, moments);
}

export function ruleNow(
  tonight: Tonight | null,
  clock: WallClock | null,
  settings: LampSettings,
  moments: Moments,
): Rule {
  const now = tonight === null || clock === null ? null : programNow(tonight, clock, moments);
  if (tonight?.program == null || now === null || now.because === "noProgram")
    return ownRule(settings, clock === null ? null : (tonight?.unreadable ?? null));
  const boost = { operation: "Max", levelPct: settings.boostPct, holdMs: settings.holdMs } as const;
  return {
    name: tonight.program,
    because: becauseOf(now),
    unreadable: null,
    term: { reason: "program", levelPct: now.levelPct, allowDark: tonight.allowDark },
    onMotion: now.motionBoosts ? boost : now.dynamic,
  };
}

function ownRule({ basePct, boostPct, holdMs }: LampSettings, unreadable: string | null): Rule {
  return {
    name: null,
    because: "",
    unreadable,
    term: { reason: "base", levelPct: basePct, allowDark: false },
    onMotion: { operation: "Max", levelPct: boostPct, holdMs },
  };
}

function becauseOf({ because, levelPct, point }: ProgramNow): string {
  if (point !== null) return `${levelPct ?? 0} % from ${pointText(point)}`;
  if (because === "outside") return "it is outside its active period";
  return because === "start" ? `${levelPct ?? 0} % from its beginning` : "it says nothing of this hour";
}

/**
 * What someone near makes of the program, in TALQ's operations. `Set`, `Min` and `Sub` change the program's own level;
 * `Max`, `Add` and `Mul` are a level beside it, of which the larger wins, so that they never dim.
 */
export function withMotion(
  term: ProgramTerm,
  { operation, levelPct }: Pick<DynamicControl, "operation" | "levelPct">,
): { readonly term: ProgramTerm; readonly motionPct: Percent | null } {
  const own = term.levelPct ?? 0;
  const changed = (to: number) => ({
    term: { ...term, reason: "motion", levelPct: percent(to) } as const,
    motionPct: null,
  });
  switch (operation) {
    case "Set":
      return changed(levelPct);
    case "Min":
      return changed(Math.min(own, levelPct));
    case "Sub":
      return changed(Math.max(0, own - levelPct));
    case "Max":
      return { term, motionPct: levelPct };
    case "Add":
      return { term, motionPct: percent(Math.min(100, own + levelPct)) };
    case "Mul":
      return { term, motionPct: percent(Math.min(100, (own * levelPct) / 100)) };
  }
}
