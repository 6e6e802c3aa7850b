import type { Report, Request, Why } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { minutes, type Instant } from "../../measure/time.ts";
import { millimetres } from "../../measure/units.ts";
import type { BinSettings } from "../settings.ts";
import type { Fill, FillLevel } from "./fill.ts";
import { median } from "./hampel.ts";

/** The verb of somebody at the bin who has seen that it is empty: measure that, and count from there. */
export const CALIBRATE = "calibrateEmpty";
/** bins.md part 2: the median of 30 valid samples; at one in 5 s that is two and a half minutes. */
export const CALIBRATION_SAMPLES = 30;
/** A sensor that gives every fourth sample is still taken; a worse one is to be mended first. Our choice. */
const CALIBRATION_MOST_MS = minutes(10);
/** bins.md part 2: the least from empty to full of which a percentage means anything. */
export const SPAN_LEAST_MM = 250;
/** bins.md part 2: further from the last reference the bag is full of air, the floor not empty or the sensor askew. */
const MOVED_MOST_SHARE = 0.08;

export type Calibration = {
  readonly since: Instant;
  readonly takenAt: Instant | null;
  readonly samplesMm: readonly number[];
};
/** A measured reference, and the config's height when it was measured: another height in the config makes it void. */
export type Measured = { readonly emptyMm: number; readonly heightMm: number };

export type CalibrationInputs = {
  readonly requests: readonly Request[];
  readonly fill: Fill;
  readonly level: FillLevel;
  readonly doorOpen: boolean;
  readonly ramOut: boolean;
  /** As they are in force, and the height that the config says. */
  readonly settings: BinSettings;
  readonly heightMm: number;
};
export type CalibrationStep = {
  readonly calibration: Calibration | null;
  /** null: nothing was measured in this cycle. */
  readonly measured: Measured | null;
  readonly reports: readonly Report[];
  /** One when it has ended: whoever stands at the bin and waits for it looks for that. */
  readonly why: readonly Why[];
};
/** The subject of that decision. */
export const CALIBRATION = "calibration";
const NO_WHY: readonly Why[] = [];

/** One cycle. Each request has its answer at once; what came of the measuring is an event of its own. */
export function nextCalibration(was: Calibration | null, inputs: CalibrationInputs, moments: Moments): CalibrationStep {
  const answers: Report[] = [];
  let is = was;
  for (const { id, verb, from } of inputs.requests.filter((request) => request.verb === CALIBRATE)) {
    const [code, phase, result] = answer(from, is, inputs);
    answers.push({ kind: "answer", stream: verb, class: 0, values: { id, code, phase, result } });
    if (code === 202) is = { since: moments.now, takenAt: inputs.fill.takenAt, samplesMm: [] };
  }
  if (is === null) return { calibration: null, measured: null, reports: answers, why: NO_WHY };
  const sampled = withSample(is, inputs.fill);
  const ended = endOf(sampled, inputs, moments);
  if (ended === null) return { calibration: sampled, measured: null, reports: answers, why: NO_WHY };
  const samples = sampled.samplesMm.length;
  const measured = typeof ended === "string" ? null : ended;
  const values = typeof ended === "string" ? { done: false, text: ended } : { done: true, emptyMm: ended.emptyMm };
  const event: Report = { kind: "event", stream: "bin-calibration", class: 1, values };
  return { calibration: null, measured, reports: [...answers, event], why: [whyOf(ended, samples)] };
}

const whyOf = (ended: Measured | string, samples: number): Why =>
  typeof ended === "string"
    ? { subject: CALIBRATION, reason: "refused", text: `not taken: ${ended}`, because: { samples } }
    : {
        subject: CALIBRATION,
        reason: "done",
        text: `${ended.emptyMm} mm from the sensor to the floor; the level counts from there`,
        because: { samples, emptyMm: ended.emptyMm },
      };

/** The settings with the measured reference, as long as the config says the height that it was measured against. */
export function withMeasured(settings: BinSettings, measured: Measured | null): BinSettings {
  if (measured === null || measured.heightMm !== settings.emptyMm) return settings;
  return { ...settings, emptyMm: millimetres(measured.emptyMm) };
}

type Answer = readonly [code: number, phase: "accepted" | "done", result: string];

function answer(from: Request["from"], was: Calibration | null, inputs: CalibrationInputs): Answer {
  const { settings, doorOpen, ramOut, level } = inputs;
  if (from !== "site") return [403, "done", "only someone at the bin can see that it is empty"];
  const cure = "measure from the sensor to the floor and write it as bin.height";
  if (settings.press === null) return [409, "done", `this bin keeps nothing over a power cut: ${cure}`];
  if (was !== null) return [409, "done", "not now: it is measuring already"];
  if (doorOpen) return [409, "done", "not now: the service door is open; close it and ask again"];
  if (ramOut) return [409, "done", "not now: the press is not at its top"];
  if (level.quality !== "valid") return [409, "done", `not now: the fill level is not known (${level.quality})`];
  return [202, "accepted", "it measures for two and a half minutes: leave the bin empty and the door closed"];
}

/** Each new valid sample, outliers too: the median of 30 bears them. */
function withSample(was: Calibration, { quality, takenAt, window }: Fill): Calibration {
  const newest = window.at(-1);
  if (quality !== "valid" || takenAt === was.takenAt || newest === undefined || newest.at !== takenAt) return was;
  return { ...was, takenAt, samplesMm: [...was.samplesMm, newest.distanceMm] };
}

/** What was measured, or why nothing was, for a technician; null: it goes on. */
function endOf(is: Calibration, inputs: CalibrationInputs, moments: Moments): Measured | string | null {
  const { settings, doorOpen, ramOut, heightMm } = inputs;
  if (doorOpen) return "the service door was opened: ask again with the door closed";
  if (ramOut) return "the press began a stroke: ask again when it rests";
  if (is.samplesMm.length < CALIBRATION_SAMPLES) {
    const late = moments.passed(is.since, CALIBRATION_MOST_MS);
    return late ? `only ${is.samplesMm.length} valid samples in 10 min: look at the fill sensor` : null;
  }
  const emptyMm = Math.round(median(is.samplesMm));
  const spanMm = emptyMm - settings.fullMm;
  if (spanMm < SPAN_LEAST_MM) {
    return `${emptyMm} mm to the floor leaves ${spanMm} mm to the full line, less than ${SPAN_LEAST_MM}: empty the bin, or write a smaller bin.fullAt`;
  }
  if (Math.abs(emptyMm - settings.emptyMm) > MOVED_MOST_SHARE * settings.emptyMm) {
    return `${emptyMm} mm to the floor, ${settings.emptyMm} before: look for litter, a bag full of air or a sensor askew; if the bin is another one, write bin.height`;
  }
  return { emptyMm, heightMm };
}
