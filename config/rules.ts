import type { Values } from "./reader.ts";

/** A rule between keys: where it is told, what is wrong, what to write. Missing values were told already. */
export type Broken = { readonly path: readonly string[]; readonly wrong: string; readonly instead: string };

/** The least distance between empty and full from which a percentage means anything: two frames of noise are 1 %. */
export const SPAN_MIN_MM = 250;

export function lampRules(lamp: Values): readonly Broken[] {
  const night = (lamp["night"] ?? {}) as Values;
  return [
    ...inOrder("lamp", lamp, "floorPct", "basePct", "floor", "base"),
    ...inOrder("lamp", lamp, "basePct", "boostPct", "base", "boost"),
    ...inOrder("lamp.night", night, "cellOnLux", "cellOffLux", "cellOn", "cellOff"),
  ];
}

export function binRules(bin: Values): readonly Broken[] {
  const press = bin["press"] as Values | null | undefined;
  return [
    ...span(bin),
    ...inOrder("bin", bin, "warnPct", "fullPct", "warn", "full"),
    ...inOrder("bin", bin, "fullPct", "criticalPct", "full", "critical"),
    ...(press == null ? [] : inOrder("bin.press", press, "turningMa", "pressMa", "turning", "press")),
  ];
}

function inOrder(
  path: string,
  values: Values,
  low: string,
  high: string,
  lowName: string,
  highName: string,
): readonly Broken[] {
  const [below, above] = [values[low], values[high]];
  if (typeof below !== "number" || typeof above !== "number" || below <= above) return [];
  return [
    {
      path: [...path.split("."), lowName],
      wrong: `${lowName} is above ${highName}`,
      instead: `Lower ${lowName} or raise ${highName}.`,
    },
  ];
}

function span({ emptyMm, fullMm }: Values): readonly Broken[] {
  if (typeof emptyMm !== "number" || typeof fullMm !== "number" || emptyMm - fullMm >= SPAN_MIN_MM) return [];
  const wrong = `between height and fullAt are only ${emptyMm - fullMm} mm`;
  return [
    { path: ["bin", "fullAt"], wrong, instead: `Leave at least ${SPAN_MIN_MM} mm: fullAt is the smaller distance.` },
  ];
}
