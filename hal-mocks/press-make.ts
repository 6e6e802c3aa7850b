import type { Digital, RamDirection } from "../device/measure/samples.ts";
import type { Instant } from "../device/measure/time.ts";

/**
 * What a press is made like. All numbers are our choice, so that a stroke takes about the time and current that
 * makers of linear actuators of this size give.
 */
export type PressMake = {
  readonly strokeMm: number;
  /** From the plate at its top to the floor of the bin. */
  readonly floorMm: number;
  /** Whole micrometres a millisecond are mm a second; the speed does not depend on the load. */
  readonly speedMmPerS: number;
  /** TOP is made up to here, BOTTOM from this far before the end of the stroke; both cut their own direction. */
  readonly switchMm: number;
  readonly idleMa: number;
  readonly inrushMa: number;
  readonly inrushMs: number;
  readonly stallMa: number;
  readonly lockClosingMs: number;
  readonly lockOpeningMs: number;
  /** The watchdog relay stays in for so long after its toggling stopped. */
  readonly watchdogHoldMs: number;
  /** What loose litter comes to when nothing more can be pressed out of it, and how much of a press springs back. */
  readonly solidShare: number;
  readonly springShare: number;
  /**
   * Its encoder tells travel in whole steps of this, and its current changes with them. `freeStepMm`, a multiple: where no
   * litter resists and no switch is made.
   */
  readonly stepMm: number;
  readonly freeStepMm: number;
};

export const USUAL_MAKE: PressMake = {
  strokeMm: 600,
  floorMm: 1_000,
  speedMmPerS: 50,
  switchMm: 2,
  idleMa: 800,
  inrushMa: 4_500,
  inrushMs: 150,
  stallMa: 5_000,
  lockClosingMs: 300,
  lockOpeningMs: 100,
  watchdogHoldMs: 500,
  solidShare: 0.25,
  springShare: 0.3,
  stepMm: 1,
  freeStepMm: 1,
};

/** What a press can be told to have. `NO_FAULTS` is a sound one. */
export type PressFaults = {
  /** It does not pass this travel downwards, or upwards. */
  readonly jamDownMm: number | null;
  readonly jamUpMm: number | null;
  /** A relay contact that stays in: drives though both outputs are off, as long as the chain is closed. */
  readonly weld: Exclude<RamDirection, "off"> | null;
  /** No current and no motion, whatever is driven. */
  readonly wireBroken: boolean;
  /** Both TOP contacts stay as named; `conflict`: making and breaking contact contradict each other. */
  readonly stuckTop: "made" | "open" | "conflict" | null;
  readonly stuckBottom: "made" | "open" | null;
  readonly lockStuckOpen: boolean;
};
export const NO_FAULTS: PressFaults = {
  jamDownMm: null,
  jamUpMm: null,
  weld: null,
  wireBroken: false,
  stuckTop: null,
  stuckBottom: null,
  lockStuckOpen: false,
};

/** What acts on a press from outside, in force from `Press.at` on. */
export type PressInputs = {
  readonly driven: RamDirection;
  readonly lock: boolean;
  readonly watchdog: boolean;
  /** All that is in series in the guard chain but the watchdog relay: hopper, door, bin, emergency stop, key. */
  readonly guardsClosed: boolean;
  readonly faults: PressFaults;
};

/** A press at one moment: plain data. What moves is anchored at its last change, so that no step size shows. */
export type Press = {
  readonly make: PressMake;
  readonly at: Instant;
  /** What the motor is really given, since when, and where the plate was then. */
  readonly power: RamDirection;
  readonly since: Instant;
  readonly fromUm: number;
  /** When the motor was switched on, for its inrush. */
  readonly startedAt: Instant;
  readonly driven: RamDirection;
  /** Since when lock and watchdog have been asked for as they are. */
  readonly lockAsked: boolean;
  readonly lockAskedAt: Instant;
  readonly watchdogAsked: boolean;
  readonly watchdogAskedAt: Instant;
  /** Height of the litter above the floor before the plate met it, and what cannot be pressed out of it. */
  readonly heapMm: number;
  readonly solidMm: number;
  readonly chain: Digital;
  readonly lockClosed: Digital;
  readonly top: Digital;
  readonly topOpen: Digital;
  readonly bottom: Digital;
  /** Where the faults hold the plate; for `signals`. */
  readonly lowestUm: number;
  readonly highestUm: number;
};
