import type { Moments } from "../../measure/moments.ts";
import type { Mode, Stroke } from "../press/states.ts";
import { TIMERS } from "../press/timers.ts";
import type { BinReadings } from "../readings.ts";
import type { BinSettings, PressSettings } from "../settings.ts";
import type { FillLevel } from "./fill.ts";
import { AGREE_MM } from "./sensors.ts";

/** What the ram felt of the litter: the second fill sensor (row 18). Travel in mm from the top, current in mA. */
export type Felt = {
  /** The level before the stroke, as the sensors had it; null: they did not know. */
  readonly before: { readonly distanceMm: number; readonly levelPct: number } | null;
  /** Least current of this way down, after the inrush. */
  readonly idleMa: number | null;
  /** Where the load began that is there now; null: there is none. */
  readonly loadFromMm: number | null;
  /** Where the first load began that lasted; null: none did. */
  readonly touchMm: number | null;
  /** Where pressing force was reached in the strokes since the door was open, newest last. */
  readonly ends: readonly number[];
  /** The stroke whose end is among them, once its way down is over; null: none since the hopper was locked. */
  readonly stroke: Stroke | null;
  /** What the level made of that stroke has been judged. */
  readonly judged: boolean;
  /** In the last stroke the level fell under the ram though nothing was there: a bag full of air (row 24). */
  readonly bagInflated: boolean;
};
export const NOTHING_FELT: Felt = {
  ...{ before: null, idleMa: null, loadFromMm: null, touchMm: null, ends: [] },
  ...{ stroke: null, judged: false, bagInflated: false },
};

/** A load is this share of the way from idling to pressing force. Our choice: loose litter yields before it resists. */
const LOAD_SHARE = 0.05;
/** A load that is gone again within this travel was friction. Our choice. */
const LASTS_MM = 10;
/** Contacts from which the pace of filling is reckoned. */
const ENDS_MAX = 5;

export type FeltInputs = {
  readonly mode: Mode;
  readonly readings: Pick<BinReadings, "ram" | "current">;
  readonly level: FillLevel;
  readonly doorOpen: boolean;
  readonly press: PressSettings;
};

/** Follows the press through a stroke, in the mode in which the cycle began. */
export function nextFelt(was: Felt, inputs: FeltInputs, moments: Moments): Felt {
  const { mode, level, doorOpen, press } = inputs;
  if (doorOpen) return NOTHING_FELT;
  if (mode.name === "LOCKING" || mode.name === "WARN") {
    const known = mode.trigger !== "home" && level.quality === "valid" && level.confirmed;
    const before = known ? { distanceMm: level.distanceMm, levelPct: level.fillPct } : null;
    return { ...was, before, idleMa: null, loadFromMm: null, touchMm: null, stroke: null, judged: false };
  }
  if (mode.name === "EXTEND") return moments.passed(mode.since, TIMERS.blank) ? loaded(was, inputs) : was;
  if (mode.name === "DWELL") return withEnd(was, mode.stroke);
  return mode.name === "VERIFY" || mode.name === "COOL" ? judgedBag(was, level, press) : was;
}

function loaded(was: Felt, { readings: { ram, current }, press }: FeltInputs): Felt {
  if (!ram.ok || !current.ok || ram.value.travelMm === null) return was;
  const { travelMm } = ram.value;
  // At BOTTOM the limit switch takes the current away, and that is no idling motor.
  if (current.value < press.turningMa) return was;
  const idleMa = was.idleMa === null ? current.value : Math.min(was.idleMa, current.value);
  const isLoaded = current.value >= idleMa + LOAD_SHARE * Math.max(0, press.pressMa - idleMa) && current.value > idleMa;
  const loadFromMm = isLoaded ? (was.loadFromMm ?? travelMm) : null;
  const lasts = loadFromMm !== null && travelMm - loadFromMm >= LASTS_MM;
  return { ...was, idleMa, loadFromMm, touchMm: was.touchMm ?? (lasts ? loadFromMm : null) };
}

function withEnd(was: Felt, stroke: Stroke): Felt {
  if (was.stroke !== null) return was;
  const ended = stroke.end === "contact" && stroke.endMm !== null ? [stroke.endMm] : [];
  return { ...was, stroke, ends: [...was.ends, ...ended].slice(-ENDS_MAX) };
}

/** How far the plate passed the level of before without a load, in mm; less than 0: it met litter above; null: not known. */
export function passedMm({ before, touchMm, loadFromMm }: Felt, stroke: Stroke, press: PressSettings): number | null {
  const metMm = touchMm ?? loadFromMm ?? endMm(stroke, press);
  return before === null || metMm === null ? null : press.plateAtTopMm + metMm - before.distanceMm;
}

/** Sensor to the plate where the way down ended; null: not known. */
export function plateMm(stroke: Stroke, press: PressSettings): number | null {
  const travelMm = endMm(stroke, press);
  return travelMm === null ? null : press.plateAtTopMm + travelMm;
}
const endMm = (stroke: Stroke, press: PressSettings): number | null =>
  stroke.endMm ?? (stroke.end === "bottom" ? press.strokeMm : null);

/**
 * Row 24: the level fell though the ram met nothing where it was, or nothing at all on its way below it. Until a level
 * is confirmed nobody can tell, and what was said before stands.
 */
function judgedBag(was: Felt, level: FillLevel, press: PressSettings): Felt {
  const { stroke, before, touchMm, loadFromMm } = was;
  if (was.judged || stroke === null || before === null || level.quality !== "valid" || !level.confirmed) return was;
  const passed = isPressed(stroke) ? passedMm(was, stroke, press) : null;
  if (passed === null) return was;
  const metNothing = touchMm === null && loadFromMm === null && stroke.end === "bottom";
  const fell = level.distanceMm - before.distanceMm > AGREE_MM;
  return { ...was, judged: true, bagInflated: fell && passed > (metNothing ? 0 : AGREE_MM) };
}

const isPressed = ({ end }: Stroke): boolean => end === "contact" || end === "bottom";

/**
 * | verdict    | means                                                                                        |
 * |------------|----------------------------------------------------------------------------------------------|
 * | `tooHigh`  | full by the sensors, and the ram passed that by > 150 mm without load: false full (row 18)    |
 * | `disagree` | the level after the stroke is not where the ram met the litter, by > 150 mm (part 8, VERIFY)  |
 * | `agree`    | both are where the ram says                                                                  |
 * | `unknown`  | one of the two could not be told                                                             |
 */
export type Verdict = "tooHigh" | "disagree" | "agree" | "unknown";

export function verdictOf(
  felt: Felt,
  stroke: Stroke,
  level: FillLevel,
  settings: BinSettings,
  press: PressSettings,
): Verdict {
  const passed = isPressed(stroke) ? passedMm(felt, stroke, press) : null;
  const { before } = felt;
  if (passed !== null && before !== null && before.levelPct >= settings.fullPct && passed > AGREE_MM) return "tooHigh";
  const after = agreesAfter(felt, stroke, level, press);
  if (after === false) return "disagree";
  const met = passed !== null && (stroke.end === "bottom" ? passed <= AGREE_MM : Math.abs(passed) <= AGREE_MM);
  return after === true && met ? "agree" : "unknown";
}

/** Of what was pressed out of the litter so much may come back on top of `AGREE_MM`. Our choice: foil and foam do. */
const SPRING_SHARE = 0.2;

/** Without contact the ram only says that the litter does not reach up to where it was. null: not known. */
export function agreesAfter(felt: Felt, stroke: Stroke, level: FillLevel, press: PressSettings): boolean | null {
  const reached = plateMm(stroke, press);
  if (level.quality !== "valid" || reached === null) return null;
  const pressedMm = felt.touchMm === null ? 0 : Math.max(0, reached - press.plateAtTopMm - felt.touchMm);
  const aboveMm = reached - level.distanceMm;
  if (aboveMm > AGREE_MM + SPRING_SHARE * pressedMm) return false;
  return stroke.end === "bottom" || aboveMm >= -AGREE_MM;
}
