import { percent, type Percent } from "../../measure/units.ts";
import type { LuminaireSettings } from "../settings.ts";

/** Whole hours lit, of the lamp since it was hung and since its last cleaning. They never count while it is dark. */
export type LitHours = { readonly sinceNew: number; readonly sinceCleaning: number };

/**
 * What a lamp is given for the level that is asked, in the order of TALQ 2.7.1: the level, times its virtual output, then
 * times constant light and times maintenance. To a hundredth; never above 100, and never dark when light is asked.
 *
 * The hours are handed in whole and move the output by less than a hundredth each, so that no moment is announced for it.
 */
export function givenLevel(levelPct: Percent, luminaire: LuminaireSettings, hours: LitHours): Percent {
  if (levelPct === 0) return levelPct;
  const virtual = luminaire.virtualPct / 100;
  const constantLight = constantLightPct(luminaire, hours.sinceNew) / 100;
  const maintenance = maintenanceNowPct(luminaire, hours.sinceCleaning) / 100;
  const given = Math.round(levelPct * virtual * constantLight * maintenance * 100) / 100;
  return percent(Math.min(100, Math.max(given, luminaire.leastPct, LEAST_LIT_PCT)));
}

/** A driver takes less for off or for its least (BACnet stores a lit level below it as 1 %). */
const LEAST_LIT_PCT = 1;
const FULL_PCT = percent(100);

/** Piecewise linear between the entries of the luminaire's table; the first holds before it, the last after it. */
export function constantLightPct(
  { constantLight, depreciation }: Pick<LuminaireSettings, "constantLight" | "depreciation">,
  hoursLit: number,
): Percent {
  const [first] = depreciation;
  if (constantLight !== "controller" || first === undefined) return FULL_PCT;
  let before = first;
  for (const entry of depreciation) {
    if (hoursLit < entry.hours) {
      const way = (hoursLit - before.hours) / (entry.hours - before.hours);
      return entry === first ? first.outputPct : between(before.outputPct, entry.outputPct, way);
    }
    before = entry;
  }
  return before.outputPct;
}

/** Output grows evenly from what a clean luminaire needs to all of it when the next cleaning is due. */
export function maintenanceNowPct(
  { maintenancePct, maintenanceHours }: Pick<LuminaireSettings, "maintenancePct" | "maintenanceHours">,
  hoursSinceCleaning: number,
): Percent {
  if (maintenanceHours === 0) return FULL_PCT;
  return between(maintenancePct, FULL_PCT, Math.min(1, hoursSinceCleaning / maintenanceHours));
}

const between = (from: Percent, to: Percent, way: number): Percent => percent(from + (to - from) * way);
