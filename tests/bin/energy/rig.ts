import { initialEnergy, nextEnergy, type EnergyCycle, type EnergyState } from "../../../device/bin/energy/planner.ts";
import type { BinReadings } from "../../../device/bin/readings.ts";
import type { BinSettings, EnergySettings, PressSettings } from "../../../device/bin/settings.ts";
import type { Mode } from "../../../device/bin/press/states.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { faulty, valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { milliamps, millivolts, percent } from "../../../device/measure/units.ts";
import { SOUND_SETTINGS, soundReadings } from "../sound-bin.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const PRESS = SOUND_SETTINGS.press as PressSettings;
export const with_ = (energy: Partial<EnergySettings>): BinSettings => ({
  ...SOUND_SETTINGS,
  energy: { ...SOUND_SETTINGS.energy, ...energy },
});

/** `chargePct` null: the gauge does not answer. */
export type Shown = { readonly chargePct: number | null; readonly voltageMv?: number; readonly currentMa?: number };

export function readingsOf({ chargePct, voltageMv = 12_800, currentMa = 0 }: Shown): BinReadings {
  const at = instant(0);
  return {
    ...soundReadings(),
    current: valid(milliamps(currentMa), at),
    battery:
      chargePct === null
        ? faulty("battery", "stale", at)
        : valid({ chargePct: percent(chargePct), voltageMv: millivolts(voltageMv) }, at),
  };
}

const IDLE: Mode = { name: "IDLE", since: instant(0) };

/** The planner alone, in time of its own: each step is a cycle, and so is each moment it announced on the way. */
export class PlannerRig {
  readonly settings: BinSettings;
  state: EnergyState;
  learnedMwh: readonly number[] = [];
  pressMode: Mode = IDLE;
  shown: Shown;
  last: EnergyCycle | null = null;
  readonly why: string[] = [];
  readonly reports: Record<string, unknown>[] = [];
  cycles = 0;
  now = 0;
  #wakeAt = 0;

  constructor(settings: BinSettings = SOUND_SETTINGS, chargePct = 90) {
    this.settings = settings;
    this.shown = { chargePct };
    this.state = initialEnergy(instant(0));
    this.cycle();
  }

  show(shown: Shown): this {
    this.shown = shown;
    this.cycle();
    return this;
  }

  /** Goes on for so long; null `gridMs`: from announced moment to announced moment. */
  pass(ms: number, gridMs: number | null = null): this {
    const end = this.now + ms;
    while (this.now < end) {
      const next = gridMs === null ? Math.max(this.#wakeAt, this.now + 1) : this.now + gridMs;
      this.now = Math.min(end, next);
      this.cycle();
    }
    return this;
  }

  cycle(): EnergyCycle {
    const moments = new Moments(instant(this.now));
    const { pressMode, learnedMwh, settings } = this;
    const sight = { readings: readingsOf(this.shown), pressMode, learnedMwh, settings, press: PRESS };
    const cycle = nextEnergy(this.state, sight, moments);
    this.#wakeAt = cycle.energy === this.state ? (moments.next ?? Infinity) : this.now;
    if (cycle.energy !== null) this.state = cycle.energy;
    this.why.push(...cycle.why.map(({ reason }) => reason));
    this.reports.push(...cycle.reports.map(({ values }) => values));
    this.cycles += 1;
    this.last = cycle;
    return cycle;
  }
}
