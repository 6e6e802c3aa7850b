import type { QuantityKind } from "../device/measure/setting.ts";
import type { Values } from "./reader.ts";
import { shown } from "./value.ts";

/** A rule between keys: the keys it is about, what is wrong, what to write. Missing values were told already. */
export type Broken = { readonly paths: readonly string[]; readonly wrong: string; readonly instead: string };

/** The least distance between empty and full from which a percentage means anything: two frames of noise are 1 %. */
export const SPAN_MIN_MM = 250;

export function deviceRules(values: Values): readonly Broken[] {
  const broker = (values["city"] as Values | undefined)?.["broker"];
  if (typeof broker !== "string" || URL.canParse(broker)) return [];
  const instead = "Write a name, an IPv4 address, or an IPv6 address in brackets.";
  return [{ paths: ["city.broker"], wrong: `"${broker}" is no address`, instead }];
}

export function lampRules(lamp: Values): readonly Broken[] {
  const night = (lamp["night"] ?? {}) as Values;
  return [
    ...inOrder("share", ["lamp.floor", lamp["floorPct"]], ["lamp.base", lamp["basePct"]]),
    ...inOrder("share", ["lamp.base", lamp["basePct"]], ["lamp.boost", lamp["boostPct"]]),
    ...inOrder("light", ["lamp.night.cellOn", night["cellOnLux"]], ["lamp.night.cellOff", night["cellOffLux"]]),
  ];
}

export function binRules(bin: Values): readonly Broken[] {
  const press = bin["press"] as Values | null | undefined;
  return [
    ...span(bin),
    ...inOrder("share", ["bin.hysteresis", bin["hysteresisPct"]], ["bin.full", bin["fullPct"]]),
    ...(press == null ? [] : pressRules(bin, press)),
  ];
}

function pressRules(bin: Values, press: Values): readonly Broken[] {
  const hourly = ["bin.press.strokesPerHourMax", press["strokesPerHourMax"]] as const;
  return [
    ...inOrder("current", ["bin.press.turning", press["turningMa"]], ["bin.press.press", press["pressMa"]]),
    ...inOrder(
      "current",
      ["bin.press.turning", press["turningMa"]],
      ["bin.press.retractStall", press["retractStallMa"]],
    ),
    ...inOrder("count", hourly, ["bin.press.strokesPerDayMax", press["strokesPerDayMax"]]),
    ...reach(bin, press),
  ];
}

/** One key with its value. */
type Keyed = readonly [path: string, value: Values[string] | undefined];

/** The first may not be above the second. Told at the first that stands in the file. */
function inOrder(kind: QuantityKind | "count", [low, below]: Keyed, [high, above]: Keyed): readonly Broken[] {
  if (typeof below !== "number" || typeof above !== "number" || below <= above) return [];
  const [lowName, highName] = [lastOf(low), lastOf(high)];
  const wrong = `${lowName} (${shown(kind, below)}) is above ${highName} (${shown(kind, above)})`;
  return [{ paths: [low, high], wrong, instead: `Lower ${lowName} or raise ${highName}.` }];
}

const lastOf = (path: string): string => path.split(".").at(-1) ?? path;

function span({ emptyMm, fullMm }: Values): readonly Broken[] {
  if (typeof emptyMm !== "number" || typeof fullMm !== "number" || emptyMm - fullMm >= SPAN_MIN_MM) return [];
  const wrong = `height (${shown("length", emptyMm)}) is less than ${SPAN_MIN_MM} mm more than fullAt (${shown("length", fullMm)})`;
  const instead = "Both are measured down from the sensor: height to the floor, fullAt to the full line.";
  return [{ paths: ["bin.fullAt"], wrong, instead }];
}

/** A ram whose stroke ends below the floor would press on the bin itself, and call it litter. */
function reach({ emptyMm }: Values, { plateAtTopMm, strokeMm }: Values): readonly Broken[] {
  if (typeof emptyMm !== "number" || typeof plateAtTopMm !== "number" || typeof strokeMm !== "number") return [];
  const reachMm = plateAtTopMm + strokeMm;
  if (reachMm <= emptyMm) return [];
  const wrong = `plateAtTop and stroke (${shown("length", reachMm)}) reach below the floor (${shown("length", emptyMm)})`;
  const paths = ["bin.press.stroke", "bin.press.plateAtTop", "bin.height"];
  return [{ paths, wrong, instead: "Measure all three down from the sensor, or choose a shorter stroke." }];
}
