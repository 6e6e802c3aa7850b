import type { BinState } from "../bin/machine.ts";
import { causeText } from "../bin/causes.ts";
import { fillLevel } from "../bin/fill.ts";
import { Moments } from "../measure/moments.ts";
import type { Mode } from "../bin/states.ts";
import type { Control } from "../control/control.ts";
import type { LampState } from "../lamp/machine.ts";
import type { LampSettings } from "../lamp/settings.ts";
import { lampShown } from "../lamp/shown.ts";
import type { Reading } from "../measure/reading.ts";
import type { RamFeedback } from "../measure/samples.ts";
import type { Instant } from "../measure/time.ts";

/** What a view shows of a device at one moment, from what its control knows. */
export type PostShown = {
  readonly levelPct: number;
  /** The rule in force, in a word: `base`, `motion`, `safe`; or `rising`, `falling` on the way to its level. */
  readonly reason: string;
  /** Until the hold is over; null: there is none. */
  readonly secondsLeft: number | null;
  readonly faulty: boolean;
};
export type BinShown = {
  readonly fillPct: number | null;
  readonly fillQuality: string;
  /** In words, as `pressing, 3 s`. */
  readonly state: string;
  /** null while the ram rests at its top. */
  readonly ram: { readonly travelMm: number; readonly currentMa: number } | null;
  readonly latched: boolean;
  readonly faulty: boolean;
};

export function postShown({ mind, readings }: Control, settings: LampSettings, now: Instant): PostShown {
  const { levelPct, reason, moving, secondsLeft } = lampShown(mind.machine as LampState, settings, now);
  return { levelPct, reason: moving ?? reason, secondsLeft, faulty: isFaulty(readings) };
}

export function binShown({ mind, readings }: Control, now: Instant): BinShown {
  const { fill, press } = mind.machine as BinState;
  const level = fillLevel(fill, new Moments(now));
  const mode = press?.mode ?? null;
  const ram = readings["ram"] as Reading<RamFeedback> | undefined;
  const current = readings["current"] as Reading<number> | undefined;
  const travelMm = ram?.ok === true ? (ram.value.travelMm ?? 0) : 0;
  return {
    fillPct: level.quality === "valid" ? level.fillPct : fill.lastPct,
    fillQuality: level.quality,
    state: mode === null ? "measuring" : inWords(mode, now),
    ram: travelMm > RESTING_MM ? { travelMm, currentMa: current?.ok === true ? current.value : 0 } : null,
    latched: mode?.name === "LOCKOUT" || mode?.name === "SAFE_STOP",
    faulty: isFaulty(readings),
  };
}

/** So far down the plate is still at its top for whoever looks. */
const RESTING_MM = 10;

function inWords(mode: Mode, now: Instant): string {
  const seconds = `${Math.floor((now - mode.since) / 1_000)} s`;
  switch (mode.name) {
    case "BOOT":
    case "SELF_TEST":
      return "starting";
    case "WAIT_START":
      return "waits for START";
    case "IDLE":
      return "idle";
    case "LOCKING":
      return "locking";
    case "WARN":
      return `warning, ${seconds}`;
    case "EXTEND":
      return `pressing, ${seconds}`;
    case "PAUSE":
    case "DWELL":
      return "holding";
    case "RETRACT":
      return `going up, ${seconds}`;
    case "VERIFY":
      return "measuring";
    case "COOL":
      return "resting";
    case "FULL_LOCKED":
      return "full, locked";
    case "COLLECTION":
      return "being emptied";
    case "SAFE_STOP":
      return `stopped: ${causeText(mode.cause)}`;
    case "LOCKOUT":
      return `locked out: ${mode.causes.map(causeText).join("; ")}`;
  }
}

const isFaulty = (readings: Readonly<Record<string, Reading<unknown>>>): boolean =>
  Object.values(readings).some((reading) => !reading.ok && !["absent", "starting"].includes(reading.fault.cause));
