import { inTheirs } from "./counterpart.ts";
import { EMPTY_AT_PCT, fillOf, holds, isLow, type KnownBin } from "./known-bin.ts";
import { counterpartOf } from "./names.ts";
import { newest, numberIn } from "./newest.ts";
import { known } from "./ngsi-entity.ts";

/**
 * One record of a SenML pack, RFC 8428: `bn` and `bt` (s since 1970) stand in the first and hold for all. A value is a
 * number (`v`) or a boolean (`vb`). Units are those of the LwM2M object, and not repeated.
 */
export type SenmlRecord = {
  readonly bn?: string;
  readonly bt?: number;
  readonly n: string;
  readonly v?: number;
  readonly vb?: boolean;
};

/** 3435/6042: accepted, and rejected with certainty. 3435/6049: 100 has passed every check, 0 is to be rejected. */
const QUALITY = { accepted: { indicator: 4, level: 100 }, rejected: { indicator: 1, level: 0 } } as const;
const MS_OF_S = 1_000;
const MM_OF_CM = 10;

/** The bin's level as 3435, Filling level 2.0. Empty while it has not told of a level yet. */
export function fillingLevelOf(bin: KnownBin): readonly SenmlRecord[] {
  const fill = fillOf(bin);
  if (fill === null) return [];
  const { fillPct } = fill;
  const { settings } = bin;
  const quality = fillPct === null ? QUALITY.rejected : QUALITY.accepted;
  const litterMm = settings === undefined || fillPct === null ? null : (settings.emptyMm - settings.fullMm) * fillPct;
  const forecast = newest(bin.records, "bin-forecast");
  const records = [
    ...known(settings?.emptyMm ?? null, (mm) => reckoned("bin.height", mm)),
    ...known(fillPct, (pct) => reckoned("bin-fill.fillPct", pct)),
    ...known(litterMm, (mm) => number(3, Math.round(mm / 100 / MM_OF_CM))),
    ...known(settings?.fullPct ?? null, (pct) => reckoned("bin.full", pct)),
    ...known(holds(bin, "bin-full"), (full) => yes("bin-full", full)),
    number(6, EMPTY_AT_PCT),
    ...known(fillPct, (pct) => ({ n: "7", vb: pct <= EMPTY_AT_PCT })),
    ...known(numberIn(forecast, "ratePctPerH"), (rate) => reckoned("bin-forecast.ratePctPerH", rate)),
    ...known(numberIn(forecast, "fullAt"), (ms) => number(10, Math.round(ms / MS_OF_S))),
    ...known(holds(bin, "bin-alarm=dropped"), (dropped) => yes("bin-alarm=dropped", dropped)),
    yes("bin-alarm=doorOpen", fill.quality === "doorOpen"),
    ...known(holds(bin, "fire"), (fire) => yes("fire", fire)),
    ...known(fill.record.ts, (ts) => number(5518, Math.floor(ts / MS_OF_S))),
    ...known(fill.record.ts, (ts) => number(6050, (ts % MS_OF_S) / MS_OF_S)),
    number(6042, quality.indicator),
    number(6049, quality.level),
  ];
  return pack(bin, "3435", fill.record.ts, records);
}

/** The bin's battery as 3411, Battery. Empty where it has none. */
export function batteryOf(bin: KnownBin): readonly SenmlRecord[] {
  const record = newest(bin.records, "battery");
  const records = [
    ...known(numberIn(record, "chargePct"), (pct) => reckoned("battery.chargePct", pct)),
    ...known(numberIn(record, "voltageMv"), (mv) => reckoned("battery.voltageMv", mv)),
    ...known(isLow(bin), (low) => yes("bin-state=lowBattery", low)),
  ];
  return record === undefined ? [] : pack(bin, "3411", record.ts, records);
}

/** `stockholm/bin-12/3435/0/`: behind tenant and device stands the LwM2M path, instance 0. */
function pack(
  { birth: { tenant, device } }: KnownBin,
  object: string,
  ts: number | null,
  [first, ...rest]: readonly SenmlRecord[],
): readonly SenmlRecord[] {
  if (first === undefined) return [];
  const base = { bn: `${tenant}/${device}/${object}/0/`, ...(ts === null ? {} : { bt: ts / MS_OF_S }) };
  return [{ ...base, ...first }, ...rest];
}

const number = (resource: number, v: number): SenmlRecord => ({ n: String(resource), v });
const reckoned = (ours: string, value: number): SenmlRecord => ({
  n: resourceOf(ours),
  v: inTheirs(counterpartOf(ours, "lwm2m"), value),
});
const yes = (ours: string, vb: boolean): SenmlRecord => ({ n: resourceOf(ours), vb });
/** `3435/2 Actual filling percentage` is the resource 2. */
const resourceOf = (ours: string): string => /^\d+\/(\d+) /.exec(counterpartOf(ours, "lwm2m").name)?.[1] ?? "";
