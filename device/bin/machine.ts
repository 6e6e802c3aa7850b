import type { Decision, Inputs, Report } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import type { Instant } from "../measure/time.ts";
import {
  initialCollecting,
  knownClock,
  nextCollecting,
  type Collecting,
  type CollectingSight,
} from "./collection/collecting.ts";
import { careNow } from "./collection/late.ts";
import { readinessOf, type Readiness } from "./collection/readiness.ts";
import { alarmReports, alarmsNow, OVERFLOW_SOON, wantsPerson, type Alarms } from "./told/alarms.ts";
import { fillLevel, initialFill, type Fill } from "./level/fill.ts";
import { restingFill } from "./level/resting.ts";
import { burns, initialWarmth, nextWarmth, type Warmth } from "./fire.ts";
import { isOff } from "./looking/guards.ts";
import { memoryToStore, readMemory, remembering, type Remembering } from "./memory.ts";
import { Moments } from "../measure/moments.ts";
import { initialMonitor, monitor, type MonitorState } from "./monitor/monitor.ts";
import { LASTING_BLOCKS } from "./press/blocks.ts";
import { NO_OUTPUTS, SAFE_OUTPUTS } from "./press/outputs.ts";
import { guardsOf, initialPress, nextPress, type PressCycle, type PressState } from "./press/press.ts";
import type { BinOutputs, BinReadings } from "./readings.ts";
import { initialTold, periodicReports, readinessReports, type Told } from "./told/reports.ts";
import { answered } from "./press/requests.ts";
import { sharing } from "../measure/same.ts";
import type { BinSettings } from "./settings.ts";
import { isStroke } from "./press/states.ts";

/** All that a bin knows from one cycle to the next; `press` is null in a bin without a ram. */
export type BinState = {
  readonly fill: Fill;
  readonly warmth: Warmth;
  readonly press: PressState | null;
  readonly alarms: Alarms;
  readonly told: Told;
  readonly collecting: Collecting;
  readonly readiness: Readiness | null;
};

/** A litter bin: measures and reports, and presses where it has a ram. */
export function binMachine(settings: BinSettings): Machine<BinState, MonitorState, BinReadings, BinOutputs> {
  return {
    safeOutputs: settings.press === null ? NO_OUTPUTS : SAFE_OUTPUTS,
    initial: (now) => initialBin(settings, now),
    decide: (state, inputs, now) => decideBin(state, inputs, settings, now),
    initialGuard: initialMonitor,
    guard: (guard, inputs, wanted, now) =>
      settings.press === null
        ? { state: guard, outputs: wanted, violations: [], wakeAt: null }
        : monitor(guard, inputs, wanted, settings, now),
  };
}

export const initialBin = (settings: BinSettings, now: Instant): BinState => ({
  fill: initialFill(now),
  warmth: initialWarmth(now),
  press: settings.press === null ? null : initialPress(now),
  alarms: [],
  told: initialTold(now),
  collecting: initialCollecting(now, settings),
  readiness: null,
});

/** What may start timers when it changes; fill, warmth and told ask for their own next moments in the very cycle. */
const KEYS = ["press", "alarms", "collecting", "readiness"] as const satisfies readonly (keyof BinState)[];

/** One cycle. Pure; the same state comes back when nothing changed and no announced moment passed. */
export function decideBin(
  was: BinState,
  inputs: Inputs<BinReadings>,
  settings: BinSettings,
  now: Instant,
): Decision<BinState, BinOutputs> {
  const moments = new Moments(now);
  const { readings } = inputs;
  const warmth = nextWarmth(was.warmth, readings.temperature, moments);
  const burning = burns(warmth, readings.temperature, settings.fireAboveC);
  const looked = lookInside(was, inputs, settings, burning, moments);
  const { fill, cycle } = looked;
  const level = fillLevel(fill, moments);
  const side = cycle === null ? null : { ...cycle.press, guards: looked.guards, memory: cycle.press.memory.value };
  const { collecting, reports: collected } = nextCollecting(
    was.collecting,
    collectingSight(looked, inputs, settings, moments),
    moments,
  );
  const warned = was.alarms.includes(OVERFLOW_SOON);
  const care = careNow(collecting, settings, knownClock(readings.clock), warned, moments);
  const alarms = alarmsNow(fill, burning, side, care, moments);
  const needs = { full: collecting.full !== null, old: care.old, alert: care.doubted || wantsPerson(alarms, side) };
  const readiness = collecting.resumed ? sharing(was.readiness, readinessOf(needs)) : was.readiness;
  const pressTold =
    cycle === null
      ? null
      : { state: cycle.press.mode.name, blocks: cycle.blocks, strokes: cycle.press.memory.value.strokesTotal };
  const periodic = periodicReports(was.told, level, pressTold, readings, moments);
  const state = sharing(was, {
    fill,
    warmth,
    press: cycle?.press ?? null,
    alarms,
    told: periodic.told,
    collecting,
    readiness,
  });
  const changed = KEYS.some((key) => state[key] !== was[key]) ? now : null;
  return {
    state,
    outputs: state.press?.outputs ?? NO_OUTPUTS,
    why: cycle?.why ?? [],
    reports: joined(
      looked.refusals,
      cycle?.reports ?? [],
      collected,
      alarmReports(was.alarms, alarms, level, readings.temperature),
      readinessReports(was.readiness, readiness),
      periodic.reports,
    ),
    memory: state.press === null ? null : memoryToStore(state.press.memory),
    /** What changed now may start timers that this cycle has not asked for yet: the next one does. */
    wakeAt: changed ?? moments.next,
  };
}

type Inside = {
  readonly fill: Fill;
  readonly cycle: PressCycle | null;
  readonly guards: ReturnType<typeof guardsOf>;
  readonly refusals: readonly Report[];
  /** Door open, ram out, or the ram does not agree: no litter can be read off the level. */
  readonly hidden: boolean;
};

function collectingSight(
  { fill, cycle, guards, hidden }: Inside,
  { readings }: Inputs<BinReadings>,
  settings: BinSettings,
  moments: Moments,
): CollectingSight {
  const memory = cycle?.press.memory ?? null;
  return {
    ...{ guards, fill, level: fillLevel(fill, moments), clock: readings.clock, settings },
    hidden: hidden || (cycle !== null && cycle.press.holds.falseFull > 0),
    presses: cycle !== null && !cycle.blocks.some((block) => LASTING_BLOCKS.includes(block)),
    full: memory === null ? fill.full : memory.value.full,
    found: memory === null ? null : memory.read ? memory.value.collecting : undefined,
  };
}

function lookInside(
  was: BinState,
  inputs: Inputs<BinReadings>,
  settings: BinSettings,
  burning: boolean,
  moments: Moments,
): Inside {
  const { readings, requests } = inputs;
  const { press } = settings;
  const before = was.press ?? initialPress(moments.now);
  const memory = withCollecting(readMemory(before.memory, inputs.kept, moments.now), was.collecting);
  const guards = guardsOf(before, readings, burning, memory);
  const doorOpen = isOff(readings.doorA) || isOff(readings.doorB);
  const hasDoor = readings.doorA.ok || readings.doorB.ok;
  const ramOut = was.press !== null && (isStroke(was.press.mode) || !guards.topMade);
  const fill = restingFill(was.fill, readings.level, { doorOpen, ramOut, hasDoor }, settings, moments);
  if (was.press === null || press === null) {
    const refusals = requests.map((request) => answered(request, 404, "this bin has no press"));
    return { fill, cycle: null, guards, refusals, hidden: doorOpen || ramOut };
  }
  return {
    fill,
    cycle: nextPress(was.press, { inputs, settings, press, memory, guards, fill, moments }),
    guards,
    refusals: [],
    hidden: doorOpen || ramOut,
  };
}

/** What collections and forecast made of the last cycle goes to the disk with this one. */
function withCollecting(memory: Remembering, { resumed, kept }: Collecting): Remembering {
  if (!resumed || sharing(memory.value.collecting, kept) === memory.value.collecting) return memory;
  return remembering(memory, { ...memory.value, collecting: kept });
}

const joined = (...lists: readonly (readonly Report[])[]): readonly Report[] =>
  lists.every((list) => list.length === 0) ? NO_REPORTS : lists.flat();
const NO_REPORTS: readonly Report[] = [];
