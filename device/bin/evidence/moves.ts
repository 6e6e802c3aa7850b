import type { Json, Values } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";
import type { PressState } from "../press/press.ts";
import { isStroke, type Stroke } from "../press/states.ts";
import type { BinReadings } from "../readings.ts";
import { levelValues } from "./entry.ts";
import { beganMotion, motionValues, nextMotion, type Motion } from "./motion.ts";
import { NOTHING_SAID, type EvidenceSight, type Noted } from "./sight.ts";

/** What the ram is doing; `began` is what was known when it began. */
export type Moves = { readonly motion: Motion | null; readonly began: Values };
export const STILL: Moves = { motion: null, began: {} };

/** Strokes from their first movement to their end, and movements outside of one, as in SERVICE. */
export function nextMoves(was: Moves, sight: EvidenceSight, now: Instant): Noted<Moves> {
  const { before, press, readings } = sight;
  if (before === null || press === null) return { state: was, said: NOTHING_SAID };
  const { ram } = press.outputs;
  const goesOn = isStroke(press.mode) || (ram !== "off" && !isStroke(before.mode));
  if (was.motion === null) {
    if (!goesOn) return { state: was, said: NOTHING_SAID };
    return { state: { motion: beganMotion(ram, readings, now), began: beginning(press, sight) }, said: NOTHING_SAID };
  }
  if (goesOn) {
    const motion = nextMotion(was.motion, ram, readings, now);
    return { state: motion === was.motion ? was : { ...was, motion }, said: NOTHING_SAID };
  }
  const stroke = strokeOf(press) ?? strokeOf(before);
  const over = { ...was.began, ...motionValues(was.motion, now), toMm: travelOf(readings) };
  return {
    state: STILL,
    said:
      isStroke(before.mode) && stroke !== null
        ? [["stroke", { ...over, ...ending(stroke), result: resultOf(press) }]]
        : [["service", over]],
  };
}

function beginning({ mode, outputs }: PressState, { level, readings }: EvidenceSight): Values {
  return isStroke(mode)
    ? { trigger: mode.stroke.trigger, intent: mode.stroke.intent, ...levelValues(level) }
    : { state: mode.name, wanted: outputs.ram, fromMm: travelOf(readings) };
}

const strokeOf = ({ mode }: PressState): Stroke | null =>
  isStroke(mode) || mode.name === "VERIFY" ? mode.stroke : null;
const ending = ({ end, endMm }: Stroke): Values => ({
  ...(end === null ? {} : { end }),
  ...(endMm === null ? {} : { endMm }),
});
/** `top`: it came back; else the cause that stopped it. */
const resultOf = ({ mode }: PressState): string =>
  mode.name === "SAFE_STOP" ? mode.cause : mode.name === "VERIFY" ? "top" : mode.name;
const travelOf = ({ ram }: BinReadings): Json => (ram.ok ? (ram.value.travelMm ?? "unknown") : ram.fault.cause);
