import { instant, sooner, type Instant, type Millis } from "../device/measure/time.ts";
import type { SimulatedTime } from "./simulated-time.ts";

/** What the simulation needs of a device: its cycle, and when it next has something to do. */
export type Stepper = {
  step(now: Instant): { readonly acted: boolean; readonly wakeAt: Instant | null };
  /** Whether anything came to it, or changed in what it senses, since its last step; left out: it may have at any time. */
  isCalled?(): boolean;
};
/** What it needs of the world: to be moved, and its next change, strictly later than its now. */
export type Movable = { advance(to: Instant): void; nextChange(): Instant };
/** `jump` leaves out the cycles in which nothing can happen; `cycle` runs each of them. Both end alike. */
export type Stride = "jump" | "cycle";

/**
 * Runs devices on simulated time. Cycles lie on one grid of `periodMs` from 0, and every jump ends on it, so that
 * jumping from moment to moment sees what running each cycle would have seen.
 */
export class Simulation {
  readonly #world: Movable;
  readonly #time: SimulatedTime;
  readonly #devices: readonly Due[];
  readonly #periodMs: Millis;
  #cycles = 0;
  #next: Instant;

  constructor(world: Movable, time: SimulatedTime, devices: readonly Stepper[], periodMs: Millis) {
    this.#world = world;
    this.#time = time;
    this.#devices = devices.map((stepper) => ({ stepper, at: time.now() }));
    this.#periodMs = periodMs;
    this.#next = this.#onGrid(time.now());
  }

  /** Moments at which the devices ran. */
  get cycles(): number {
    return this.#cycles;
  }

  /** Runs every moment up to and including `until`, and leaves world and time there. */
  runTo(until: Instant, stride: Stride): void {
    while (this.#next <= until) {
      const now = this.#next;
      this.#moveTo(now);
      const cycle = this.#onGrid(instant(now + this.#periodMs));
      const wanted = this.#stepThoseDue(now, cycle);
      this.#next = stride === "cycle" || wanted === cycle ? cycle : this.#jump(wanted, cycle);
    }
    this.#moveTo(until);
  }

  /** Something outside poked the world or a device: the next cycle is looked at, whatever was announced. */
  poked(): void {
    const now = this.#time.now();
    const soon = this.#onGrid(instant(now + 1));
    if (soon < this.#next) this.#next = soon;
  }

  /**
   * The world's changes and what is due in time, each at its own moment: so it is the same wherever time is cut. What is
   * due at the very moment of a change comes before it.
   */
  #moveTo(moment: Instant): void {
    for (;;) {
      const [due, change] = [this.#time.next, this.#world.nextChange()];
      const next = due !== null && due < change ? due : change;
      if (next > moment) break;
      if (next !== change) this.#world.advance(next);
      this.#time.moveTo(next);
      this.#world.advance(next);
    }
    this.#world.advance(moment);
    this.#time.moveTo(moment);
  }

  /** A device at which nothing came and whose moment is yet to come would do nothing: `Decision` promises it. */
  #stepThoseDue(now: Instant, cycle: Instant): Instant | null {
    this.#cycles += 1;
    let wanted: Instant | null = null;
    for (const device of this.#devices) {
      const { stepper, at } = device;
      if ((at !== null && at <= now) || stepper.isCalled?.() !== false) {
        const { acted, wakeAt } = stepper.step(now);
        device.at = acted || (wakeAt !== null && wakeAt < cycle) ? cycle : wakeAt;
      }
      wanted = sooner(wanted, device.at);
    }
    return wanted;
  }

  #jump(wanted: Instant | null, cycle: Instant): Instant {
    const moment = sooner(sooner(wanted, this.#world.nextChange()), this.#time.next) ?? cycle;
    const next = this.#onGrid(moment);
    return next < cycle ? cycle : next;
  }

  /** The first cycle at or after a moment; a thousandth of a cycle is rounding. */
  #onGrid(moment: Instant): Instant {
    return instant(Math.ceil(moment / this.#periodMs - 0.001) * this.#periodMs);
  }
}

/** `at`: the moment from which on it is to be stepped; null: when it is called. */
type Due = { readonly stepper: Stepper; at: Instant | null };
