import type { Inputs, Report, Why } from "../measure/decision.ts";
import type { Moments } from "../measure/moments.ts";
import { sharing } from "../measure/same.ts";
import type { Collecting, CollectingSight } from "./collection/collecting.ts";
import { nextEnergy, UNPLANNED, type EnergyCycle, type EnergyState } from "./energy/planner.ts";
import { CALIBRATE, nextCalibration, withMeasured, type Calibration } from "./level/calibration.ts";
import { nextFelt, type Felt } from "./level/felt.ts";
import { fillLevel, type Fill, type FillLevel } from "./level/fill.ts";
import { restingFill } from "./level/resting.ts";
import { isOff, type Guards } from "./looking/guards.ts";
import { readMemory, remembering, type Remembering } from "./memory.ts";
import { LASTING_BLOCKS } from "./press/blocks.ts";
import { guardsOf, initialPress, nextPress, type PressCycle, type PressState } from "./press/press.ts";
import { answered } from "./press/requests.ts";
import { isStroke } from "./press/states.ts";
import type { BinReadings } from "./readings.ts";
import { aged } from "./remembered.ts";
import type { BinSettings } from "./settings.ts";

/** What of the last cycle the inside of a bin goes on from. */
export type InsideBefore = {
  readonly fill: Fill;
  readonly felt: Felt;
  readonly calibration: Calibration | null;
  readonly press: PressState | null;
  readonly energy: EnergyState | null;
  readonly collecting: Collecting;
};
export type Inside = {
  readonly fill: Fill;
  readonly level: FillLevel;
  readonly felt: Felt;
  readonly calibration: Calibration | null;
  readonly cycle: PressCycle | null;
  readonly energy: EnergyCycle;
  readonly guards: Guards;
  readonly answers: readonly Report[];
  /** What came of a calibration that ended in this cycle. */
  readonly why: readonly Why[];
  /** The settings with what was measured of this bin. */
  readonly settings: BinSettings;
  /** Door open or ram out: no litter can be read off the level. */
  readonly hidden: boolean;
};

/** What stands in the bin, and what its press makes of it. */
export function lookInside(
  was: InsideBefore,
  inputs: Inputs<BinReadings>,
  configured: BinSettings,
  burning: boolean,
  moments: Moments,
): Inside {
  const { readings, requests } = inputs;
  const before = was.press ?? initialPress(moments.now);
  const read = readMemory(before.memory, inputs.kept, moments.now);
  const found = withCollecting(remembering(read, aged(read.value, moments)), was.collecting);
  const settings = withMeasured(configured, found.value.measured);
  const guards = guardsOf(before, readings, burning, found);
  const doorOpen = isOff(readings.doorA) || isOff(readings.doorB);
  const hasDoor = readings.doorA.ok || readings.doorB.ok;
  const ramOut = was.press !== null && (isStroke(was.press.mode) || !guards.topMade || guards.far);
  const counted = was.calibration !== null || requests.some(({ verb }) => verb === CALIBRATE);
  const fill = restingFill(was.fill, readings, { doorOpen, ramOut, hasDoor, counted }, settings, moments);
  const level = fillLevel(fill, moments);
  const heightMm = configured.emptyMm;
  const asked = { requests, fill, level, doorOpen, ramOut, settings, heightMm };
  const { calibration, measured, reports, why } = nextCalibration(was.calibration, asked, moments);
  const others = reports.length === 0 ? requests : requests.filter(({ verb }) => verb !== CALIBRATE);
  const seen = { fill, level, calibration, why, guards, settings, hidden: doorOpen || ramOut };
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
  const sight = { inputs: rest, settings, press, memory, guards, fill, level, felt, energy: energy.view, moments };
  return { ...seen, felt, energy, cycle: nextPress(was.press, sight), answers: reports };
}

/** What collections and forecast made of the last cycle goes to the disk with this one. */
function withCollecting(memory: Remembering, { resumed, kept }: Collecting): Remembering {
  if (!resumed || sharing(memory.value.collecting, kept) === memory.value.collecting) return memory;
  return remembering(memory, { ...memory.value, collecting: kept });
}

/** The bin as whoever counts collections and forecasts sees it. */
export function collectingSight(
  { fill, level, cycle, guards, hidden, settings }: Inside,
  { readings }: Inputs<BinReadings>,
): CollectingSight {
  const memory = cycle?.press.memory ?? null;
  return {
    ...{ guards, fill, level, clock: readings.clock, settings },
    hidden: hidden || (cycle !== null && cycle.press.holds.falseFull > 0),
    presses: cycle !== null && !cycle.blocks.some((block) => LASTING_BLOCKS.includes(block)),
    full: memory === null ? fill.past.full !== null : memory.value.full,
    found: memory === null ? null : memory.read ? memory.value.collecting : undefined,
  };
}
