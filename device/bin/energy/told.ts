import type { Report, Why } from "../../measure/decision.ts";
import { minutes, type Millis } from "../../measure/time.ts";
import type { EnergySettings } from "../settings.ts";
import { boardMwh, daysLeft, DAY_MS, modeHours, type Balance, type Day, type Season } from "./day.ts";
import type { EnergyMode } from "./mode.ts";
import { usableMwh } from "./stroke-cost.ts";

/** Our choice: the city is to see within half an hour that a bin lives, in whatever mode. */
const PERIODS: Readonly<Record<EnergyMode, Millis>> = {
  normal: minutes(5),
  saving: minutes(15),
  commsOnly: minutes(30),
  shutdown: minutes(30),
};
export const periodMs = (mode: EnergyMode): Millis => PERIODS[mode];

const SENTENCES: Readonly<Record<EnergyMode, string>> = {
  normal: "enough energy: it presses as its settings say",
  saving: "it saves: it presses only when full, and reports every 15 minutes",
  commsOnly: "it presses no more, and reports every 30 minutes",
  shutdown: "the battery is nearly empty: it presses no more, and the press is to be shut down at its top",
};

/** `chargePct` null: no gauge has answered; `silent`: it answers no more. */
export type ModeGrounds = {
  readonly chargePct: number | null;
  readonly lowPct: number;
  readonly silent: boolean;
  readonly season: Season;
};

export function modeWhy(mode: EnergyMode, grounds: ModeGrounds, energy: EnergySettings): Why {
  const { chargePct, silent, season } = grounds;
  const left = chargePct === null ? {} : { chargePct, daysLeft: daysLeft(season, chargePct, energy) };
  return {
    subject: "energy",
    reason: mode,
    text: `${groundOf(grounds, mode)}: ${SENTENCES[mode]}`,
    because: { ...left, silent, winter: season.winter },
  };
}

function groundOf({ chargePct, lowPct, silent, season }: ModeGrounds, mode: EnergyMode): string {
  const charge = chargePct === null ? "the charge is not known" : `the battery is at ${chargePct} %`;
  if (mode !== "saving" || (chargePct !== null && chargePct < lowPct)) return charge;
  if (silent) return "the battery gauge does not answer: look at its wires";
  return season.winter ? `the sun gives less than the bin uses, and ${charge}` : charge;
}

/** The energy of a day that is over. What the gauge did not tell is left out. */
export function dayReport(
  day: Day,
  { harvestMwh, strokesMwh }: Balance,
  after: { readonly season: Season; readonly endPct: number | null; readonly costMwh: number | null },
  energy: EnergySettings,
): Report {
  const { endPct, season, costMwh } = after;
  const hours = modeHours(day);
  return {
    kind: "sample",
    stream: "bin-energy",
    class: 1,
    values: {
      ...(harvestMwh === null ? {} : { harvestWh: tenths(harvestMwh) }),
      boardWh: tenths(boardMwh(energy, DAY_MS)),
      strokesWh: tenths(strokesMwh),
      ...(costMwh === null ? {} : { strokeWh: costMwh / 1_000 }),
      ...(day.minPct === null || day.maxPct === null ? {} : { chargeMinPct: day.minPct, chargeMaxPct: day.maxPct }),
      ...(endPct === null
        ? {}
        : { usableWh: tenths(usableMwh(energy, endPct)), daysLeft: daysLeft(season, endPct, energy) }),
      mode: day.mode,
      ...{ normalH: hours.normal, savingH: hours.saving },
      ...{ commsOnlyH: hours.commsOnly, shutdownH: hours.shutdown },
    },
  };
}

/** Wh to a tenth. */
const tenths = (mwh: number): number => Math.round(mwh / 100) / 10;
