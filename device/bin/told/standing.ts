import { CALIBRATION_SAMPLES, withMeasured, type Calibration } from "../level/calibration.ts";
import { fillLevel, type Fill, type FillLevel } from "../level/fill.ts";
import { isOn, lookAtGuards } from "../looking/guards.ts";
import { BUTTONS } from "../looking/buttons.ts";
import { Moments } from "../../measure/moments.ts";
import type { Json } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";
import { BLOCKS, LASTING_BLOCKS, type Block } from "../press/blocks.ts";
import type { PressState } from "../press/press.ts";
import { isLasting, type Mode } from "../press/states.ts";
import type { BinReadings } from "../readings.ts";
import type { BinSettings } from "../settings.ts";
import { toldCause, type ToldCause } from "./cures.ts";

/** How a bin stands, for whoever stands before it: `gaturum` asks for it over the local socket. */
export type Standing = {
  readonly fill: FillLevel & { readonly full: boolean };
  /** From the sensor to the floor, as the level counts it: measured at the bin, or the config's height. */
  readonly emptyMm: number;
  /** How far the measuring of the empty bin is; null: nobody measures. */
  readonly calibration: { readonly samples: number; readonly of: number } | null;
  /** null: a bin without a press. */
  readonly press: PressStanding | null;
};
export type PressStanding = {
  readonly state: Mode["name"];
  readonly forS: number;
  /** What brings it out of this state; null: it goes on by itself. */
  readonly waitsFor: string | null;
  readonly latch: readonly ToldCause[];
  readonly blocks: readonly { readonly block: Block; readonly text: string }[];
  /** Guards that do not stand as they must, each with its place. */
  readonly missing: readonly string[];
  readonly stuckButtons: readonly string[];
  readonly strokes: {
    readonly total: number;
    /** Seconds since the last one began; null: none in the last 24 hours. */
    readonly lastAgoS: number | null;
    /** How far down the last one pressed; null: not known. */
    readonly lastEndMm: number | null;
    readonly open: boolean;
  };
};

const WAITS_FOR: Partial<Readonly<Record<Mode["name"], string>>> = {
  BOOT: "its memory, at most 10 s",
  SELF_TEST: "every guard to be closed",
  WAIT_START: "START to be pressed, with every guard closed",
  FULL_LOCKED: "the crew: open the service door, empty it, close the door, press RETURN",
  COLLECTION: "the service door to be closed and RETURN to be pressed",
  SERVICE:
    "the key at AUTO; until then the press moves by the crew's buttons alone. If it stands there, its switch is stuck: replace it",
  SHUTDOWN: "the battery to be charged: look at the panel and the fuse",
  SAFE_STOP: "its memory card to take down the cause: if it stays so, replace the card",
  LOCKOUT: "RESET to be pressed, once what is latched is put right",
};
const GUARD_WORDS: Readonly<Record<string, string>> = {
  chain: "the guard chain is open: see the contacts below, then the watchdog relay",
  hopperA: "the hopper is open by its contact A",
  hopperB: "the hopper is open by its contact B",
  doorA: "the service door is open by its contact A",
  doorB: "the service door is open by its contact B",
  binPresent: "the inner bin is not in its place",
  eStop: "the emergency stop is pressed",
  tilt: "the housing leans",
  temperature: "the thermometer does not answer",
};
const KEY_WORDS = "the key does not stand at AUTO; if it does, its switch is stuck: replace it";

/** What of a bin's state it tells of. */
type Told = { readonly fill: Fill; readonly calibration: Calibration | null; readonly press: PressState | null };

export function standingOf(
  { fill, calibration, press }: Told,
  readings: BinReadings,
  settings: BinSettings,
  now: Instant,
): Standing {
  return {
    fill: { ...fillLevel(fill, new Moments(now)), full: fill.past.full !== null },
    emptyMm: withMeasured(settings, press === null ? null : press.memory.value.measured).emptyMm,
    calibration: calibration === null ? null : { samples: calibration.samplesMm.length, of: CALIBRATION_SAMPLES },
    press: press === null ? null : pressStanding(press, readings, now),
  };
}

export function pressForCity({ mode, memory, blocks }: PressState): Json {
  return {
    state: isLasting(mode) ? mode.name : "at-work",
    latch: memory.value.latch,
    blocks: blocks.filter((block) => LASTING_BLOCKS.includes(block)),
  };
}

function pressStanding(press: PressState, readings: BinReadings, now: Instant): PressStanding {
  const { mode, memory, blocks, buttons, holds } = press;
  const { latch, strokesTotal, strokesAt, strokeOpen } = memory.value;
  const lastAt = strokesAt.at(-1);
  return {
    state: mode.name,
    forS: Math.floor((now - mode.since) / 1_000),
    waitsFor: WAITS_FOR[mode.name] ?? null,
    latch: latch.map(toldCause),
    blocks: blocks.map((block) => ({ block, text: BLOCKS[block] })),
    missing: missingNow(press, readings),
    stuckButtons: BUTTONS.filter((name) => buttons[name].is === "stuck"),
    strokes: {
      total: strokesTotal,
      lastAgoS: lastAt === undefined ? null : Math.floor((now - lastAt) / 1_000),
      lastEndMm: holds.lastEndMm,
      open: strokeOpen,
    },
  };
}

function missingNow({ mode, watch }: PressState, readings: BinReadings): readonly string[] {
  // A fire has no contact: it stands in the latch.
  const { missing } = lookAtGuards(readings, watch.counts, false, false);
  const names = missing === "" ? [] : missing.split(", ");
  const words = names.map((name) => withFault(name, readings));
  if (mode.name === "SERVICE" && readings.key.ok) return words;
  return isOn(readings.key) || !readings.key.ok ? [...words, KEY_WORDS] : words;
}

function withFault(name: string, readings: BinReadings): string {
  const words = GUARD_WORDS[name] ?? name;
  const reading = name in readings ? readings[name as keyof BinReadings] : undefined;
  if (reading === undefined || reading.ok) return words;
  return `${reading.fault.part} cannot be read (${reading.fault.cause})`;
}
