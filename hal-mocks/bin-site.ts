import type { BatteryState, Digital, RamDirection, RamFeedback } from "../device/measure/samples.ts";
import type { Instant } from "../device/measure/time.ts";
import { milliamps, type Milliamps } from "../device/measure/units.ts";
import type { Agenda } from "./agenda.ts";
import { BinContacts, type Contact } from "./bin-contacts.ts";
import { BinEcho } from "./bin-echo.ts";
import { BinPeople } from "./bin-people.ts";
import { NO_FAULTS, USUAL_MAKE, type Press, type PressFaults, type PressInputs, type PressMake } from "./press-make.ts";
import {
  advance,
  cranked,
  emptied,
  litterMm,
  newPress,
  nextChange,
  relayDropped,
  showsTheSame,
  signals,
  thrownIn,
} from "./press.ts";
import type { PressSignals } from "./press.ts";
import { Supply, USUAL_SUPPLY, type SupplyFigures, type SupplyMake } from "./supply.ts";

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
  readonly #contacts = new BinContacts();
  #supply: Supply;
  #suppliedAt: Instant;
  #driven: RamDirection = "off";
  #drivenSince: Instant;
  #ramMs = 0;
  #press: Press;
  /** What the press shows, worked out once for each of its states. */
  #signals: PressSignals;
  #strokes = 0;
  readonly #people: BinPeople;
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
    this.#supply = new Supply(supply);
    this.echo = new BinEcho(agenda, () => (this.#changes += 1));
    this.#press = newPress(now, make);
    this.#signals = signals(this.#press);
    this.#people = this.#handled(agenda, now);
    this.#suppliedAt = now;
    this.#drivenSince = now;
  }

  get battery(): BatteryState {
    return this.#supply.state;
  }
  get supplied(): SupplyFigures {
    return this.#supply.figures;
  }
  get figures(): BinFigures {
    return { ...this.#people.figures, strokes: this.#strokes };
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
    return this.#signals.ram.travelMm ?? 0;
  }

  contact(name: Contact): Digital {
    return this.#contacts.of(name);
  }
  signal(name: "chain" | "lockClosed" | "top" | "topOpen" | "bottom"): Digital {
    return this.#signals[name];
  }
  get ram(): RamFeedback {
    return this.#signals.ram;
  }
  get currentMa(): Milliamps {
    return milliamps(this.#signals.currentMa);
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
    this.#people.forceFlap(forMs);
  }

  /** A minute or less went by since the last call, under this sky. */
  supply(lux: number, now: Instant): void {
    this.#countRamMs(now);
    if (this.#supply.pass(now - this.#suppliedAt, lux, this.#ramMs)) this.#changes += 1;
    this.#suppliedAt = now;
    this.#ramMs = 0;
  }

  moveTo(now: Instant): void {
    this.#become(advance(this.#press, this.#inputs(), now));
  }
  #become(press: Press): void {
    const [was, shown] = [this.#press, this.#signals];
    this.#press = press;
    this.#signals = signals(press);
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
    if (direction === "down") {
      this.#strokes += 1;
      this.#people.ramGoesDown(now);
    }
    this.moveTo(now);
  }
  switch(output: keyof BinSite["outputs"], on: boolean, now: Instant): void {
    if (on === this.outputs[output]) return;
    this.moveTo(now);
    this.outputs[output] = on;
    this.moveTo(now);
  }

  set(name: Contact, active: boolean, now: Instant): void {
    if (this.#contacts.of(name).active === active) return;
    this.moveTo(now);
    this.#changes += 1;
    this.#contacts.set(name, active, now);
    this.moveTo(now);
  }

  /** Someone opens the hopper, throws something in and lets go. A locked hopper leaves it beside the bin. */
  throwIn(looseMm: number, now: Instant): void {
    this.moveTo(now);
    this.#people.throwIn(looseMm, now);
  }

  /** A crew opens the door, empties the bin but for what it leaves, closes the door and presses RETURN for a second. */
  collect(now: Instant, { leavesPct = 0, forgetsReturn = false } = {}): void {
    this.#people.collect(now, leavesPct, forgetsReturn);
  }

  /** A button pressed for a second. */
  push(button: "start" | "reset" | "returned", at: Instant): void {
    this.#people.push(button, at);
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

  #handled(agenda: Agenda, now: Instant): BinPeople {
    const bin = {
      set: (name: Contact, active: boolean, at: Instant) => {
        this.set(name, active, at);
      },
      isHopperLocked: () => this.#signals.lockClosed.active,
      isDoorClosed: () => this.#contacts.of("doorA").active,
      put: (looseMm: number, at: Instant) => {
        this.moveTo(at);
        this.fillTo(looseMm);
      },
      take: (leavesPct: number, at: Instant) => {
        this.moveTo(at);
        this.#become(emptied(this.#press, (this.litterMm * leavesPct) / 100));
        this.echo.disturb({ hangingMm: null });
      },
    };
    return new BinPeople(bin, agenda, now);
  }

  #countRamMs(now: Instant): void {
    if (this.#driven !== "off") this.#ramMs += now - this.#drivenSince;
    this.#drivenSince = now;
  }

  #inputs(): PressInputs {
    const { lock, watchdog } = this.outputs;
    return { driven: this.#driven, lock, watchdog, guardsClosed: this.#contacts.guardsClosed, faults: this.faults };
  }
}
