import type { BatteryState } from "../device/measure/samples.ts";
import { millivolts, percent } from "../device/measure/units.ts";

/** A 12 V lead battery of 60 Ah and a panel of 30 W, as solar bins of this size have. Our choice. */
const CAPACITY_WH = 720;
const PANEL_W = 30;
/** Illuminance at which a panel gives its rated power: 1,000 W/m² of daylight are about 110,000 lx. */
const RATED_LUX = 110_000;
/** The controller itself; as in the lamp post. */
const CONTROLLER_W = 0.6;
/** 12 V at the current that a ram takes without load. What pressing takes on top is left out. */
const RAM_W = 10;
const HOUR = 3_600_000;

/**
 * Battery, panel and loads of a bin, reckoned once a minute so that no reading falls between. The battery is charged
 * without loss, and its voltage follows its charge alone: it does not sag while the ram runs.
 */
export class Supply {
  #storedWh: number;
  #state: BatteryState;

  constructor(chargePct: number) {
    this.#storedWh = (CAPACITY_WH * chargePct) / 100;
    this.#state = stateAt(this.#storedWh);
  }

  get state(): BatteryState {
    return this.#state;
  }

  /** `passedMs` went by under this sky, and the ram was driven for `ramMs` of them. Tells whether it shows. */
  pass(passedMs: number, lux: number, ramMs: number): boolean {
    const gainWh = (PANEL_W * Math.min(1, lux / RATED_LUX) * passedMs) / HOUR;
    const lossWh = (CONTROLLER_W * passedMs + RAM_W * ramMs) / HOUR;
    this.#storedWh = Math.min(CAPACITY_WH, Math.max(0, this.#storedWh + gainWh - lossWh));
    const state = stateAt(this.#storedWh);
    const shows = state.chargePct !== this.#state.chargePct;
    if (shows) this.#state = state;
    return shows;
  }
}

/** 11.5 V empty to 12.9 V full, at rest. */
function stateAt(storedWh: number): BatteryState {
  const chargePct = Math.round((100 * storedWh) / CAPACITY_WH);
  return { chargePct: percent(chargePct), voltageMv: millivolts(11_500 + 14 * chargePct) };
}
