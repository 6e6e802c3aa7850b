import { percentText, safeStop, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { GAIN_LEAST_MM, NO_GAIN_FULL } from "../level/compacted.ts";
import { agreesAfter, plateMm, verdictOf } from "../level/felt.ts";
import { isAtLeast, isAtMost, levelAt } from "../level/fill.ts";
import { FALSE_FULL_STROKES, type Holds } from "./holds.ts";
import { noted } from "../remembered.ts";
import { leftRest } from "./resting.ts";
import { toService } from "./service.ts";
import type { Stroke } from "./states.ts";
import { TIMERS } from "./timers.ts";

const JAMS_MAX = 3;

/**
 * door → COLLECTION; key → SERVICE; after a jam: level valid ≥ full and ram agrees → FULL_LOCKED, 3 in 24 h → SAFE_STOP(`jam`), else
 * COOL and **no new press until the hopper was opened and closed**; after home or lowV → COOL; no valid sample in 15 s →
 * COOL + quarantine; level and ram disagree > 150 mm → COOL + `falseFull`; level ≥ full or third no-gain →
 * FULL_LOCKED; else COOL. No-gain counts only with contact at or above the press line.
 */
export const verify: Row<ModeOf<"VERIFY">> = (mode, facts) => {
  const { level, moments, settings, fill } = facts;
  const { stroke } = mode;
  const left = leftRest(facts);
  if (left !== null) return left;
  const turned = toService(facts);
  if (turned !== null) return turned;
  if (stroke.trigger === "home" || stroke.end === "lowVoltage") return cool(facts, "home again");
  const known = level.quality === "valid" && level.confirmed;
  if (!known && !moments.passed(mode.since, TIMERS.verify)) return null;
  const full = isAtLeast(fill, level, settings.fullPct);
  if (stroke.end === "jam")
    return afterJam(facts, full && agreesAfter(facts.felt, stroke, level, facts.press) !== false);
  const holds = gains(facts, stroke);
  if (level.quality !== "valid") return cool(facts, `the level is not known (${level.quality}): in quarantine`, holds);
  if (!known) return cool(facts, "too few levels to judge by", holds);
  const verdict = verdictOf(facts.felt, stroke, level, settings, facts.press);
  if (verdict === "tooHigh" || verdict === "disagree") {
    return cool(facts, "level and press disagree: the level is not believed", {
      ...holds,
      falseFull: FALSE_FULL_STROKES,
    });
  }
  const falseFull = Math.max(0, facts.holds.falseFull - (verdict === "agree" ? 1 : 0));
  const trusted = { ...holds, falseFull };
  if (full) return locked(facts, `pressed and still ${percentText(level.fillPct)} full`, trusted);
  if (trusted.noGain >= NO_GAIN_FULL) return locked(facts, "three strokes in a row gained nothing", trusted);
  const step = cool(facts, `pressed to ${percentText(level.fillPct)}`, trusted);
  return isAtMost(fill, level, settings.fullPct - settings.hysteresisPct) ? { ...step, memory: { full: false } } : step;
};

function afterJam(facts: Facts, full: boolean): Step {
  const { memory, now } = facts;
  if (full) return locked(facts, "heaped to the top", {});
  const jamsAt = noted(memory.jamsAt, now, TIMERS.day);
  if (jamsAt.length >= JAMS_MAX) return safeStop(facts, "jam", { jamsAt });
  const step = cool(facts, "jammed: no new press until the hopper was opened and closed", { untilHopper: "open" });
  return { ...step, memory: { jamsAt } };
}

function gains(facts: Facts, stroke: Stroke): Pick<Holds, "noGain" | "lastEndMm"> {
  const { settings, press, holds } = facts;
  const reached = plateMm(stroke, press);
  const counts = stroke.end === "contact" && reached !== null && levelAt(settings, reached) >= press.pressAtPct;
  if (!counts) return { noGain: 0, lastEndMm: stroke.endMm };
  const gainMm = stroke.endMm === null || holds.lastEndMm === null ? Infinity : stroke.endMm - holds.lastEndMm;
  return { noGain: gainMm < GAIN_LEAST_MM ? holds.noGain + 1 : 0, lastEndMm: stroke.endMm };
}

const cool = ({ now }: Facts, text: string, holds: Partial<Holds> = {}): Step => ({
  to: { name: "COOL", since: now },
  text,
  holds,
});

const locked = ({ now }: Facts, text: string, holds: Partial<Holds>): Step => ({
  to: { name: "FULL_LOCKED", since: now },
  text: `full: ${text}`,
  memory: { full: true },
  holds,
});
