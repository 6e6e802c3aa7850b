import { instant, type Instant } from "../device/measure/time.ts";
import type { Agenda } from "./agenda.ts";

/** From the fill sensor down to the ram's plate at its top; `config/litter-bin.yaml` says the same. */
const SENSOR_ABOVE_PLATE_MM = 200;
/** Farther than any sensor sees. */
const NOWHERE_MM = 100_000;

/**
 * What stands between a fill sensor and the truth. `hangingMm`: something hangs so far below it, in its view, and the ram
 * passes it; null: nothing. `offMm`: the echo is off by so much. `blind`: none comes back.
 */
export type Disturbed = { readonly hangingMm: number | null; readonly offMm: number; readonly blind: boolean };

/** What the fill sensor of one bin hears of what is below it. */
export class BinEcho {
  readonly #agenda: Agenda;
  readonly #changed: () => void;
  #disturbed: Disturbed = { hangingMm: null, offMm: 0, blind: false };
  /** Air in the bag, as the height it adds to the litter: it yields to the plate without a load, and fills again. */
  #bag = { airMm: 0, fullMm: 0, refillMs: 0 };

  constructor(agenda: Agenda, changed: () => void) {
    this.#agenda = agenda;
    this.#changed = changed;
  }

  /** `surfaceMm`: from the top of the ram down to the plate where that is out, else to the litter. */
  distanceMm(surfaceMm: number, isPlate: boolean, noiseMm: number): number {
    const { hangingMm, offMm, blind } = this.#disturbed;
    if (blind) return NOWHERE_MM;
    const seen = SENSOR_ABOVE_PLATE_MM + (isPlate ? surfaceMm : Math.max(0, surfaceMm - this.#bag.airMm));
    return Math.min(seen, hangingMm ?? seen) + noiseMm + offMm;
  }

  disturb(by: Partial<Disturbed>): void {
    this.#disturbed = { ...this.#disturbed, ...by };
    this.#changed();
  }

  /** The bag fills with air to this height above its litter, and again so long after each time the ram comes up. */
  inflateBag(airMm: number, refillMs: number): void {
    this.#bag = { airMm, fullMm: airMm, refillMs };
    this.#changed();
  }

  /** The ram goes up: what air there was is pressed out. */
  pressed(now: Instant): void {
    if (this.#bag.airMm === 0) return;
    const bag = { ...this.#bag, airMm: 0 };
    this.#bag = bag;
    this.#changed();
    this.#agenda.add(instant(now + bag.refillMs), () => {
      if (this.#bag !== bag) return;
      this.#bag = { ...bag, airMm: bag.fullMm };
      this.#changed();
    });
  }
}
