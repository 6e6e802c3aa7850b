import type { Report, Why } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { sharing } from "../../measure/same.ts";
import type { Instant, Millis } from "../../measure/time.ts";
import type { Mode } from "../press/states.ts";
import { isStroke } from "../press/states.ts";
import type { BinReadings } from "../readings.ts";
import type { BinSettings, EnergySettings, PressSettings } from "../settings.ts";
import type { Alarms } from "../told/alarms.ts";
import { initialCharge, isSilent, nextCharge, surePct, type Charge } from "./charge.ts";
import {
  endOf,
  isOver,
  balanceOf,
  newDay,
  nextSeason,
  noticedDay,
  type Balance,
  type Day,
  type Season,
} from "./day.ts";
import { initialMode, nextMode, type EnergyMode, type ModeState } from "./mode.ts";
import {
  measuredMwh,
  neededMwh,
  nextMeter,
  retractReserveMwh,
  learnedCostMwh,
  strokeCostMwh,
  strokeMwh,
  usableMwh,
  type StrokeMeter,
} from "./stroke-cost.ts";
import { dayReport, modeWhy, periodMs } from "./told.ts";

/** All that is known of the energy of a bin from one cycle to the next. */
export type EnergyState = {
  readonly charge: Charge;
  readonly mode: ModeState;
  readonly meter: StrokeMeter | null;
  readonly day: Day;
  readonly season: Season;
};

export const initialEnergy = (now: Instant): EnergyState => ({
  charge: initialCharge,
  mode: initialMode,
  meter: null,
  day: newDay(now, initialMode.name, null),
  season: { balances: [], winter: false },
});

/** What the rest of the bin may look at. */
export type EnergyView = {
  readonly mode: EnergyMode;
  /** There is energy for a stroke, for another, and to come up again. */
  readonly affordable: boolean;
  /** What the stroke that runs has taken; null: none runs, or not all of it was measured. */
  readonly strokeMwh: number | null;
  /** How often the city hears of fill, state and battery. */
  readonly reportEveryMs: Millis;
};
export type EnergySight = {
  readonly readings: BinReadings;
  /** The press as it was after the last cycle, and the energies of strokes that it has learned. */
  readonly pressMode: Mode;
  readonly learnedMwh: readonly number[];
  readonly settings: BinSettings;
  readonly press: PressSettings;
};
export type EnergyCycle = {
  readonly energy: EnergyState | null;
  readonly view: EnergyView;
  readonly why: readonly Why[];
  readonly reports: readonly Report[];
};

/** On mains, or with nothing to move: no mode, no block. */
export const UNPLANNED: EnergyCycle = {
  energy: null,
  view: { mode: "normal", affordable: true, strokeMwh: null, reportEveryMs: periodMs("normal") },
  why: [],
  reports: [],
};

/** One cycle of the planner: follows the gauge, counts, and says what may be spent. */
export function nextEnergy(was: EnergyState, sight: EnergySight, moments: Moments): EnergyCycle {
  const { readings, pressMode, settings, press } = sight;
  const { energy } = settings;
  const { now } = moments;
  const { battery, current } = readings;
  const charge = nextCharge(was.charge, battery, moments);
  const knownPct = battery.ok ? charge.pct : null;
  const meter = nextMeter(was.meter, isStroke(pressMode), current, battery, now);
  const spentMwh = was.meter !== null && meter === null ? measuredMwh(was.meter, now) : 0;
  const { opened, season, over } = turnOfDay(was, knownPct, energy, moments);
  const silent = isSilent(charge, moments);
  const grounds = { chargePct: charge.pct, lowPct: press.lowChargePct, silent, season };
  const mode = nextMode(was.mode, { ...grounds, wantsSaving: season.winter || silent }, energy, moments);
  const day = noticedDay(opened, knownPct, mode.name, spentMwh, now);
  const view = {
    mode: mode.name,
    affordable: isAffordable(charge, mode.name, sight),
    strokeMwh: meter === null ? null : strokeMwh(meter, now),
    reportEveryMs: periodMs(mode.name),
  };
  const after = { season, endPct: knownPct, costMwh: learnedCostMwh(sight.learnedMwh) };
  return {
    energy: sharing(was, { charge, mode, meter, day, season }),
    view,
    why: mode.name === was.mode.name ? [] : [modeWhy(mode.name, grounds, energy)],
    reports: over === null ? [] : [dayReport(was.day, over, after, energy)],
  };
}

export const energyMode = (energy: EnergyState | null): EnergyMode => energy?.mode.name ?? "normal";

/** The alarm of each mode but the normal one. */
export function energyAlarms(energy: EnergyState | null): Alarms {
  switch (energyMode(energy)) {
    case "normal":
      return NO_ALARMS;
    case "saving":
      return SAVING;
    case "commsOnly":
      return COMMS_ONLY;
    case "shutdown":
      return SHUTDOWN;
  }
}
const NO_ALARMS: Alarms = [];
const SAVING: Alarms = ["bin-alarm/energySaving"];
const COMMS_ONLY: Alarms = ["bin-alarm/energyCommsOnly"];
const SHUTDOWN: Alarms = ["bin-alarm/energyShutdown"];

/** Row 10: usable energy ≥ 2 x learned stroke; and the way up besides. An unknown charge is a low one. */
function isAffordable(charge: Charge, mode: EnergyMode, { readings, learnedMwh, settings, press }: EnergySight) {
  const { battery } = readings;
  const pct = surePct(charge, battery);
  if (pct === null || !battery.ok || mode === "commsOnly" || mode === "shutdown") return false;
  // The mode follows the gauge by a point a minute: what fell since the start was asked for counts at once.
  if (pct < settings.energy.commsOnlyPct) return false;
  const { voltageMv } = battery.value;
  const costMwh = strokeCostMwh(learnedMwh, press, voltageMv);
  const reserveMwh = retractReserveMwh(press, settings.energy, voltageMv);
  return usableMwh(settings.energy, pct) >= neededMwh(costMwh, reserveMwh);
}

/** `over`: what the day that ended in this cycle came to; null: none did. */
type Turn = { readonly opened: Day; readonly season: Season; readonly over: Balance | null };
function turnOfDay({ day, season, mode }: EnergyState, pct: number | null, energy: EnergySettings, moments: Moments) {
  if (!isOver(day, moments)) return { opened: day, season, over: null } satisfies Turn;
  const over = balanceOf(day, pct, energy);
  const opened = newDay(endOf(day), mode.name, pct);
  return { opened, season: nextSeason(season, over, pct, energy), over } satisfies Turn;
}
