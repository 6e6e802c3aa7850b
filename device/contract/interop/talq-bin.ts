import { inTheirs } from "./counterpart.ts";
import { emptied, fillOf, holds, isLow, type KnownBin } from "./known-bin.ts";
import { counterpartOf } from "./names.ts";
import { momentOf, newest, numberIn } from "./newest.ts";

/** Attributes of TALQ functions by the function's name; a function of which nothing is known is not there. */
export type TalqFunctions = Readonly<Record<string, Readonly<Record<string, number | boolean | string>>>>;

const MM_OF_M = 1_000;

/** A bin in the words of TALQ's waste profile, 2.7.1. What is not known is left out. */
export function talqBinOf(bin: KnownBin): TalqFunctions {
  const fill = fillOf(bin);
  const battery = newest(bin.records, "battery");
  const { settings } = bin;
  const spanMm = settings === undefined ? null : ((settings.emptyMm - settings.fullMm) * settings.fullPct) / 100;
  const told: readonly Told[] = [
    of("bin.height", settings?.emptyMm ?? null),
    ["FillingLevelSensorFunction.levelHighThreshold", spanMm === null ? null : spanMm / MM_OF_M],
    of("bin-fill.fillPct", fill?.fillPct ?? null),
    is("bin-full", bin),
    [nameOf("collection"), momentOf(emptied(bin))],
    ...["bin-alarm=collectionLate", "bin-alarm=tamper", "bin-alarm=dropped"].map((name) => is(name, bin)),
    of("battery.chargePct", numberIn(battery, "chargePct")),
    of("battery.voltageMv", numberIn(battery, "voltageMv")),
    [nameOf("bin-state=lowBattery"), battery === undefined ? null : isLow(bin)],
  ];
  return Object.fromEntries(
    [...Map.groupBy(told, ([name]) => name.split(".")[0] ?? "")].flatMap(([type, attributes]) => {
      const some = attributes.flatMap(([name, value]) => (value === null ? [] : [[name.split(".")[1] ?? "", value]]));
      return some.length === 0 ? [] : [[type, Object.fromEntries(some) as TalqFunctions[string]]];
    }),
  );
}

type Told = readonly [name: string, value: number | boolean | string | null];
const nameOf = (ours: string): string => counterpartOf(ours, "talq").name;
const is = (ours: string, bin: KnownBin): Told => [nameOf(ours), holds(bin, ours)];
const of = (ours: string, value: number | null): Told => [
  nameOf(ours),
  value === null ? null : inTheirs(counterpartOf(ours, "talq"), value),
];
