import type { Inputs, Report, Why } from "../../measure/decision.ts";
import { millis, type Instant } from "../../measure/time.ts";
import { blocksNow, type Block } from "./blocks.ts";
import { initialButtons, nextButtons, type Buttons } from "../looking/buttons.ts";
import { causeOfInvariant } from "./causes.ts";
import { nextHands } from "../looking/hands.ts";
import { initialChannels, nextChannels, type Channels } from "../looking/channels.ts";
import type { Facts, Step } from "./facts.ts";
import type { Felt } from "../level/felt.ts";
import type { EnergyView } from "../energy/planner.ts";
import type { Fill, FillLevel } from "../level/fill.ts";
import { standingCauses } from "./global.ts";
import { lookAtGuards, type Guards } from "../looking/guards.ts";
import { initialHolds, nextHolds, warmed, type Holds } from "./holds.ts";
import { initialRemembering, isStored, remembering, type Remembering } from "../memory.ts";
import type { Moments } from "../../measure/moments.ts";
import { outputsFor, SAFE_OUTPUTS } from "./outputs.ts";
import type { BinOutputs, BinReadings } from "../readings.ts";
import { safetyStopReport } from "../told/reports.ts";
import { nextQuiet } from "./quiet.ts";
import { answers, armingAmong, inhibited } from "./requests.ts";
import { stepOf } from "./rows.ts";
import { sharing } from "../../measure/same.ts";
import type { BinSettings, PressSettings } from "../settings.ts";
import { isStroke, type Mode } from "./states.ts";
import type { Remembered } from "../remembered.ts";
import { TIMERS } from "./timers.ts";
import { initialWatch, nextWatch, watchedOff, type Watch } from "../looking/watch.ts";

/** All that the press knows from one cycle to the next. */
export type PressState = {
  readonly mode: Mode;
  readonly watch: Watch;
  readonly channels: Channels;
  readonly buttons: Buttons;
  readonly memory: Remembering;
  readonly holds: Holds;
  /** Why no stroke begins, for whoever asks. */
  readonly blocks: readonly Block[];
  readonly outputs: BinOutputs;
};

export const initialPress = (now: Instant): PressState => ({
  mode: { name: "BOOT", since: now },
  watch: initialWatch(now),
  channels: initialChannels,
  buttons: initialButtons,
  memory: initialRemembering,
  holds: initialHolds(now),
  blocks: [],
  outputs: SAFE_OUTPUTS,
});

/** What the press looks at besides its own state. `memory`, `fill` and `felt` are this cycle's. */
export type PressSight = {
  readonly inputs: Inputs<BinReadings>;
  readonly settings: BinSettings;
  readonly press: PressSettings;
  readonly memory: Remembering;
  readonly guards: Guards;
  readonly fill: Fill;
  readonly level: FillLevel;
  readonly felt: Felt;
  readonly energy: EnergyView;
  readonly moments: Moments;
};
export type PressCycle = {
  readonly press: PressState;
  readonly blocks: readonly Block[];
  readonly why: readonly Why[];
  readonly reports: readonly Report[];
};

/** `memory` is this cycle's: when it is read, a hopper must not open for one cycle more. */
export function guardsOf(was: PressState, readings: BinReadings, burning: boolean, { value }: Remembering): Guards {
  const { latch, topLate } = value;
  const suspect = topLate || latch.includes("suspectTop") || latch.includes("suspectBottom");
  return lookAtGuards(readings, was.watch.counts, burning, suspect);
}

/** One cycle of the press: looks, takes at most one step of the table, and answers what was asked. */
export function nextPress(was: PressState, sight: PressSight): PressCycle {
  const { inputs, guards, moments } = sight;
  const looked = look(was, sight);
  const { facts } = looked;
  const step = stepOf(facts);
  const blocks = blocksNow(facts);
  const mode = step?.to ?? facts.mode;
  const also = step?.memory;
  const value = sharing(looked.memory.value, also === undefined ? facts.memory : { ...facts.memory, ...also });
  const memory = remembering(looked.memory, value);
  const outputs = outputsFor(mode, guards.topOk, memory, was.outputs);
  const press = sharing(was, {
    mode,
    watch: watchedOff(facts.watch, outputs, guards, moments.now),
    channels: facts.channels,
    buttons: looked.buttons,
    memory,
    holds: { ...facts.holds, ...step?.holds, ...heated(facts, outputs) },
    blocks,
    outputs,
  });
  const outcome = { before: was.mode, is: mode, blocks, ready: guards.good && guards.topOk };
  const reports = [
    ...answers(inputs.requests, outcome),
    ...(mode.name === "SAFE_STOP" && was.mode.name !== "SAFE_STOP"
      ? [safetyStopReport(mode.cause, was.mode.name, inputs.readings)]
      : []),
  ];
  return { press, blocks, why: step === null ? [] : [whyOf(step)], reports };
}

type Looked = { readonly facts: Facts; readonly buttons: Buttons; readonly memory: Remembering };

function look(was: PressState, sight: PressSight): Looked {
  const { inputs, settings, press, memory, guards, fill, level, felt, energy, moments } = sight;
  const { now } = moments;
  const { readings, requests } = inputs;
  const mode = noticed(was.mode, guards, moments);
  const watch = nextWatch(was.watch, readings, guards, { press, energy: settings.energy }, now);
  const { buttons, clicks } = nextButtons(was.buttons, readings, moments);
  const diagnosed = nextChannels(was.channels, watch, guards, memory.value, isStroke(was.mode), moments);
  const returned = clicks.returned !== null;
  const { hopperOpen, hopperClosed } = guards;
  const levelConfirmed = level.quality === "valid" && level.confirmed;
  const seen = { returned, levelConfirmed, hopperOpen, hopperClosed, hopperFalls: watch.counts.hopperA };
  const found = memory.read && !was.memory.read ? resumedInhibit(was.holds, memory, now) : was.holds;
  const asked = inhibited(nextHolds(found, seen, moments), diagnosed.memory, requests, now);
  const taken = inputs.taken.map(causeOfInvariant);
  const standing = standingCauses({ guards, watch, mode, moments, channelTool: diagnosed.tool, taken });
  const verbs = requests.map(({ verb }) => verb);
  const facts: Facts = {
    ...{ mode: clickedReturn(mode, guards, clicks.returned), moments, now, readings, settings, press, guards, watch },
    ...{ channels: diagnosed.channels, fill, level, felt, clicks, standing },
    holds: { ...asked.holds, quiet: nextQuiet(was.holds.quiet, press.quiet, readings.clock, moments) },
    memory: withTop(asked.memory, watch, guards, moments),
    ...{ memoryRead: memory.read, stored: isStored(memory, inputs.kept), nextRevision: memory.revision + 1 },
    energy,
    durable: inputs.kept.ok ? inputs.kept.value.durable : 0,
    asked: { compact: verbs.includes("compact"), unlock: verbs.includes("unlock"), arm: armingAmong(requests) },
  };
  return { facts, buttons, memory };
}

/** TOP seen open belongs to the stroke in which it was seen, what the hands do to the service. */
function noticed(mode: Mode, guards: Guards, moments: Moments): Mode {
  if (mode.name === "SERVICE") return { ...mode, hands: nextHands(mode.hands, guards, moments) };
  if (!isStroke(mode) || mode.stroke.topOpened || !guards.topValid || guards.topMade) return mode;
  return { ...mode, stroke: { ...mode.stroke, topOpened: true } };
}

/**
 * Remembers that TOP is late, before anything can stop the stroke, or that the travel contradicted it, before the encoder
 * may fail; a TOP that was seen open is believed again.
 */
function withTop(
  memory: Remembered,
  { blindDown, since: { topFar } }: Watch,
  { topValid, topMade }: Guards,
  moments: Moments,
): Remembered {
  const opened = topValid && !topMade;
  const { ms, since } = blindDown;
  const late = topMade && since !== null && moments.passed(since, millis(Math.max(0, TIMERS.topLate - ms)));
  const isFar = topFar !== null && moments.passed(topFar, TIMERS.drift);
  const topLate = !opened && (memory.topLate || late || isFar);
  return topLate === memory.topLate ? memory : { ...memory, topLate };
}

/** RETURN counts from the closing of the door until it is opened again. */
function clickedReturn(mode: Mode, guards: Guards, heldSince: Instant | null): Mode {
  if (mode.name !== "COLLECTION") return mode;
  const returned = guards.doorClosed && (mode.returned || (heldSince !== null && heldSince > mode.since));
  return returned === mode.returned ? mode : { ...mode, returned };
}

/** How long the inhibit has still to run after a power cut nobody knows: it begins again. */
const resumedInhibit = (holds: Holds, { value: { inhibitMs } }: Remembering, now: Instant): Holds =>
  inhibitMs === null ? holds : { ...holds, inhibitUntil: (now + inhibitMs) as Instant };

function heated({ watch: { run }, holds, now }: Facts, { ram }: BinOutputs): Partial<Holds> {
  return run === null || ram === run.way ? {} : { heat: warmed(holds.heat, run.since, now) };
}

const whyOf = ({ to, reason, text, because }: Step): Why => ({
  subject: "bin",
  reason: reason ?? to.name,
  text,
  because: because ?? {},
});
