import type { BatteryState, Digital, RamDirection, RamFeedback } from "../device/measure/samples.ts";
import { instant, sooner, type Instant } from "../device/measure/time.ts";
import { milliamps, type Milliamps } from "../device/measure/units.ts";
import type { Agenda } from "./agenda.ts";
import { NO_FAULTS, USUAL_MAKE, type Press, type PressFaults, type PressInputs, type PressMake } from "./press-make.ts";
import { advance, emptied, litterMm, newPress, nextChange, signals, thrownIn, type PressSignals } from "./press.ts";
import { Supply } from "./supply.ts";

/** From the fill sensor down to the ram's plate at its top; `config/litter-bin.yaml` says the same. */
export const SENSOR_ABOVE_PLATE_MM = 200;
/** A crew needs so long from the open door to the button. Our choice. */
const COLLECTION_MS = 60_000;
/** Between the two contacts of a door or hopper. */
const CHANNEL_GAP_MS = 40;
const FIRST_CHARGE_PCT = 80;

export type Contact =
  | "hopperA"
  | "hopperB"
  | "doorA"
  | "doorB"
  | "binPresent"
  | "eStop"
  | "tilt"
  | "key"
  | "beam"
  | "start"
  | "reset"
  | "returned"
  | "serviceA"
  | "serviceB";
export type BinFigures = {
  readonly throws: number;
  readonly leftBeside: number;
  readonly collections: number;
  /** Times that the ram was driven down. */
  readonly strokes: number;
};

/** One bin as the world sees it: its contacts, its litter and its press. */
export class BinSite {
  readonly name: string;
  readonly atM: number;
  readonly outputs: Record<"lock" | "buzzer" | "signRed" | "signAmber" | "signGreen" | "watchdog", boolean> = {
    ...{ lock: false, buzzer: false, signRed: false, signAmber: false, signGreen: false, watchdog: false },
  };
  faults: PressFaults = NO_FAULTS;
  readonly #agenda: Agenda;
  readonly #contacts: Record<Contact, Digital>;
  readonly #supply = new Supply(FIRST_CHARGE_PCT);
  #suppliedAt: Instant;
  #driven: RamDirection = "off";
  #drivenSince: Instant;
  #ramMs = 0;
  #press: Press;
  /** What the press shows, worked out once for each of its states. */
  #signals: PressSignals;
  #signalsOf: Press;
  #figures = { throws: 0, leftBeside: 0, collections: 0, strokes: 0 };
  #hopperBusyUntil: Instant;
  #changes = 0;
  #echo: Echo = CLEAR_ECHO;

  constructor(name: string, atM: number, agenda: Agenda, now: Instant, make: PressMake = USUAL_MAKE) {
    this.name = name;
    this.atM = atM;
    this.#agenda = agenda;
    this.#press = newPress(now, make);
    this.#signalsOf = this.#press;
    this.#signals = signals(this.#press);
    this.#hopperBusyUntil = now;
    this.#suppliedAt = now;
    this.#drivenSince = now;
    const made = (active: boolean): Digital => ({ active, rises: 0, falls: 0, changedAt: null });
    const [closed, open] = [made(true), made(false)];
    this.#contacts = {
      ...{ hopperA: closed, hopperB: closed, doorA: closed, doorB: closed, binPresent: closed },
      ...{ eStop: open, tilt: open, key: open, beam: open, start: open, reset: open, returned: open },
      ...{ serviceA: open, serviceB: open },
    };
  }

  get battery(): BatteryState {
    return this.#supply.state;
  }
  get figures(): BinFigures {
    return this.#figures;
  }
  /** A number that is another one whenever a part of it would show something else than before, but for its noise. */
  get changes(): number {
    return this.#changes;
  }
  /** What the litter is like; see `Press`. */
  get litter(): Pick<Press, "make" | "heapMm" | "solidMm"> {
    return this.#press;
  }
  /** Height of the litter, 0 empty. */
  get litterMm(): number {
    return litterMm(this.#press);
  }
  get fillPct(): number {
    return Math.min(100, (100 * this.litterMm) / (this.#press.make.floorMm - 100));
  }
  get travelMm(): number {
    return this.#shown().ram.travelMm ?? 0;
  }

  contact(name: Contact): Digital {
    return this.#contacts[name];
  }
  signal(name: "chain" | "lockClosed" | "top" | "topOpen" | "bottom"): Digital {
    return this.#shown()[name];
  }
  get ram(): RamFeedback {
    return this.#shown().ram;
  }
  get currentMa(): Milliamps {
    return milliamps(this.#shown().currentMa);
  }

  /**
   * From the fill sensor to what is below it: the litter, or the plate when that is not at its top. `noiseMm` is the
   * echo's own.
   */
  distanceMm(noiseMm: number): number {
    const { make } = this.#press;
    const travel = this.travelMm;
    const { bagMm, offMm, blind } = this.#echo;
    if (blind) return NOWHERE_MM;
    const surface = travel > make.switchMm ? travel : make.floorMm - Math.max(this.litterMm, bagMm);
    return SENSOR_ABOVE_PLATE_MM + surface + noiseMm + offMm;
  }
  /** What is wrong with the echo from now on. */
  disturb(echo: Partial<Echo>): void {
    this.#echo = { ...this.#echo, ...echo };
    this.#changes += 1;
  }

  /** A minute or less went by since the last call, under this sky. */
  supply(lux: number, now: Instant): void {
    this.#countRamMs(now);
    if (this.#supply.pass(now - this.#suppliedAt, lux, this.#ramMs)) this.#changes += 1;
    this.#suppliedAt = now;
    this.#ramMs = 0;
  }

  #shown(): PressSignals {
    if (this.#signalsOf !== this.#press) {
      this.#signals = signals(this.#press);
      this.#signalsOf = this.#press;
    }
    return this.#signals;
  }

  moveTo(now: Instant): void {
    this.#become(advance(this.#press, this.#inputs(), now));
  }
  #become(press: Press): void {
    const [was, shown] = [this.#press, this.#signals];
    this.#press = press;
    this.#signals = signals(press);
    this.#signalsOf = press;
    if (litterMm(press) !== litterMm(was) || !showsTheSame(shown, this.#signals)) this.#changes += 1;
  }
  nextChange(): Instant | null {
    return nextChange(this.#press, this.#inputs());
  }

  drive(direction: RamDirection, now: Instant): void {
    if (direction === this.#driven) return;
    this.moveTo(now);
    this.#countRamMs(now);
    this.#driven = direction;
    if (direction === "down") this.#figures.strokes += 1;
    this.moveTo(now);
  }
  switch(output: keyof BinSite["outputs"], on: boolean, now: Instant): void {
    if (on === this.outputs[output]) return;
    this.moveTo(now);
    this.outputs[output] = on;
    this.moveTo(now);
  }

  set(name: Contact, active: boolean, now: Instant): void {
    const was = this.#contacts[name];
    if (was.active === active) return;
    this.moveTo(now);
    this.#changes += 1;
    const { rises, falls } = was;
    this.#contacts[name] = { active, rises: rises + (active ? 1 : 0), falls: falls + (active ? 0 : 1), changedAt: now };
    this.moveTo(now);
  }

  /** Someone opens the hopper, throws something in and lets go. A locked hopper leaves it beside the bin. */
  throwIn(looseMm: number, now: Instant): void {
    this.moveTo(now);
    if (this.#shown().lockClosed.active || now < this.#hopperBusyUntil) {
      this.#figures.leftBeside += 1;
      return;
    }
    this.#hopperBusyUntil = instant(now + 3_000);
    this.#pair("hopper", false, now);
    this.#agenda.add(instant(now + 2_000), (at) => {
      this.moveTo(at);
      this.#become(thrownIn(this.#press, looseMm));
      this.#figures.throws += 1;
      this.#pair("hopper", true, at);
    });
  }

  /** A crew opens the door, empties the bin, closes the door and presses RETURN for a second, unless it forgets. */
  collect(now: Instant, forgetsReturn = false): void {
    if (!this.#contacts.doorA.active) return;
    this.#pair("door", false, now);
    this.#agenda.add(instant(now + COLLECTION_MS), (at) => {
      this.moveTo(at);
      this.#become(emptied(this.#press));
      this.disturb({ bagMm: 0 });
      this.#figures.collections += 1;
      this.#pair("door", true, at);
    });
    if (!forgetsReturn) this.push("returned", instant(now + COLLECTION_MS + 5_000));
  }

  /** A button pressed for a second. */
  push(button: "start" | "reset" | "returned", at: Instant): void {
    this.#agenda.add(at, (pressed) => {
      this.set(button, true, pressed);
    });
    this.#agenda.add(instant(at + 1_000), (released) => {
      this.set(button, false, released);
    });
  }

  /** Nothing drives the ram and the relay drops; a bistable lock stays as it is. */
  cutPower(now: Instant): void {
    this.drive("off", now);
    for (const output of ["watchdog", "buzzer", "signRed", "signAmber", "signGreen"] as const) {
      this.switch(output, false, now);
    }
  }

  /** Litter that lies in it from the start. */
  fillTo(looseMm: number): void {
    this.#become(thrownIn(this.#press, looseMm));
  }

  /** Emptied but for so much. */
  empty(leftMm: number, now: Instant): void {
    this.moveTo(now);
    this.#become(emptied(this.#press, leftMm));
  }

  breakPress(faults: Partial<PressFaults>, now: Instant): void {
    this.moveTo(now);
    this.faults = { ...this.faults, ...faults };
    this.moveTo(now);
  }

  /** Everything that was broken by hand is well again. */
  mend(now: Instant): void {
    this.breakPress(NO_FAULTS, now);
    for (const contact of ["eStop", "tilt", "key"] as const) this.set(contact, false, now);
  }

  #countRamMs(now: Instant): void {
    if (this.#driven !== "off") this.#ramMs += now - this.#drivenSince;
    this.#drivenSince = now;
  }

  #pair(what: "hopper" | "door", active: boolean, now: Instant): void {
    this.set(`${what}A`, active, now);
    this.#agenda.add(instant(now + CHANNEL_GAP_MS), (at) => {
      this.set(`${what}B`, active, at);
    });
  }

  #inputs(): PressInputs {
    const { hopperA, hopperB, doorA, doorB, binPresent, eStop, tilt, key } = this.#contacts;
    const closed = [hopperA, hopperB, doorA, doorB, binPresent].every((contact) => contact.active);
    const guardsClosed = closed && ![eStop, tilt, key].some((contact) => contact.active);
    const { lock, watchdog } = this.outputs;
    return { driven: this.#driven, lock, watchdog, guardsClosed, faults: this.faults };
  }
}

/** What stands between the sensor and the truth: a bag that hangs so high, an echo that is off, or none at all. */
export type Echo = { readonly bagMm: number; readonly offMm: number; readonly blind: boolean };
const CLEAR_ECHO: Echo = { bagMm: 0, offMm: 0, blind: false };
/** Farther than any sensor sees. */
const NOWHERE_MM = 100_000;

const showsTheSame = (a: PressSignals, b: PressSignals): boolean =>
  a.currentMa === b.currentMa &&
  a.ram.driven === b.ram.driven &&
  a.ram.travelMm === b.ram.travelMm &&
  (["chain", "lockClosed", "top", "topOpen", "bottom"] as const).every((name) => a[name] === b[name]);

export const soonest = (moments: readonly (Instant | null)[]): Instant | null => moments.reduce(sooner, null);
