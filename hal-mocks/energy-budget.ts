import type { BinSite } from "./bin-site.ts";
import type { SupplyMake } from "./supply.ts";

/**
 * What a bin's battery had, got and gave, in Wh: `usable` is what of the first charge may be used, `left` what of it is
 * there at the end; below 0 it was used and should not have been; `missed` was asked of a battery that had nothing left,
 * when a real bin would have been dead. `silenceS`: the longest time in which the city heard
 * nothing. `ramMm`: how far down the ram is at the end.
 */
export type EnergyBudget = {
  readonly capacityWh: number;
  readonly storedWh: number;
  readonly usableWh: number;
  readonly sunWh: number;
  readonly boardWh: number;
  readonly strokesWh: number;
  readonly leftWh: number;
  readonly missedWh: number;
  readonly silenceS: number;
  readonly ramMm: number;
};

type Budgeted = Pick<SupplyMake, "supply" | "capacityWh"> & { readonly usablePct: number };

/** null: it is fed by the mains. */
export function energyBudget(bin: BinSite, energy: Budgeted, silenceS: number): EnergyBudget | null {
  if (energy.supply === "mains") return null;
  const { capacityWh, usablePct } = energy;
  const { firstWh, harvestWh, lostWh, missedWh, boardWh, strokesWh, storedWh } = bin.supplied;
  const keptWh = (capacityWh * (100 - usablePct)) / 100;
  return {
    capacityWh,
    storedWh: tenth(firstWh),
    usableWh: tenth(firstWh - keptWh),
    sunWh: tenth(harvestWh - lostWh),
    boardWh: tenth(boardWh),
    strokesWh: tenth(strokesWh),
    leftWh: tenth(storedWh - keptWh),
    missedWh: tenth(missedWh),
    silenceS: Math.round(silenceS),
    ramMm: Math.round(bin.travelMm),
  };
}

export function budgetTable(budget: EnergyBudget): readonly string[] {
  const row = (name: string, value: number, unit: string) => `  ${name.padEnd(28)}${String(value).padStart(8)} ${unit}`;
  return [
    "energy",
    row("stored at the start", budget.storedWh, "Wh"),
    row("usable of it", budget.usableWh, "Wh"),
    row("from the sun", budget.sunWh, "Wh"),
    row("board and uplink", budget.boardWh, "Wh"),
    row("strokes", budget.strokesWh, "Wh"),
    row("left to use", budget.leftWh, "Wh"),
    row("missed, with it empty", budget.missedWh, "Wh"),
    row("longest silence", budget.silenceS, "s"),
    row("ram below its top", budget.ramMm, "mm"),
  ];
}

const tenth = (value: number): number => Math.round(value * 10) / 10 + 0;
