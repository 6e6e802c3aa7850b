import type { LuminaireSettings } from "../../device/lamp/settings.ts";
import {
  initialElectrical,
  nextElectrical,
  type Electrical,
  type Failure,
  type Watched,
} from "../../device/lamp/watch/electrical.ts";
import { expectedPower } from "../../device/lamp/watch/expected-power.ts";
import { Moments } from "../../device/measure/moments.ts";
import type { DriverWord } from "../../device/measure/samples.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { percent, watts } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

export const LUMINAIRE: LuminaireSettings = { ...SETTINGS.luminaire, powerFullW: watts(40), powerLeastW: watts(3) };
export const SECOND = 1_000;
export const MINUTE = 60_000;

/** What a lamp does with the level that it is given: its power in W, by the moment too. */
export type Behaviour = (levelPct: number, now: number) => number | null;
export const sound: Behaviour = (levelPct) => expectedPower(percent(levelPct), LUMINAIRE);

/** A lamp on a table, with someone who judges it by its power alone. What is told begins and ends at known moments. */
export class WatchedLamp {
  readonly told: (readonly [at: number, failure: Failure, active: boolean])[] = [];
  behaves: Behaviour = sound;
  driverSays: DriverWord | null = null;
  isDay = false;
  isOverridden = false;
  levelPct = 0;
  now = 0;
  judged: Electrical = initialElectrical(instant(0));
  #wakeAt: Instant | null = null;
  readonly #stepMs: number | null;

  /** `stepMs` null: only announced moments are run, as simulated time does. */
  constructor(stepMs: number | null = null) {
    this.#stepMs = stepMs;
  }

  get active(): readonly Failure[] {
    return this.judged.active;
  }

  /** From that moment on. */
  at(
    moment: number,
    change: {
      levelPct?: number;
      isDay?: boolean;
      isOverridden?: boolean;
      behaves?: Behaviour;
      driverSays?: DriverWord | null;
    } = {},
  ): this {
    this.run(moment);
    Object.assign(this, change);
    return this.#cycle(moment);
  }

  after(wait: number, change: Parameters<WatchedLamp["at"]>[1] = {}): this {
    return this.at(this.now + wait, change);
  }

  /** When a failure was first told after a moment; null: never. */
  toldAt(failure: Failure, since = 0): number | null {
    return this.told.find(([at, name, active]) => name === failure && active && at >= since)?.[0] ?? null;
  }

  run(moment: number): void {
    for (;;) {
      const due = this.#stepMs === null ? (this.#wakeAt ?? Infinity) : this.now + this.#stepMs;
      if (due >= moment) return;
      this.#cycle(due);
    }
  }

  #cycle(now: number): this {
    const powerW = this.behaves(this.levelPct, now);
    const watched: Watched = {
      askedPct: percent(this.levelPct),
      powerW: powerW === null ? null : watts(powerW),
      driverSays: this.driverSays,
      isDay: this.isDay,
      isOverridden: this.isOverridden,
    };
    const moments = new Moments(instant(now));
    const before = this.active;
    this.judged = nextElectrical(this.judged, watched, LUMINAIRE, moments).electrical;
    this.now = now;
    this.#wakeAt = moments.next;
    for (const name of this.active) if (!before.includes(name)) this.told.push([now, name, true]);
    for (const name of before) if (!this.active.includes(name)) this.told.push([now, name, false]);
    return this;
  }
}
