import type { Decision, Inputs, Report } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import { Moments } from "../measure/moments.ts";
import { sharing } from "../measure/same.ts";
import type { Instant } from "../measure/time.ts";
import { initialCollecting, knownClock, nextCollecting, type Collecting } from "./collection/collecting.ts";
import { careNow } from "./collection/late.ts";
import { readinessOf, type Readiness } from "./collection/readiness.ts";
import { energyAlarms, initialEnergy, type EnergyState } from "./energy/planner.ts";
import { initialEvidence, nextEvidence, type EvidenceState } from "./evidence/evidence.ts";
import { burns, initialWarmth, nextFire, nextWarmth, type Fire, type Warmth } from "./fire.ts";
import { collectingSight, lookInside, type Inside } from "./inside.ts";
import type { Calibration } from "./level/calibration.ts";
import { compactedOf, type Compacted } from "./level/compacted.ts";
import { NOTHING_FELT, type Felt } from "./level/felt.ts";
import { initialFill, type Fill } from "./level/fill.ts";
import { awake } from "./level/resting.ts";
import { memoryToStore } from "./memory.ts";
import { initialMonitor, monitor, type MonitorState } from "./monitor/monitor.ts";
import { NO_OUTPUTS, SAFE_OUTPUTS } from "./press/outputs.ts";
import { initialPress, type PressState } from "./press/press.ts";
import { isSettled } from "./press/states.ts";
import type { BinOutputs, BinReadings } from "./readings.ts";
import type { BinSettings } from "./settings.ts";
import { alarmReports, alarmsNow, OVERFLOW_SOON, wantsPerson, type Alarms, type PressSide } from "./told/alarms.ts";
import { initialTold, periodicReports, readinessReports, type PressTold, type Told } from "./told/reports.ts";
import { pressForCity, standingOf } from "./told/standing.ts";

/** All that a bin knows from one cycle to the next; `press` is null in a bin without a ram. */
export type BinState = {
  readonly fill: Fill;
  readonly felt: Felt;
  /** null: nobody measures the empty bin. */
  readonly calibration: Calibration | null;
  readonly warmth: Warmth;
  /** null: it does not burn. */
  readonly fire: Fire | null;
  readonly press: PressState | null;
  /** null: on mains, or nothing in it moves. */
  readonly energy: EnergyState | null;
  readonly alarms: Alarms;
  readonly told: Told;
  readonly evidence: EvidenceState;
  readonly collecting: Collecting;
  readonly readiness: Readiness | null;
};

/** What may start timers when it changes; the rest asks for its own next moments in the very cycle, or has none. */
const TIMED = {
  bin: ["calibration", "press", "alarms", "readiness"],
  energy: ["charge", "mode", "day", "season"],
  evidence: ["standing", "stops", "asked", "day"],
  collecting: ["resumed", "visit", "since", "full", "hour", "forecast", "standsSince", "doubtedSince", "kept"],
} as const satisfies {
  bin: readonly (keyof BinState)[];
  energy: readonly (keyof EnergyState)[];
  evidence: readonly (keyof EvidenceState)[];
  collecting: readonly (keyof Collecting)[];
};

const startsTimers = (was: BinState, is: BinState): boolean =>
  differs(was, is, TIMED.bin) ||
  differs(was.energy, is.energy, TIMED.energy) ||
  differs(was.evidence, is.evidence, TIMED.evidence) ||
  differs(was.collecting, is.collecting, TIMED.collecting);

const differs = <Part>(was: Part, is: Part, keys: readonly (keyof NonNullable<Part>)[]): boolean =>
  is !== was && (!is || !was || keys.some((key) => is[key] !== was[key]));

/** A litter bin: measures and reports, and presses where it has a ram. */
export function binMachine(settings: BinSettings): Machine<BinState, MonitorState, BinReadings, BinOutputs> {
  return {
    safeOutputs: settings.press === null ? NO_OUTPUTS : SAFE_OUTPUTS,
    initial: (now) => initialBin(settings, now),
    decide: (state, inputs, now) => decideBin(state, inputs, settings, now),
    moving: ({ press }) => (press === null || isSettled(press.mode) ? null : `the press, in ${press.mode.name}`),
    adopt,
    initialGuard: initialMonitor,
    guard: (guard, inputs, wanted, now) =>
      settings.press === null
        ? { state: guard, outputs: wanted, violations: [], wakeAt: null }
        : monitor(guard, inputs, wanted, settings, now),
    forCity: ({ press }) => (press === null ? null : pressForCity(press)),
    standing: (state, readings, now) => standingOf(state, readings, settings, now),
  };
}

/** What was judged by the settings before, for longer than a cycle, is judged anew. */
function adopt(state: BinState, now: Instant): BinState | null {
  const fill = awake(state.fill, now);
  const { press } = state;
  if (press === null) return { ...state, fill };
  return isSettled(press.mode) ? { ...state, fill, press: { ...press, holds: { ...press.holds, quiet: null } } } : null;
}

export const initialBin = (settings: BinSettings, now: Instant): BinState => ({
  fill: initialFill(now),
  felt: NOTHING_FELT,
  calibration: null,
  warmth: initialWarmth(now),
  fire: null,
  press: settings.press === null ? null : initialPress(now),
  energy: settings.press === null || settings.energy.supply === "mains" ? null : initialEnergy(now),
  alarms: [],
  told: initialTold(now),
  evidence: initialEvidence(now),
  collecting: initialCollecting(now, settings),
  readiness: null,
});

/** One cycle. Pure; the same state comes back when nothing changed and no announced moment passed. */
export function decideBin(
  was: BinState,
  inputs: Inputs<BinReadings>,
  configured: BinSettings,
  now: Instant,
): Decision<BinState, BinOutputs> {
  const moments = new Moments(now);
  const { readings, requests } = inputs;
  const warmth = nextWarmth(was.warmth, readings.temperature, moments);
  const burning = burns(warmth, readings.temperature, configured.fireAboveC);
  const fire = nextFire(was.fire, burning, readings.temperature, moments);
  const looked = lookInside(was, inputs, configured, burning, moments);
  const { fill, level, felt, calibration, cycle, energy } = looked;
  const collected = nextCollecting(was.collecting, collectingSight(looked, inputs), moments);
  const { collecting } = collected;
  const wants = wantsOf(was, looked, collecting, fire !== null, readings, moments);
  const { alarms, readiness } = wants;
  const standing = { level, compacted: compactedIn(looked), press: pressTold(cycle), battery: readings.battery };
  const periodic = periodicReports(was.told, standing, moments, energy.view.reportEveryMs);
  const reports = joined(
    looked.answers,
    cycle?.reports ?? NO_REPORTS,
    collected.reports,
    alarmReports(was.alarms, alarms, level, readings.temperature),
    readinessReports(was.readiness, readiness),
    periodic.reports,
    energy.reports,
  );
  const why = [...(cycle?.why ?? []), ...energy.why, ...looked.why];
  const press = cycle?.press ?? null;
  const full = alarms.includes("bin-full");
  const seen = { before: was.press, press, why, reports, requests, readings, level, full };
  const evidenced = nextEvidence(was.evidence, seen, moments);
  const own = { fill, felt, calibration, warmth, fire, press, energy: energy.energy, alarms, told: periodic.told };
  const state = sharing(was, { ...own, evidence: evidenced.state, collecting, readiness });
  return {
    state,
    outputs: state.press?.outputs ?? NO_OUTPUTS,
    why,
    reports: evidenced.report === null ? reports : [...reports, evidenced.report],
    ...(evidenced.entries.length === 0 ? {} : { evidence: evidenced.entries }),
    memory: state.press === null ? null : memoryToStore(state.press.memory),
    /** What changed now may start timers that this cycle has not asked for yet: the next one does. */
    wakeAt: startsTimers(was, state) ? now : moments.next,
  };
}

/** What the bin asks of people: alarms, and why someone should come. */
function wantsOf(
  was: BinState,
  looked: Inside,
  collecting: Collecting,
  onFire: boolean,
  { clock }: BinReadings,
  moments: Moments,
): Pick<BinState, "alarms" | "readiness"> {
  const { fill, level, settings, energy } = looked;
  const side = pressSide(looked);
  const care = careNow(collecting, settings, knownClock(clock), was.alarms.includes(OVERFLOW_SOON), moments);
  const beside = { was: was.alarms, level, settings, care };
  const alarms = [...alarmsNow(fill, onFire, side, beside, moments), ...energyAlarms(energy.energy)];
  const needs = { full: collecting.full !== null, old: care.old, alert: care.doubted || wantsPerson(alarms, side) };
  const readiness = collecting.resumed ? sharing(was.readiness, readinessOf(needs)) : was.readiness;
  return { alarms, readiness };
}

const pressSide = ({ cycle, felt, guards }: Inside): PressSide | null =>
  cycle === null ? null : { ...cycle.press, felt, guards, memory: cycle.press.memory.value };

const pressTold = (cycle: Inside["cycle"]): PressTold | null =>
  cycle === null
    ? null
    : { state: cycle.press.mode.name, blocks: cycle.blocks, strokes: cycle.press.memory.value.strokesTotal };

function compactedIn({ cycle, felt, settings }: Inside): Compacted {
  if (cycle === null || settings.press === null) return {};
  const { holds, memory } = cycle.press;
  return compactedOf(felt.ends, holds.noGain, memory.value.full, settings, settings.press);
}

const joined = (...lists: readonly (readonly Report[])[]): readonly Report[] =>
  lists.every((list) => list.length === 0) ? NO_REPORTS : lists.flat();
const NO_REPORTS: readonly Report[] = [];
