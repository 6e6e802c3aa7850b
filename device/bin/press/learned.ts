import { millis, type Millis } from "../../measure/time.ts";
import type { Facts } from "./facts.ts";
import { LEARNED_STROKES } from "../remembered.ts";
import type { Trigger } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** Grease is stiff below this. */
const FROST_C = -10;
const SPARE_FACTOR = 1.5;
/** A part of a stroke shorter than this says too little about the whole. */
const LEARNABLE_SHARE = 0.25;

/** Mean time of a full way down over the last strokes; null: none yet. */
export function learnedMs({ memory: { strokesMs } }: Facts): number | null {
  return strokesMs.length === 0 ? null : strokesMs.reduce((sum, ms) => sum + ms, 0) / strokesMs.length;
}

/** How long EXTEND or RETRACT may last. */
export function strokeLimitMs(facts: Facts, trigger: Trigger): Millis {
  const { temperature } = facts.readings;
  const frost = temperature.ok && temperature.value < FROST_C;
  const learned = facts.memory.strokesMs.length < LEARNED_STROKES ? null : learnedMs(facts);
  if (learned === null || frost || trigger === "home") return TIMERS.strokeMost;
  return millis(Math.min(TIMERS.strokeMost, Math.max(TIMERS.strokeLeast, SPARE_FACTOR * learned)));
}

/** The learned times with one more way down, scaled to the full stroke where its travel is known. */
export function learnt(facts: Facts, tookMs: number, atBottom: boolean): readonly number[] {
  const share = atBottom ? 1 : strokeShare(facts);
  if (share === null || share < LEARNABLE_SHARE) return facts.memory.strokesMs;
  return [...facts.memory.strokesMs, Math.round(tookMs / share)].slice(-LEARNED_STROKES);
}

/** How far down the press is; null where its travel is not known. */
export function strokeShare({ readings: { ram }, press }: Facts): number | null {
  return ram.ok && ram.value.travelMm !== null ? ram.value.travelMm / press.strokeMm : null;
}

/** The same by run time when there is no encoder; before anything is learned, by the longest stroke there may be. */
export const progress = (facts: Facts, ranMs: number): number =>
  strokeShare(facts) ?? ranMs / (learnedMs(facts) ?? TIMERS.strokeMost);
