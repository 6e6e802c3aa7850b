import type { BatteryState } from "../device/measure/samples.ts";
import { millivolts, percent } from "../device/measure/units.ts";

/** `panelW`: at full sun. `mains`: the battery is kept as it is, whatever is drawn. */
export type SupplyMake = {
  readonly supply: "mains" | "solar";
  readonly capacityWh: number;
  readonly boardW: number;
  readonly panelW: number;
  readonly chargePct: number;
};
/**
 * A 12 V lead battery of 60 Ah and a panel of 30 W, as solar bins of this size have (our choice); the controller with
 * its uplink takes 1.5 W (row 22 of the feature table).
 */
export const USUAL_SUPPLY: SupplyMake = { supply: "solar", capacityWh: 720, boardW: 1.5, panelW: 30, chargePct: 80 };

/** Illuminance at which a panel gives its rated power: 1,000 W/m² of daylight are about 110,000 lx. */
const RATED_LUX = 110_000;
/** 12 V at the current that a ram takes without load. What pressing takes on top is left out. */
const RAM_W = 10;
const HOUR = 3_600_000;

/** What went in and out since the start. `lostWh`: the sun's, with the battery full. `missedWh`: asked of an empty one. */
export type SupplyFigures = {
  readonly firstWh: number;
  readonly harvestWh: number;
  readonly boardWh: number;
  readonly strokesWh: number;
  readonly lostWh: number;
  readonly missedWh: number;
  readonly storedWh: number;
};

/**
 * Battery, panel and loads of a bin, reckoned once a minute so that no reading falls between. The battery is charged
 * without loss, and its voltage follows its charge alone: it does not sag while the ram runs.
 */
export class Supply {
  readonly make: SupplyMake;
  #figures: SupplyFigures;
  #state: BatteryState;

  constructor(make: SupplyMake = USUAL_SUPPLY) {
    this.make = make;
    const firstWh = (make.capacityWh * make.chargePct) / 100;
    this.#figures = { firstWh, storedWh: firstWh, ...NOTHING };
    this.#state = stateAt(firstWh, make);
  }

  get state(): BatteryState {
    return this.#state;
  }
  get figures(): SupplyFigures {
    return this.#figures;
  }

  /** `passedMs` went by under this sky, and the ram was driven for `ramMs` of them. Tells whether it shows. */
  pass(passedMs: number, lux: number, ramMs: number): boolean {
    if (this.make.supply === "mains") return false;
    const { capacityWh, boardW, panelW } = this.make;
    const sunWh = (panelW * Math.min(1, lux / RATED_LUX) * passedMs) / HOUR;
    const boardWh = (boardW * passedMs) / HOUR;
    const strokesWh = (RAM_W * ramMs) / HOUR;
    const was = this.#figures;
    const wouldWh = was.storedWh + sunWh - boardWh - strokesWh;
    const storedWh = Math.min(capacityWh, Math.max(0, wouldWh));
    this.#figures = {
      firstWh: was.firstWh,
      harvestWh: was.harvestWh + sunWh,
      boardWh: was.boardWh + boardWh,
      strokesWh: was.strokesWh + strokesWh,
      lostWh: was.lostWh + Math.max(0, wouldWh - storedWh),
      missedWh: was.missedWh + Math.max(0, storedWh - wouldWh),
      storedWh,
    };
    const state = stateAt(storedWh, this.make);
    const shows = state.chargePct !== this.#state.chargePct;
    if (shows) this.#state = state;
    return shows;
  }
}

const NOTHING = { harvestWh: 0, boardWh: 0, strokesWh: 0, lostWh: 0, missedWh: 0 } as const;

/** 11.5 V empty to 12.9 V full, at rest. */
function stateAt(storedWh: number, { capacityWh }: SupplyMake): BatteryState {
  const chargePct = Math.round((100 * storedWh) / capacityWh);
  return { chargePct: percent(chargePct), voltageMv: millivolts(11_500 + 14 * chargePct) };
}
