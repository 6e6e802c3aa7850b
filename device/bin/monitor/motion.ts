import type { Kept } from "../../measure/decision.ts";
import type { Violation } from "../../measure/machine.ts";
import type { Reading } from "../../measure/reading.ts";
import type { RamDirection } from "../../measure/samples.ts";
import { after, elapsed, millis, seconds, type Instant } from "../../measure/time.ts";
import { CREW_RUN_MS, crewObjection, NO_CREW, watchCrew, type Crew } from "./crew.ts";
import { atService, guardsLost, keyTurned, lockLost, type Edges } from "./guards.ts";
import type { BinOutputs, BinReadings } from "../readings.ts";
import type { BinSettings } from "../settings.ts";

/** Both directions off for so long before the other one: our choice, the run-down of a geared motor of this size. */
export const REVERSAL_MS = millis(300);
/** More than this is a current: the limit of the weld test. */
const STILL_MA = 50;
/** From the first motion of a stroke to the ram at its top: two strokes of at most 30 s, two pauses, and a margin. */
export const STROKE_MAX_MS = seconds(65);
/** The ram rests so long between two strokes: our choice, below the second that the lock must hold before any stroke. */
export const REST_MS = seconds(1);

/**
 * The ram as it was let through. An intent (`BinOutputs.intentRevision`) is good for one stroke: at most one run down,
 * then at most one run up. It is spent, and never good again, when that run up ends, when a guard, the lock or the
 * current was lost on the way, or when a motor command was refused.
 */
export type Motion = {
  readonly driven: RamDirection;
  /** Since when `driven` is what it is. */
  readonly since: Instant;
  /** Where the ram was driven last; null: not since start, so either way may have been. */
  readonly last: Exclude<RamDirection, "off"> | null;
  /** null also in a run by the crew's buttons: each of those stands for itself. */
  readonly stroke: Stroke | null;
  /** How long this stroke was driven down; null: not at all, not yet, or no stroke. */
  readonly downMs: number | null;
  readonly crew: Crew;
  readonly spentIntent: number;
  /** A command was refused and still stands: nothing moves until off was wanted. */
  readonly refused: boolean;
};
export type Stroke = { readonly intent: number; readonly startedAt: Instant };
export type MotionWatched = { readonly motion: Motion; readonly violation: Violation | null };

export const firstMotion = (now: Instant): Motion => ({
  ...{ driven: "off", since: now, last: null, stroke: null, downMs: null },
  ...{ crew: NO_CREW, spentIntent: 0, refused: false },
});

/** What one cycle is judged by: the edges as they were *before* it, and what the lock's watch makes of TOP. */
export type MotionFacts = {
  readonly edges: Edges;
  readonly readings: BinReadings;
  readonly kept: Reading<Kept>;
  readonly settings: BinSettings;
  readonly atTop: boolean;
  readonly welded: boolean;
};

export function watchMotion(before: Motion, wanted: BinOutputs, facts: MotionFacts, now: Instant): MotionWatched {
  const was = seen(letGo(before, wanted), wanted, facts, now);
  const broken = was.stroke === null ? null : strokeBroken(was.stroke, facts, now);
  if (wanted.ram === "off") return { motion: atRest(was, wanted, broken !== null, now), violation: null };
  if (was.refused) return { motion: was, violation: null };
  const objection = broken ?? movingObjection(facts) ?? runObjection(was, wanted, facts, now);
  if (objection !== null) return { motion: refused(was, wanted, now), violation: objection };
  const crew = atService(facts.edges, facts.readings);
  return { motion: moved(was, wanted.ram, crew ? null : (wanted.intentRevision ?? 0), now), violation: null };
}

/** What a crew's service was put down as serves no stroke. */
function seen(was: Motion, wanted: BinOutputs, { edges, readings }: MotionFacts, now: Instant): Motion {
  const crew = watchCrew(was.crew, edges, readings, now);
  const served = was.stroke === null && atService(edges, readings) ? (wanted.intentRevision ?? 0) : 0;
  const spentIntent = Math.max(was.spentIntent, served);
  return crew === was.crew && spentIntent === was.spentIntent ? was : { ...was, crew, spentIntent };
}

/** The end of the timer of the stroke, or of a crew's run; null outside both. */
export function motionEnd({ stroke, driven, since }: Motion): Instant | null {
  if (stroke !== null) return after(stroke.startedAt, STROKE_MAX_MS);
  return driven === "off" ? null : after(since, CREW_RUN_MS);
}

/** Holds during the whole stroke, moving or not. */
function strokeBroken({ startedAt }: Stroke, facts: MotionFacts, now: Instant): Violation | null {
  const { edges, readings, settings } = facts;
  const lost = guardsLost(edges, readings, settings.fireAboveC) ?? lockLost(edges, readings) ?? currentLost(readings);
  if (lost !== null) return { invariant: "I2", text: `Stroke ended, ram off: ${lost}. ${AGAIN}` };
  if (elapsed(startedAt, now) < STROKE_MAX_MS) return null;
  const text = `Ram off: not back at its top ${STROKE_MAX_MS / 1_000} s after it started. Look for what holds it. ${AGAIN}`;
  return { invariant: "run-time", text };
}

/** Holds in each cycle in which the motor is on, the first one too. */
function movingObjection({ edges, readings, kept, settings, welded }: MotionFacts): Violation | null {
  if (settings.press === null) return { invariant: "I1", text: "Ram off: this bin is configured without a press." };
  if (welded) return { invariant: "I10", text: "Ram off: its relay contact is welded. Replace it." };
  const lost = guardsLost(edges, readings, settings.fireAboveC) ?? lockLost(edges, readings);
  const hindered = lost ?? (atService(edges, readings) ? null : keyTurned(edges, readings));
  if (hindered !== null) return { invariant: "I1", text: `Ram off: ${hindered}. ${AGAIN}` };
  const blind = currentLost(readings);
  if (blind !== null) return { invariant: "I2", text: `Ram off: ${blind}. ${AGAIN}` };
  if (kept.ok) return null;
  const why = `the memory cannot be read (${kept.fault.cause})`;
  return { invariant: "I6", text: `Ram off: ${why}. Check or replace the disk. ${AGAIN}` };
}

function runObjection(was: Motion, wanted: BinOutputs, facts: MotionFacts, now: Instant): Violation | null {
  const order = atService(facts.edges, facts.readings) ? serviceObjection : orderObjection;
  return wiringObjection(wanted, facts) ?? beginObjection(was, wanted, facts, now) ?? order(was, wanted, facts, now);
}

/** With the key at SERVICE: both hands or one, let go of between two runs, and down only from the top. */
function serviceObjection(was: Motion, { ram, intentRevision }: BinOutputs, facts: MotionFacts, now: Instant) {
  if (was.stroke !== null) return against("I1", "the key was turned in a stroke");
  const hands = crewObjection(was.crew, ram, facts.readings);
  if (hands !== null) return against("I1", hands);
  if (was.driven === ram) {
    return elapsed(was.since, now) < CREW_RUN_MS ? null : against("I1", "a run of the crew lasts 5 s at most");
  }
  if (!was.crew.fresh) return against("I1", "the service buttons were not let go of before");
  const kept = facts.kept.ok ? facts.kept.value : null;
  if (intentRevision === null || kept === null || intentRevision > kept.durable) {
    return against("I6", `the service (${intentRevision ?? "no intent"}) is not on disk`);
  }
  if (intentRevision <= kept.foundRevision) return against("I1", `its intent (${intentRevision}) is from before start`);
  return ram === "up" || facts.atTop ? null : against("I7", "it is not at its top, so the first way is up");
}

/** The outputs cannot ask for both; the hardware could still show the one that is not asked for. */
function wiringObjection({ ram }: BinOutputs, { readings }: MotionFacts): Violation | null {
  if (!readings.ram.ok || readings.ram.value.driven === "off" || readings.ram.value.driven === ram) return null;
  const text = `Ram off: ${ram} was asked for and ${readings.ram.value.driven} is read back. Check the direction relays.`;
  return { invariant: "I4", text };
}

/** Current that flows with both ways off may be a welded relay's: the other way against it is a short circuit. */
function beginObjection(
  { driven, since, last }: Motion,
  { ram }: BinOutputs,
  { readings: { current } }: MotionFacts,
  now: Instant,
): Violation | null {
  if (driven === ram) return null;
  if (driven === "off" && current.ok && current.value > STILL_MA) {
    return {
      invariant: "I3",
      text: `Ram off: ${ram} was asked for while ${current.value} mA flow with both ways off.`,
    };
  }
  if (last === ram) return null;
  if (driven === "off" && elapsed(since, now) >= REVERSAL_MS) return null;
  return { invariant: "I3", text: `Ram off: ${ram} was asked for before it had been off for ${REVERSAL_MS} ms.` };
}

/** Each stroke under its own intent, in the one order that there is. */
function orderObjection(was: Motion, { ram, intentRevision }: BinOutputs, facts: MotionFacts, now: Instant) {
  const { stroke } = was;
  if (stroke === null) return startObjection(was, ram, intentRevision, facts, now);
  const goesOn = intentRevision === stroke.intent && (was.driven === ram || (was.last === "down" && ram === "up"));
  return goesOn ? null : against("I1", `${ram} is no part of the stroke that was begun`);
}

function startObjection(was: Motion, ram: RamDirection, intent: number | null, facts: MotionFacts, now: Instant) {
  const kept = facts.kept.ok ? facts.kept.value : null;
  if (intent === null) return against("I1", "no intent was put down for it");
  if (kept === null || intent > kept.durable) return against("I6", `its intent (${intent}) is not on disk`);
  const used = intent <= was.spentIntent || intent <= kept.foundRevision;
  if (used) return against("I1", `its intent (${intent}) belongs to an earlier stroke`);
  if (elapsed(was.since, now) < REST_MS) return against("I1", `it had not rested for ${REST_MS} ms`);
  return ram === "up" || facts.atTop ? null : against("I7", "it is not at its top, so the first way is up");
}

const against = (invariant: string, why: string): Violation => ({ invariant, text: `Ram off: ${why}. ${TELL}` });

/** A stroke that stands still is over as soon as its intent is no longer shown. */
function letGo(was: Motion, { intentRevision }: BinOutputs): Motion {
  const over = was.stroke !== null && was.driven === "off" && was.stroke.intent !== intentRevision;
  return over ? spent(was, was.stroke.intent) : was;
}

function atRest(was: Motion, { intentRevision }: BinOutputs, broken: boolean, now: Instant): Motion {
  const over = broken || was.driven === "up" || was.stroke?.intent !== intentRevision;
  const ended = was.stroke !== null && over;
  if (was.driven === "off" && !was.refused && !ended) return was;
  const still = was.driven === "off" ? was : stopped(was, now);
  return ended ? spent({ ...still, refused: false }, was.stroke.intent) : { ...still, refused: false };
}

const stopped = (was: Motion, now: Instant): Motion => ({
  ...{ ...was, driven: "off", since: now },
  downMs: was.stroke !== null && was.driven === "down" ? elapsed(was.since, now) : was.downMs,
});

function refused(was: Motion, wanted: BinOutputs, now: Instant): Motion {
  const still = atRest(was, wanted, true, now);
  return { ...spent(still, wanted.intentRevision ?? 0), refused: true };
}

function moved(was: Motion, ram: Exclude<RamDirection, "off">, intent: number | null, now: Instant): Motion {
  if (was.driven === ram) return was;
  const moving = { ...was, driven: ram, since: now, last: ram };
  if (intent === null) return { ...moving, crew: { ...was.crew, fresh: false } };
  return was.stroke === null ? { ...moving, stroke: { intent, startedAt: now } } : moving;
}

const spent = (motion: Motion, intent: number): Motion => ({
  ...{ ...motion, stroke: null, downMs: null },
  spentIntent: Math.max(motion.spentIntent, intent),
});

function currentLost({ current }: BinReadings): string | null {
  return current.ok ? null : `the motor current cannot be read (${current.fault.part}: ${current.fault.cause})`;
}

const AGAIN = "Put it right, then press RESET and START at the bin.";
const TELL = "The state machine asked for what it may not: report this with the flight record.";
