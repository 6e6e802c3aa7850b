import type { BatteryState, Digital, RamDirection, RamFeedback } from "../device/measure/samples.ts";
import { instant, sooner, type Instant } from "../device/measure/time.ts";
import { milliamps, type Milliamps } from "../device/measure/units.ts";
import type { Agenda } from "./agenda.ts";
import { BinEcho } from "./bin-echo.ts";
import { NO_FAULTS, USUAL_MAKE, type Press, type PressFaults, type PressInputs, type PressMake } from "./press-make.ts";
import { advance, cranked, emptied, litterMm, newPress, nextChange, relayDropped, signals, thrownIn } from "./press.ts";
import type { PressSignals } from "./press.ts";
import { Supply, USUAL_SUPPLY, type SupplyFigures, type SupplyMake } from "./supply.ts";

/** A crew needs so long from the open door to the button. Our choice. */
const COLLECTION_MS = 60_000;
/** Between the two contacts of a door or hopper. */
const CHANNEL_GAP_MS = 40;
/** From the start of a stroke to a hand at the flap. Our choice: well inside the way down. */
const REACHES_IN_MS = 3_000;

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
  #supply: Supply;
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
  /** Somebody forces the flap open for so long, soon after the ram next goes down; null: nobody does. */
  #forcesFlapMs: number | null = null;
  #changes = 0;
  /** What its fill sensor hears. */
  readonly echo: BinEcho;

  constructor(
    name: string,
    atM: number,
    agenda: Agenda,
    now: Instant,
    { make = USUAL_MAKE, supply = USUAL_SUPPLY }: { readonly make?: PressMake; readonly supply?: SupplyMake } = {},
  ) {
    this.name = name;
    this.atM = atM;
    this.#agenda = agenda;
    this.#supply = new Supply(supply);
    this.echo = new BinEcho(agenda, () => (this.#changes += 1));
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
  get supplied(): SupplyFigures {
    return this.#supply.figures;
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
    const isPlate = travel > make.switchMm;
    return this.echo.distanceMm(isPlate ? travel : make.floorMm - this.litterMm, isPlate, noiseMm);
  }

  /** Whether the plate is anywhere but at its top. */
  get isRamOut(): boolean {
    return this.travelMm > this.#press.make.switchMm;
  }

  /** The lock does not hold, and somebody reaches in while the ram goes down. */
  forceFlap(forMs: number): void {
    this.#forcesFlapMs = forMs;
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
    if (direction === "up") this.echo.pressed(now);
    if (direction === "down") this.#startDown(now);
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

  /** A crew opens the door, empties the bin but for what it leaves, closes the door and presses RETURN for a second. */
  collect(now: Instant, { leavesPct = 0, forgetsReturn = false } = {}): void {
    if (!this.#contacts.doorA.active) return;
    this.#pair("door", false, now);
    this.#agenda.add(instant(now + COLLECTION_MS), (at) => {
      this.moveTo(at);
      this.#become(emptied(this.#press, (this.litterMm * leavesPct) / 100));
      this.echo.disturb({ hangingMm: null });
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

  /** The watchdog relay has not been toggled for as long as it holds. */
  dropWatchdog(now: Instant): void {
    this.switch("watchdog", false, now);
    this.#become(relayDropped(this.#press));
    this.moveTo(now);
  }
  /** A technician turns the plate by hand to so far below its top. */
  crank(toMm: number, now: Instant): void {
    this.moveTo(now);
    this.#become(cranked(this.#press, toMm));
    this.moveTo(now);
  }
  /** Another battery is put in, charged so far. */
  charge(pct: number): void {
    this.#supply = new Supply({ ...this.#supply.make, chargePct: pct });
    this.#changes += 1;
  }
  /** Another press is put in, its plate at the top and no litter below it. */
  fit(make: Partial<PressMake>, now: Instant): void {
    this.#become(newPress(now, { ...USUAL_MAKE, ...make }));
    this.moveTo(now);
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

  #startDown(now: Instant): void {
    this.#figures.strokes += 1;
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
    const { hopperA, hopperB, doorA, doorB, binPresent, eStop, tilt, key, serviceA, serviceB } = this.#contacts;
    const keyed = !key.active || serviceA.active || serviceB.active;
    const closed = [hopperA, hopperB, doorA, doorB, binPresent].every((contact) => contact.active);
    const guardsClosed = closed && keyed && ![eStop, tilt].some((contact) => contact.active);
    const { lock, watchdog } = this.outputs;
    return { driven: this.#driven, lock, watchdog, guardsClosed, faults: this.faults };
  }
}

const showsTheSame = (a: PressSignals, b: PressSignals): boolean =>
  a.currentMa === b.currentMa &&
  a.ram.driven === b.ram.driven &&
  a.ram.travelMm === b.ram.travelMm &&
  (["chain", "lockClosed", "top", "topOpen", "bottom"] as const).every((name) => a[name] === b[name]);

export const soonest = (moments: readonly (Instant | null)[]): Instant | null => moments.reduce(sooner, null);
