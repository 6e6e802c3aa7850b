import type { Decision, Inputs, Report } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import type { Instant } from "../measure/time.ts";
import { alarmReports, alarmsNow, type Alarms } from "./told/alarms.ts";
import { CALIBRATE, nextCalibration, withMeasured, type Calibration } from "./level/calibration.ts";
import { compactedOf } from "./level/compacted.ts";
import { nextFelt, NOTHING_FELT, type Felt } from "./level/felt.ts";
import {
  energyAlarms,
  initialEnergy,
  nextEnergy,
  UNPLANNED,
  type EnergyCycle,
  type EnergyState,
} from "./energy/planner.ts";
import { fillLevel, initialFill, nextFill, type Fill } from "./level/fill.ts";
import { burns, initialWarmth, nextWarmth, type Warmth } from "./fire.ts";
import { isOff } from "./looking/guards.ts";
import { memoryToStore, readMemory, remembering } from "./memory.ts";
import { Moments } from "../measure/moments.ts";
import { initialMonitor, monitor, type MonitorState } from "./monitor/monitor.ts";
import { NO_OUTPUTS, SAFE_OUTPUTS } from "./press/outputs.ts";
import { guardsOf, initialPress, nextPress, type PressCycle, type PressState } from "./press/press.ts";
import { initialEvidence, nextEvidence, type EvidenceState } from "./evidence/evidence.ts";
import type { BinOutputs, BinReadings } from "./readings.ts";
import { initialTold, periodicReports, type Told } from "./told/reports.ts";
import { standingOf } from "./told/standing.ts";
import { answered } from "./press/requests.ts";
import { sharing } from "../measure/same.ts";
import type { BinSettings } from "./settings.ts";
import { isStroke } from "./press/states.ts";

/** All that a bin knows from one cycle to the next; `press` is null in a bin without a ram. */
export type BinState = {
  readonly fill: Fill;
  readonly felt: Felt;
  /** null: nobody measures the empty bin. */
  readonly calibration: Calibration | null;
  readonly warmth: Warmth;
  readonly press: PressState | null;
  /** null: on mains, or nothing in it moves. */
  readonly energy: EnergyState | null;
  readonly alarms: Alarms;
  readonly told: Told;
  readonly evidence: EvidenceState;
};

/** A litter bin: measures and reports, and presses where it has a ram. */
export function binMachine(settings: BinSettings): Machine<BinState, MonitorState, BinReadings, BinOutputs> {
  return {
    safeOutputs: settings.press === null ? NO_OUTPUTS : SAFE_OUTPUTS,
    initial: (now) => initialBin(settings, now),
    decide: (state, inputs, now) => decideBin(state, inputs, settings, now),
    standing: ({ fill, press }, readings, now) => standingOf(fill, press, readings, now),
    initialGuard: initialMonitor,
    guard: (guard, inputs, wanted, now) =>
      settings.press === null
        ? { state: guard, outputs: wanted, violations: [], wakeAt: null }
        : monitor(guard, inputs, wanted, settings, now),
  };
}

export const initialBin = (settings: BinSettings, now: Instant): BinState => ({
  fill: initialFill(now),
  felt: NOTHING_FELT,
  calibration: null,
  warmth: initialWarmth(now),
  press: settings.press === null ? null : initialPress(now),
  energy: settings.press === null || settings.energy.supply === "mains" ? null : initialEnergy(now),
  alarms: [],
  told: initialTold(now),
  evidence: initialEvidence(now),
});

/** One cycle. Pure; the same state comes back when nothing changed and no announced moment passed. */
export function decideBin(
  was: BinState,
  inputs: Inputs<BinReadings>,
  configured: BinSettings,
  now: Instant,
): Decision<BinState, BinOutputs> {
  const moments = new Moments(now);
  const { readings } = inputs;
  const warmth = nextWarmth(was.warmth, readings.temperature, moments);
  const burning = burns(warmth, readings.temperature, configured.fireAboveC);
  const looked = lookInside(was, inputs, configured, burning, moments);
  const { fill, felt, calibration, cycle, energy, settings } = looked;
  const level = fillLevel(fill, moments);
  const side =
    cycle === null ? null : { ...cycle.press, felt, guards: looked.guards, memory: cycle.press.memory.value };
  const alarms = [
    ...alarmsNow(fill, burning, side, { was: was.alarms, level, settings }, moments),
    ...energyAlarms(energy.energy),
  ];
  const pressTold =
    cycle === null
      ? null
      : { state: cycle.press.mode.name, blocks: cycle.blocks, strokes: cycle.press.memory.value.strokesTotal };
  const compacted =
    side === null || settings.press === null
      ? {}
      : compactedOf(felt.ends, side.holds.noGain, side.memory.full, settings, settings.press);
  const { reportEveryMs } = energy.view;
  const periodic = periodicReports(was.told, level, compacted, pressTold, readings, moments, reportEveryMs);
  const reports = joined(
    looked.answers,
    cycle?.reports ?? [],
    alarmReports(was.alarms, alarms, level, readings.temperature),
    periodic.reports,
    energy.reports,
  );
  const why = [...(cycle?.why ?? []), ...energy.why];
  const press = cycle?.press ?? null;
  const full = alarms.includes("bin-full");
  const seen = { before: was.press, press, why, reports, requests: inputs.requests, readings, level, full };
  const evidenced = nextEvidence(was.evidence, seen, moments);
  const own = { fill, felt, calibration, warmth, press, energy: energy.energy };
  const state = sharing(was, { ...own, alarms, told: periodic.told, evidence: evidenced.state });
  const changed = state === was ? null : now;
  return {
    state,
    outputs: state.press?.outputs ?? NO_OUTPUTS,
    why,
    reports: evidenced.report === null ? reports : [...reports, evidenced.report],
    ...(evidenced.entries.length === 0 ? {} : { evidence: evidenced.entries }),
    memory: state.press === null ? null : memoryToStore(state.press.memory),
    /** What changed now may start timers that this cycle has not asked for yet: the next one does. */
    wakeAt: changed ?? moments.next,
  };
}

type Inside = Pick<BinState, "fill" | "felt" | "calibration"> & {
  readonly cycle: PressCycle | null;
  readonly energy: EnergyCycle;
  readonly guards: ReturnType<typeof guardsOf>;
  readonly answers: readonly Report[];
  /** The settings with what was measured of this bin. */
  readonly settings: BinSettings;
};

function lookInside(
  was: BinState,
  inputs: Inputs<BinReadings>,
  configured: BinSettings,
  burning: boolean,
  moments: Moments,
): Inside {
  const { readings, requests } = inputs;
  const before = was.press ?? initialPress(moments.now);
  const found = readMemory(before.memory, inputs.kept, moments.now);
  const settings = withMeasured(configured, found.value.measured);
  const guards = guardsOf(before, readings, burning, found);
  const doorOpen = isOff(readings.doorA) || isOff(readings.doorB);
  const hasDoor = readings.doorA.ok || readings.doorB.ok;
  const ramOut = was.press !== null && (isStroke(was.press.mode) || !guards.topMade);
  const fill = nextFill(was.fill, readings, { doorOpen, ramOut, hasDoor }, settings, moments);
  const level = fillLevel(fill, moments);
  const heightMm = configured.emptyMm;
  const asked = { requests, fill, level, doorOpen, ramOut, settings, heightMm };
  const { calibration, measured, reports } = nextCalibration(was.calibration, asked, moments);
  const others = reports.length === 0 ? requests : requests.filter(({ verb }) => verb !== CALIBRATE);
  const seen = { fill, calibration, guards, settings };
  if (was.press === null || settings.press === null) {
    const refusals = others.map((request) => answered(request, 404, "this bin has no press"));
    return { ...seen, felt: was.felt, cycle: null, energy: UNPLANNED, answers: [...reports, ...refusals] };
  }
  const { press } = settings;
  const felt = nextFelt(was.felt, { mode: was.press.mode, readings, level, doorOpen, press }, moments);
  const memory = measured === null ? found : remembering(found, { ...found.value, measured });
  const learnedMwh = memory.value.strokesMwh;
  const used = { readings, pressMode: was.press.mode, learnedMwh, settings, press };
  const energy = was.energy === null ? UNPLANNED : nextEnergy(was.energy, used, moments);
  const rest = others === requests ? inputs : { ...inputs, requests: others };
  const sight = { inputs: rest, settings, press, memory, guards, fill, felt, energy: energy.view, moments };
  return { ...seen, felt, energy, cycle: nextPress(was.press, sight), answers: reports };
}

const joined = (...lists: readonly (readonly Report[])[]): readonly Report[] =>
  lists.every((list) => list.length === 0) ? NO_REPORTS : lists.flat();
const NO_REPORTS: readonly Report[] = [];
