import type { Moments } from "../../measure/moments.ts";
import type { Report } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";
import type { DayFigures } from "../told/day-figures.ts";
import { failureReports } from "../told/failures.ts";
import {
  dayReport,
  initialIndicators,
  nextIndicators,
  resumedIndicators,
  type Indicators,
  type Lived,
} from "../told/indicators.ts";
import type { LuminaireSettings } from "../settings.ts";
import type { Counters } from "./counters.ts";
import { initialElectrical, nextElectrical, type Electrical, type Watched } from "./electrical.ts";
import {
  carriedOn,
  energyWh,
  wholeHours,
  initialMeter,
  nextKeeping,
  nextMeter,
  settled,
  type Keeping,
  type Meter,
  type Taken,
  type Totals,
} from "./meter.ts";

/** What the lamp takes and does, judged and counted. */
export type Watch = {
  readonly meter: Meter;
  /** What is known for good: it is told, kept, and gone on from. */
  readonly keeping: Keeping;
  readonly electrical: Electrical;
  readonly indicators: Indicators;
};
export type NextWatch = {
  readonly watch: Watch;
  readonly reports: readonly Report[];
  readonly closed: DayFigures | null;
};

export function initialWatch(now: Instant): Watch {
  const meter = initialMeter(now);
  return {
    meter,
    keeping: { at: now, totals: meter.totals, counters: meter.counters },
    electrical: initialElectrical(now),
    indicators: initialIndicators(meter.totals, now),
  };
}

/** Goes on from what an earlier run kept. */
export function resumedWatch(
  was: Watch,
  {
    totals,
    counters,
    today,
  }: { readonly totals: Totals; readonly counters: Counters; readonly today: Indicators | null },
  now: Instant,
): Watch {
  const meter = carriedOn(was.meter, totals, counters);
  const known = settled(meter, now);
  return {
    ...was,
    meter,
    keeping: { at: was.keeping.at, totals: known, counters: meter.counters },
    indicators: today === null ? initialIndicators(known, now) : resumedIndicators(today, now),
  };
}

export function nextWatch(
  was: Watch,
  seen: { readonly taken: Taken; readonly watched: Watched; readonly lived: Omit<Lived, "failures"> },
  luminaire: LuminaireSettings,
  moments: Moments,
): NextWatch {
  const { electrical, active } = nextElectrical(was.electrical, seen.watched, luminaire, moments);
  const meter = nextMeter(was.meter, seen.taken, luminaire, moments);
  const keeping = nextKeeping(was.keeping, meter, moments);
  const { indicators, closed } = nextIndicators(was.indicators, { ...seen.lived, failures: active }, meter, moments);
  const news = [...failureReports(was.electrical.active, active), ...driverReports(was.meter.counters, meter.counters)];
  const reports = closed === null ? news : [...news, dayReport(closed), meterReport(keeping)];
  const same =
    meter === was.meter && keeping === was.keeping && electrical === was.electrical && indicators === was.indicators;
  return { watch: same ? was : { meter, keeping, electrical, indicators }, reports, closed };
}

/** From what is kept alone: so it is never smaller after a power cut. */
function meterReport({ totals, counters: { tells, onS } }: Keeping): Report {
  const { lampJ, controllerJ, litS, switchOns, starts } = totals;
  const values = {
    energyWh: energyWh(lampJ),
    controllerWh: energyWh(controllerJ),
    litH: wholeHours(litS),
    switchOns,
    starts,
    energyBy: tells ? "driver" : "power",
  };
  const driver = onS === null ? {} : { driverH: wholeHours(onS) };
  return { kind: "sample", stream: "lamp-meter", class: 1, values: { ...values, ...driver } };
}

function driverReports(was: Counters, { changes, sign }: Counters): readonly Report[] {
  if (changes === was.changes || sign === null) return NONE;
  return [{ kind: "event", stream: "driver-changed", class: 1, values: { sign } }];
}
const NONE: readonly Report[] = [];
