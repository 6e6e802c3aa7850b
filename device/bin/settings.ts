import type { Millis } from "../measure/time.ts";
import type { Celsius, Milliamps, Millimetres, Millivolts, Percent, WattHours, Watts } from "../measure/units.ts";

/** What a city may set of a bin. Limits and meaning of each key: `config/bin-settings.ts`. */
export type BinSettings = {
  /** Sensor to floor of the empty bin, and sensor to the line at which it counts as 100 % full. */
  readonly emptyMm: Millimetres;
  readonly fullMm: Millimetres;
  /** From here on: nearly full, full, critical. */
  readonly warnPct: Percent;
  readonly fullPct: Percent;
  readonly criticalPct: Percent;
  readonly hysteresisPct: Percent;
  readonly fireAboveC: Celsius;
  /** The zone whose hours and weekdays people keep, such as `Europe/Stockholm`. */
  readonly zone: string;
  /** Not emptied for so long it wants to be; and so long someone has who is to come. */
  readonly collectEveryMs: Millis;
  readonly collectWithinMs: Millis;
  /** null: a bin without a ram; it measures and reports, and nothing in it moves. */
  readonly press: PressSettings | null;
  readonly energy: EnergySettings;
};

/** What a press lives on. In a bin without one nothing asks for it. */
export type EnergySettings = {
  /** mains: no mode and no block by energy. */
  readonly supply: "mains" | "solar";
  /** The battery's energy, and the share of it that may be used. */
  readonly capacityWh: WattHours;
  readonly usablePct: Percent;
  /** The controller with its uplink, day and night. */
  readonly boardW: Watts;
  /** Below these the press rests and the city hears less often; and nothing but that is done. Low: `lowChargePct`. */
  readonly commsOnlyPct: Percent;
  readonly shutdownPct: Percent;
  /** The bin saves when the sun gave less than this share of its use, and the battery lasts fewer days without sun. */
  readonly winterHarvestPct: Percent;
  readonly winterDays: number;
};

export type PressSettings = {
  /** The level at which the ram presses: 3 valid samples over at least 10 s. */
  readonly pressAtPct: Percent;
  /** Or after so many throw-ins, counted at the hopper. */
  readonly pressAfterThrows: number;
  /** Full stroke of the ram. */
  readonly strokeMm: Millimetres;
  /** Sensor to the plate of the ram at its top. */
  readonly plateAtTopMm: Millimetres;
  /** Motor current: pressing force reached; upwards stall; least of a turning motor. */
  readonly pressMa: Milliamps;
  readonly retractStallMa: Milliamps;
  readonly turningMa: Milliamps;
  /** Below this for 200 ms a stroke is given up. */
  readonly lowMv: Millivolts;
  /** No stroke begins below this charge. */
  readonly lowChargePct: Percent;
  readonly strokesPerHourMax: number;
  readonly strokesPerDayMax: number;
  /** After a power cut with nothing open: ready at once, or only after START. */
  readonly armAfterPowerLoss: boolean;
  readonly autoHome: boolean;
  readonly warnMs: Millis;
  /** When no stroke begins, for the sake of those who sleep; null: it may always. */
  readonly quiet: QuietHours | null;
};

/** Local times of the zone, as `22:00`; they may span midnight. */
export type QuietHours = { readonly from: string; readonly to: string; readonly zone: string };
