import { after, type Millis } from "../../measure/time.ts";
import { learntCost } from "../energy/stroke-cost.ts";
import { flowsNow, held, safeStop, travel, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { learnedMs, learnt, progress, strokeLimitMs, strokeShare } from "./learned.ts";
import type { Remembered } from "../remembered.ts";
import type { Stroke } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** BOTTOM before this share of the way is not believed; a stall before the other is a jam, not litter. */
const EARLY_BOTTOM_SHARE = 0.25;
const EARLY_STALL_SHARE = 0.1;
/**
 * TOP on the way up before this share of the way down is not believed; a stall takes 0.7 s to be seen, so that is no way.
 * Our choice: the load slows the way down, but not to the half.
 */
const SOON_TOP_SHARE = 0.5;

/**
 * motor open (I < Imin 300 ms after tBlank, not at BOTTOM) → SAFE_STOP; TOP still made at 2 s **or at press end** →
 * `suspect`, SAFE_STOP(tool); BOTTOM sooner than 25 % of the learned time → `suspect`, SAFE_STOP(tool); stall before
 * 10 % of the stroke → PAUSE(jam); press end → DWELL with contact; BOTTOM → DWELL without contact; tExtend →
 * SAFE_STOP; low voltage 200 ms → PAUSE(lowV).
 */
export const extend: Row<ModeOf<"EXTEND">> = (mode, facts) => {
  const { guards, moments, now } = facts;
  const blankEnd = after(mode.since, TIMERS.blank);
  const ranMs = now - mode.since;
  const bottom = guards.bottomMade;
  const pressed = held(facts, "pressing", TIMERS.pressEnd, blankEnd);
  if (!bottom && held(facts, "noCurrent", TIMERS.motorOpen, blankEnd)) return safeStop(facts, "motorOpen");
  if (guards.topMade && (pressed || bottom || moments.passed(mode.since, TIMERS.topLeaves))) {
    return safeStop(facts, "suspectTop");
  }
  if (isTopBack(mode.stroke, facts)) return safeStop(facts, "suspectTop");
  if (bottom && isEarly(facts, ranMs)) return safeStop(facts, "suspectBottom");
  if (pressed && progress(facts, ranMs) < EARLY_STALL_SHARE) return ended(facts, mode.stroke, "jam", null);
  if (pressed) return ended(facts, mode.stroke, "contact", learnt(facts, ranMs, false));
  if (bottom) return ended(facts, mode.stroke, "bottom", learnt(facts, ranMs, true));
  if (moments.passed(mode.since, strokeLimitMs(facts, mode.stroke.trigger))) return safeStop(facts, "extendTimeout");
  return held(facts, "lowVoltage", TIMERS.lowVoltage) ? ended(facts, mode.stroke, "lowVoltage", null) : null;
};

/** PAUSE 300 ms, DWELL 2 s, and no current → RETRACT. */
export const pause: Row<ModeOf<"PAUSE">> = (mode, facts) => rested(mode, facts, TIMERS.pause);
export const dwell: Row<ModeOf<"DWELL">> = (mode, facts) => rested(mode, facts, TIMERS.dwell);

function rested({ since, stroke }: ModeOf<"PAUSE" | "DWELL">, facts: Facts, wait: Millis): Step | null {
  if (isTopBack(stroke, facts)) return safeStop(facts, "suspectTop");
  if (!facts.moments.passed(since, wait) || flowsNow(facts)) return null;
  return { to: { name: "RETRACT", since: facts.now, stroke }, text: "now going up" };
}

/** TOP was left and says "made" again, though nothing has driven the press up: it would free the hopper. */
const isTopBack = ({ topOpened }: Stroke, { guards }: Facts): boolean => topOpened && guards.topMade;

/** Nor is one believed that comes while the ram cannot be there yet. Without travel the way down tells, on a way home nothing. */
function isTopTooSoon({ topOpened, downMs }: Stroke, { guards }: Facts, ranMs: number): boolean {
  if (!guards.topMade) return false;
  const soonest = downMs === null ? 0 : SOON_TOP_SHARE * (downMs - TIMERS.blank - TIMERS.pressEnd);
  return guards.far || (topOpened && ranMs < soonest);
}

/**
 * TOP made with travel away from it, or far sooner than the way down took → `suspect`, SAFE_STOP(tool);
 * topOK ∧ TOP was seen open in this stroke → intent closed → VERIFY; motor open (blanked as EXTEND), stall, tRetract →
 * SAFE_STOP.
 */
export const retract: Row<ModeOf<"RETRACT">> = (mode, facts) => {
  const { guards, moments, now, memory } = facts;
  const { stroke } = mode;
  const blankEnd = after(mode.since, TIMERS.blank);
  if (isTopTooSoon(stroke, facts, now - mode.since)) return safeStop(facts, "suspectTop");
  if (guards.topOk && stroke.topOpened) {
    return {
      to: { name: "VERIFY", since: now, stroke },
      text: `back at the top after ${((now - mode.since) / 1_000).toFixed(1)} s`,
      memory: { strokeOpen: false, jamsUp: 0, ...learntFrom(facts, stroke) },
      holds: stroke.trigger === "home" ? {} : { throws: 0 },
    };
  }
  if (held(facts, "noCurrent", TIMERS.motorOpen, blankEnd)) return safeStop(facts, "motorOpen");
  if (held(facts, "stalling", TIMERS.pressEnd, blankEnd)) {
    return safeStop(facts, memory.jamsUp > 0 ? "jamUpAgain" : "jamUp", { jamsUp: memory.jamsUp + 1 });
  }
  return moments.passed(mode.since, strokeLimitMs(facts, stroke.trigger)) ? safeStop(facts, "retractTimeout") : null;
};

/** Its time and its energy, of a stroke that pressed; one that was given up early took less than the next may. */
const learntFrom = ({ memory, energy }: Facts, { strokesMs, end }: Stroke): Partial<Remembered> => ({
  ...(strokesMs === null ? {} : { strokesMs }),
  ...(end === "contact" || end === "bottom" ? { strokesMwh: learntCost(memory.strokesMwh, energy.strokeMwh) } : {}),
});

/** Without travel and before anything is learned nobody can tell. */
function isEarly(facts: Facts, ranMs: number): boolean {
  const share = strokeShare(facts);
  const learned = learnedMs(facts);
  return (share !== null && share < EARLY_BOTTOM_SHARE) || (learned !== null && ranMs < EARLY_BOTTOM_SHARE * learned);
}

const ENDINGS = {
  jam: "it stalled near its top: a jam",
  contact: "pressing force reached",
  bottom: "at the lower end without resistance",
  lowVoltage: "the voltage fell: stroke given up",
} as const;

function ended(facts: Facts, stroke: Stroke, end: keyof typeof ENDINGS, strokesMs: readonly number[] | null): Step {
  const { ram } = facts.readings;
  const endMm = ram.ok ? ram.value.travelMm : null;
  const name = end === "jam" || end === "lowVoltage" ? "PAUSE" : "DWELL";
  const downMs = facts.now - facts.mode.since;
  return {
    to: { name, since: facts.now, stroke: { ...stroke, end, endMm, downMs, strokesMs } },
    text: ENDINGS[end],
    because: { end, ...travel(facts) },
  };
}
