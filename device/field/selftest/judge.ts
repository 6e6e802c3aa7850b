import type { Distance } from "../../bin/level/air.ts";
import type { Tested } from "../../control/site-test.ts";

/** What came of one test. `text` says what was seen, `cure` what to do about it. */
export type Verdict = {
  readonly step: Tested;
  readonly verdict: "passed" | "failed" | "skipped";
  readonly text: string;
  readonly cure?: string;
  /** Measured at a dimmed lamp's three levels. */
  readonly powersW?: { readonly fullW: number; readonly halfW: number; readonly leastW: number };
};
export const skipped = (step: Tested, text: string): Verdict => ({ step, verdict: "skipped", text });
const passed = (step: Tested, text: string): Verdict => ({ step, verdict: "passed", text });
export const failed = (step: Tested, text: string, cure: string): Verdict => ({ step, verdict: "failed", text, cure });

/** What was seen of one level: the power where something measures it, else what the person saw; both null: neither. */
export type LevelSeen = {
  readonly levelPct: number;
  /** The lamp's part took the level. */
  readonly reached: boolean;
  /** By the config, of what its driver is then told: virtual output and constant light give less than the level. */
  readonly expectedW: number;
  readonly powerW: number | null;
  readonly byEye: boolean | null;
};

/** As the lamp's own alarms have it for a dimming that is off (lighting.md 5a): a label is not more exact. */
const POWER_OFF_SHARE = 0.25;
/** Two levels of which the lower one does not take so much less of full power are one. Our choice. */
const STEP_SHARE = 0.03;

/** The brightest first: full, half and least of a lamp that dims, full and dark of one that is switched. */
export function judgeLamp(seen: readonly LevelSeen[]): Verdict {
  const stuck = seen.find(({ reached }) => !reached);
  if (stuck !== undefined) {
    return failed(
      "lamp",
      `it did not reach ${stuck.levelPct} %`,
      "Look at gaturum why: a rule that is stronger, or a lamp that takes no order.",
    );
  }
  const unseen = seen.find(({ byEye }) => byEye === false);
  if (unseen !== undefined) return failed("lamp", `${unseen.levelPct} % was not seen`, LAMP_CURE);
  const [full, half, least] = seen.map(({ powerW }) => powerW);
  const fullW = seen[0]?.expectedW;
  if (full == null || half == null || least == null || fullW === undefined) {
    const levels = seen.map(({ levelPct }) => `${levelPct} %`).join(", ");
    if (seen.every(({ byEye }) => byEye === true)) return passed("lamp", `${levels}, seen by eye`);
    return skipped("lamp", "no part measures its power, and nobody looked");
  }
  const text = seen.map(({ levelPct, powerW }) => `${levelPct} %: ${watts(powerW)}`).join(", ");
  const powersW = { fullW: full, halfW: half, leastW: least };
  const stepW = fullW * STEP_SHARE;
  if (Math.abs(full - fullW) > fullW * POWER_OFF_SHARE) {
    const cure = "Compare lamp.luminaire.powerFull with the label; then look at the lamp.";
    return { ...failed("lamp", `${text}; full should take ${watts(fullW)}`, cure), powersW };
  }
  if (full - half < stepW || half - least < stepW)
    return { ...failed("lamp", `${text}: it does not dim`, LAMP_CURE), powersW };
  return { ...passed("lamp", text), powersW };
}
const watts = (powerW: number | null): string => (powerW === null ? "-" : `${powerW.toFixed(1)} W`);
const LAMP_CURE = "Look at the wire between controller and lamp, and whether its driver dims this way.";

/** `afterS` null: nobody was seen in the time. */
export function judgeMotion(afterS: number | null, waitedS: number, fault: string | null): Verdict {
  if (fault !== null) return failed("motion", `the sensor does not answer: ${fault}`, MOTION_CURE);
  if (afterS === null) return failed("motion", `it saw nobody in ${waitedS} s`, MOTION_CURE);
  return passed("motion", `it saw someone after ${Math.round(afterS)} s`);
}
const MOTION_CURE = "Look at its wires and its supply, what stands before it, and which way it looks.";

/** Below this nothing can be covered; a torch is held to it instead. A street at dusk has 10 lx. Our choice. */
export const DARK_LX = 10;
/** A hand takes at least half of the light, and a torch gives at least twice as much. Our choice. */
const CHANGE = 2;
export const isCovered = (fromLx: number, lx: number): boolean => lx * CHANGE <= fromLx;
export const isUncovered = (fromLx: number, lx: number): boolean => lx >= CHANGE * fromLx && lx > fromLx;
export const isTorchlit = (fromLx: number, lx: number): boolean => lx >= CHANGE * fromLx + DARK_LX;

/** Before, with a hand over it or a torch on it, and after; null: the photocell did not answer. */
export function judgePhotocell(beforeLx: number | null, duringLx: number | null, afterLx: number | null): Verdict {
  const cure = "Look at its wires, that its window is clean, and that nothing covers it.";
  if (beforeLx === null || duringLx === null || afterLx === null)
    return failed("photocell", "it does not answer", cure);
  const text = `${lux(beforeLx)}, then ${lux(duringLx)}, then ${lux(afterLx)}`;
  const isDark = beforeLx < DARK_LX;
  const changed = isDark ? isTorchlit(beforeLx, duringLx) : isCovered(beforeLx, duringLx);
  const cameBack = isDark ? isCovered(duringLx, afterLx) : isUncovered(duringLx, afterLx);
  if (!changed) return failed("photocell", `${text}: it did not feel the ${isDark ? "torch" : "hand"}`, cure);
  return cameBack ? passed("photocell", text) : failed("photocell", `${text}: it did not come back`, cure);
}
const lux = (value: number): string => `${Math.round(value)} lx`;

/** An ultrasonic sensor's own error and the edge of what lies there (drivers/a02yyuw). Our choice. */
const FILL_OFF_MM = 40;
/** Samples of which the middle one counts. */
export const FILL_SAMPLES = 10;

/** `heightMm`: of what was laid on the floor; `emptyMm`: from the sensor to the floor, as the level counts it. */
export function judgeFill(samples: readonly Distance[], emptyMm: number, heightMm: number): Verdict {
  const cure =
    "Look that it hangs straight, that its face is clean, and that nothing hangs in its view. Then gaturum calibrate bin.";
  const middle = [...samples].sort((a, b) => a.distanceMm - b.distanceMm)[Math.floor(samples.length / 2)];
  if (samples.length < FILL_SAMPLES || middle === undefined)
    return failed("fill", `only ${samples.length} echoes`, cure);
  const { distanceMm, errorMm } = middle;
  const wantedMm = emptyMm - heightMm;
  const unsure = errorMm === 0 ? "" : ` (${errorMm} mm more or less: no thermometer tells how fast sound is)`;
  const text = `${Math.round(distanceMm)} mm to it${unsure}, ${Math.round(wantedMm)} by the floor and its height`;
  return Math.abs(distanceMm - wantedMm) <= FILL_OFF_MM + errorMm ? passed("fill", text) : failed("fill", text, cure);
}

/** What was seen of a press that its crew moved by hand in SERVICE. */
export type PressSeen = {
  readonly wentDown: boolean;
  readonly wentUp: boolean;
  /** The most current in it; null: it was not read. */
  readonly currentMa: number | null;
  readonly atTop: boolean;
  /** Causes that latched meanwhile, in words. */
  readonly latched: readonly string[];
};

export function judgePress({ wentDown, wentUp, currentMa, atTop, latched }: PressSeen, turningMa: number): Verdict {
  const cure = "Ask gaturum why: it names the guard or the part.";
  if (latched.length > 0) return failed("press", `it stopped: ${latched.join("; ")}`, cure);
  if (!wentDown) return failed("press", "it did not go down", cure);
  if (!wentUp || !atTop) return failed("press", "it did not come back to its top", cure);
  if (currentMa === null || currentMa < turningMa) {
    return failed("press", "it moved, and no current was measured", "Look at the current sensor and its wires.");
  }
  return passed("press", `down and up by the crew's buttons, ${Math.round(currentMa)} mA at most`);
}
