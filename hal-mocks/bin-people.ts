import { instant, type Instant } from "../device/measure/time.ts";
import type { Agenda } from "./agenda.ts";
import type { Contact } from "./bin-contacts.ts";

/** A crew needs so long from the open door to the button. Our choice. */
const COLLECTION_MS = 60_000;
/** Between the two contacts of a door or hopper. */
const CHANNEL_GAP_MS = 40;
/** From the start of a stroke to a hand at the flap. Our choice: well inside the way down. */
const REACHES_IN_MS = 3_000;
/** A flap is opened and let go of in 2 s, and free for the next hand after 3. Our choice. */
const THROW_MS = 2_000;
const HOPPER_BUSY_MS = 3_000;

/** What of a bin people lay hands on. */
export type Handled = {
  set(name: Contact, active: boolean, now: Instant): void;
  isHopperLocked(): boolean;
  isDoorClosed(): boolean;
  put(looseMm: number, now: Instant): void;
  take(leavesPct: number, now: Instant): void;
};

/** What people do at one bin, each with the moments that it takes. */
export class BinPeople {
  readonly figures = { throws: 0, leftBeside: 0, collections: 0 };
  readonly #bin: Handled;
  readonly #agenda: Agenda;
  #hopperBusyUntil: Instant;
  /** Somebody forces the flap open for so long, soon after the ram next goes down; null: nobody does. */
  #forcesFlapMs: number | null = null;

  constructor(bin: Handled, agenda: Agenda, now: Instant) {
    this.#bin = bin;
    this.#agenda = agenda;
    this.#hopperBusyUntil = now;
  }

  throwIn(looseMm: number, now: Instant): void {
    if (this.#bin.isHopperLocked() || now < this.#hopperBusyUntil) {
      this.figures.leftBeside += 1;
      return;
    }
    this.#hopperBusyUntil = instant(now + HOPPER_BUSY_MS);
    this.#pair("hopper", false, now);
    this.#agenda.add(instant(now + THROW_MS), (at) => {
      this.#bin.put(looseMm, at);
      this.figures.throws += 1;
      this.#pair("hopper", true, at);
    });
  }

  collect(now: Instant, leavesPct: number, forgetsReturn: boolean): void {
    if (!this.#bin.isDoorClosed()) return;
    this.#pair("door", false, now);
    this.#agenda.add(instant(now + COLLECTION_MS), (at) => {
      this.#bin.take(leavesPct, at);
      this.figures.collections += 1;
      this.#pair("door", true, at);
    });
    if (!forgetsReturn) this.push("returned", instant(now + COLLECTION_MS + 5_000));
  }

  push(button: "start" | "reset" | "returned", at: Instant): void {
    this.#agenda.add(at, (pressed) => {
      this.#bin.set(button, true, pressed);
    });
    this.#agenda.add(instant(at + 1_000), (released) => {
      this.#bin.set(button, false, released);
    });
  }

  forceFlap(forMs: number): void {
    this.#forcesFlapMs = forMs;
  }

  ramGoesDown(now: Instant): void {
    const forMs = this.#forcesFlapMs;
    if (forMs === null) return;
    this.#forcesFlapMs = null;
    const opensAt = instant(now + REACHES_IN_MS);
    this.#agenda.add(opensAt, (at) => {
      this.#pair("hopper", false, at);
    });
    this.#agenda.add(instant(opensAt + forMs), (at) => {
      this.#pair("hopper", true, at);
    });
  }

  #pair(what: "hopper" | "door", active: boolean, now: Instant): void {
    this.#bin.set(`${what}A`, active, now);
    this.#agenda.add(instant(now + CHANNEL_GAP_MS), (at) => {
      this.#bin.set(`${what}B`, active, at);
    });
  }
}
