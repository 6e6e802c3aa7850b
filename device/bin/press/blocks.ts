import type { BinReadings } from "../readings.ts";
import type { Facts } from "./facts.ts";
import { isCooledDown } from "./holds.ts";
import { TIMERS } from "./timers.ts";

/** Why no stroke begins. None of them stops a stroke that runs. */
export const BLOCKS = {
  inhibit: "somebody inhibits the press",
  quiet: "the quiet hours have not ended",
  lowBattery: "the battery is low",
  energy: "the battery has not enough for a stroke, another, and the way up",
  quarantine: "the fill level is not known",
  falseFull: "the fill level and the press did not agree",
  current: "the motor current cannot be read",
  warning: "buzzer or amber sign cannot be switched, so nobody would be warned",
  cooling: "the motor cools down",
  quota: "it has pressed as often as it may",
  discrepancy: "the two channels of a guard did not agree: open and close it",
  pause: "the last start was given up a moment ago",
  startFailed: "three starts in a row were given up",
  returnFirst: "RETURN has not been pressed",
  levelFirst: "after the collection the fill level is not known yet",
  hopperFirst: "after a jam the hopper has not been opened and closed",
  key: "the key does not stand at AUTO",
} as const;
export type Block = keyof typeof BLOCKS;

/** Those that last for hours or until somebody comes: meanwhile a bin has no more room than it shows. */
export const LASTING_BLOCKS: readonly Block[] = [
  "inhibit",
  "quiet",
  "lowBattery",
  "energy",
  "current",
  "warning",
  "startFailed",
  "returnFirst",
  "key",
];

/** So many strokes a day may begin by throw-ins or beam while the level is not believed. */
const BLIND_STROKES_PER_DAY = 2;
const START_BLOCKS_MAX = 3;

/** Blocks that stand, in the order above. */
export function blocksNow(facts: Facts): readonly Block[] {
  const { holds, channels, guards, level, readings } = facts;
  const stands: Readonly<Record<Block, boolean>> = {
    inhibit: holds.inhibitUntil !== null,
    quiet: holds.quiet?.is === true,
    lowBattery: isLow(facts),
    energy: !facts.energy.affordable,
    quarantine: level.quality !== "valid",
    falseFull: holds.falseFull > 0,
    current: !readings.current.ok,
    warning: unableToWarn(readings) !== null,
    cooling: !isCooledDown(holds.heat, facts.moments),
    quota: isUsedUp(facts),
    discrepancy: channels.hopper.reseat !== null || channels.door.reseat !== null,
    pause: holds.pauseUntil !== null,
    startFailed: holds.startBlockUntil !== null,
    returnFirst: holds.untilReturn || holds.startBlocks >= START_BLOCKS_MAX,
    levelFirst: holds.untilLevel,
    hopperFirst: holds.untilHopper !== null,
    key: !guards.auto,
  };
  return (Object.keys(stands) as Block[]).filter((block) => stands[block]);
}

/** These two leave throw-ins and beam as triggers, a few times a day. */
export const isAboutLevel = (block: Block): boolean => block === "quarantine" || block === "falseFull";
export const mayPressBlind = ({ memory, moments }: Facts): boolean =>
  memory.blindStrokesAt.filter((at) => !moments.passed(at, TIMERS.day)).length < BLIND_STROKES_PER_DAY;

/** The part without which no warning is whole; null: both can be switched, as far as they say. */
export function unableToWarn({ buzzer, signAmber }: BinReadings): string | null {
  if (!buzzer.ok) return "buzzer";
  return signAmber.ok ? null : "amber sign";
}

/** An unknown charge is a low one; on mains there is none. */
function isLow({ readings: { battery }, press, settings: { energy } }: Facts): boolean {
  const isSolar = energy.supply === "solar";
  if (!battery.ok) return isSolar;
  return (isSolar && battery.value.chargePct < press.lowChargePct) || battery.value.voltageMv < press.lowMv;
}

function isUsedUp({ memory: { strokesAt }, press, moments }: Facts): boolean {
  const within = (wait: typeof TIMERS.hour) => strokesAt.filter((at) => !moments.passed(at, wait)).length;
  return within(TIMERS.hour) >= press.strokesPerHourMax || within(TIMERS.day) >= press.strokesPerDayMax;
}
