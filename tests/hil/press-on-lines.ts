import { closeSync, openSync, writeSync } from "node:fs";
import { monotonicNow } from "../../device/control/monotonic.ts";
import { instant } from "../../device/measure/time.ts";
import { USUAL_MAKE, type Press, type PressFaults } from "../../hal-mocks/press-make.ts";
import { advance, newPress, signals } from "../../hal-mocks/press.ts";
import { LINES } from "./bin-config.ts";
import { GpioSim } from "./gpio-sim.ts";

/** How often it looks at what is driven. */
const TURN_MS = 10;
/** The relay in the guard chain drops when its line has not changed for so long. */
const RELAY_HOLDS_MS = 500;
/** A current is never the same twice; so each of control's cycles has something new, and stands in the flight record. */
const NOISE_MA = 20;
/** The press of the mocks, only faster. Its relay's time is kept here, where its line is seen. */
const MAKE = { ...USUAL_MAKE, speedMmPerS: 200, watchdogHoldMs: 0 };

/** As on a Raspberry Pi's header. */
const NAMES = Object.fromEntries(Object.values(LINES).map((line) => [line, `GPIO${line}`]));
const CLOSED = ["hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
export type Contact = (typeof CLOSED)[number] | "eStop" | "start" | "reset";

/** The press of the mocks behind lines of a simulated GPIO chip: it sees what is driven, and pulls its contacts. */
export class PressOnLines {
  readonly sim = new GpioSim("pinctrl-bcm2711", 28, NAMES);
  /** The ram was seen driven; and in both directions at once. */
  sawDriven = false;
  sawBoth = false;
  readonly #faults: PressFaults;
  #press: Press = newPress(monotonicNow(), MAKE);
  #watchdog = false;
  #watchdogAt = -RELAY_HOLDS_MS;
  readonly #isActive = new Map<Contact, boolean>();
  readonly #pulled = new Map<string, boolean>();
  readonly #current: number;
  readonly #timer: NodeJS.Timeout;

  /** `current`: the file that it tells the motor's current in, mA. */
  constructor(current: string, faults: PressFaults) {
    this.#faults = faults;
    this.#current = openSync(current, "w");
    for (const contact of CLOSED) this.set([contact], true);
    this.#turn();
    this.#timer = setInterval(() => {
      this.#turn();
    }, TURN_MS);
  }

  get driven(): "down" | "up" | "off" {
    const [down, up] = [this.#isHigh("down"), this.#isHigh("up")];
    if (down || up) this.sawDriven = true;
    if (down && up) this.sawBoth = true;
    return down ? "down" : up ? "up" : "off";
  }
  /** From its top, mm. */
  get travelMm(): number {
    return signals(this.#press).ram.travelMm ?? NaN;
  }

  set(contacts: readonly Contact[], active: boolean): void {
    for (const contact of contacts) {
      this.#isActive.set(contact, active);
      this.#pull(contact, active);
    }
  }

  /** By hand, as a technician who freed it. */
  crankToTop(): void {
    this.#press = newPress(monotonicNow(), MAKE);
  }

  end(): void {
    clearInterval(this.#timer);
    closeSync(this.#current);
    this.sim.end();
  }

  #turn(): void {
    const now = monotonicNow();
    const watchdog = this.#isHigh("watchdog");
    if (watchdog !== this.#watchdog) this.#watchdogAt = now;
    this.#watchdog = watchdog;
    const inputs = {
      driven: this.driven,
      lock: this.#isHigh("lock"),
      watchdog: now < this.#watchdogAt + RELAY_HOLDS_MS,
      guardsClosed: CLOSED.every((contact) => this.#isActive.get(contact)) && !this.#isActive.get("eStop"),
      faults: this.#faults,
    };
    this.#press = advance(this.#press, inputs, instant(now));
    const { chain, lockClosed, top, topOpen, bottom, currentMa } = signals(this.#press);
    for (const [role, { active }] of Object.entries({ chain, lockClosed, top, topOpen, bottom }))
      this.#pull(role, active);
    writeSync(this.#current, String(Math.round(currentMa + NOISE_MA * Math.random())).padStart(5), 0);
  }

  #isHigh(role: string): boolean {
    return this.sim.isHigh(LINES[role] ?? NaN);
  }

  #pull(role: string, high: boolean): void {
    if (this.#pulled.get(role) !== high) this.sim.pull(LINES[role] ?? NaN, high);
    this.#pulled.set(role, high);
  }
}
