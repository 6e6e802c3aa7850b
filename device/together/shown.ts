import type { BinState } from "../bin/machine.ts";
import { causeText, type Cause } from "../bin/press/causes.ts";
import { fillLevel } from "../bin/level/fill.ts";
import { Moments } from "../measure/moments.ts";
import { LATCHED_STATES, type Mode, type ModeName } from "../bin/press/states.ts";
import type { Control } from "../control/control.ts";
import type { LampState } from "../lamp/machine.ts";
import { trustedClock } from "../lamp/night/night.ts";
import type { LampReadings } from "../lamp/readings.ts";
import type { LampSettings } from "../lamp/settings.ts";
import { lampShown, type LampShown } from "../lamp/shown.ts";
import { settled, type Totals } from "../lamp/watch/meter.ts";
import type { Reading } from "../measure/reading.ts";
import { RAM_RESTING_MM, type RamFeedback } from "../measure/samples.ts";
import { elapsed, type Instant } from "../measure/time.ts";

/** What control knows of itself and of its parts, live or from a record. */
export type Known = Pick<Control, "mind" | "readings">;
/** What a view shows of a device at one moment, from what its control knows. */
export type PostShown = LampShown & {
  /** Roles whose part tells a fault. */
  readonly faults: readonly string[];
};
export type BinShown = {
  readonly fillPct: number | null;
  readonly fillQuality: string;
  /** In words, as `pressing, 3 s`. */
  readonly state: string;
  /** null: this bin has no press. */
  readonly mode: ModeName | null;
  readonly modeMs: number;
  /** Why it is stopped or locked out. */
  readonly causes: readonly Cause[];
  /** null while the ram rests at its top. */
  readonly ram: { readonly travelMm: number; readonly currentMa: number } | null;
  readonly latched: boolean;
  /** Roles whose part tells a fault. */
  readonly faults: readonly string[];
};

export function postShown({ mind, readings }: Known, settings: LampSettings, now: Instant): PostShown {
  // Before the first cycle there are no readings.
  const { clock } = readings as Partial<LampReadings>;
  const trusted = clock === undefined ? null : trustedClock(clock);
  return { ...lampShown(mind.machine as LampState, settings, trusted, now), faults: faultsOf(readings) };
}

/** What its meter has counted by now. */
export const postTotals = ({ mind }: Known, now: Instant): Totals =>
  settled((mind.machine as LampState).watch.meter, now);

export function binShown({ mind, readings }: Known, now: Instant): BinShown {
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
    mode: mode?.name ?? null,
    modeMs: mode === null ? 0 : elapsed(mode.since, now),
    causes: mode === null ? [] : causesOf(mode),
    ram: travelMm > RAM_RESTING_MM ? { travelMm, currentMa: current?.ok === true ? current.value : 0 } : null,
    latched: mode !== null && LATCHED_STATES.includes(mode.name),
    faults: faultsOf(readings),
  };
}

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
    case "SERVICE":
      return "in service";
    case "SHUTDOWN":
      return "off: battery empty";
  }
}

function causesOf(mode: Mode): readonly Cause[] {
  if (mode.name === "SAFE_STOP") return [mode.cause];
  return mode.name === "LOCKOUT" ? mode.causes : [];
}

const faultsOf = (readings: Readonly<Record<string, Reading<unknown>>>): readonly string[] =>
  Object.entries(readings)
    .filter(([, reading]) => !reading.ok && !["absent", "starting"].includes(reading.fault.cause))
    .map(([role]) => role);
