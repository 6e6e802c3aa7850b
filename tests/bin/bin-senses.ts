import type { BinReadings } from "../../device/bin/readings.ts";
import type { FaultCause } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { RamFeedback, Range } from "../../device/measure/samples.ts";
import type { Instant, WallClock } from "../../device/measure/time.ts";
import { celsius, millimetres, millivolts, percent } from "../../device/measure/units.ts";
import { echoMm, type Echoes } from "../../hal-mocks/echo.ts";
import type { Contact } from "../../hal-mocks/bin-contacts.ts";
import type { BinSite } from "../../hal-mocks/bin-site.ts";

const CONTACTS: readonly Contact[] = [
  ...(["hopperA", "hopperB", "doorA", "doorB", "binPresent", "eStop", "tilt", "key", "beam"] as const),
  ...(["start", "reset", "returned", "serviceA", "serviceB"] as const),
];
const WARNING = ["buzzer", "signAmber"] as const;
const SIGNALS = ["chain", "lockClosed", "top", "topOpen", "bottom"] as const;

/** What the parts of a bin say: the truth of its site, or what a test has put in its place. */
export abstract class BinSenses {
  abstract readonly site: BinSite;
  temperatureC = 20;
  chargePct = 90;
  /** null: the bin has no clock. */
  clock: WallClock | null = null;
  voltageMv = 12_800;
  /** What the current sensor says instead of the true current. */
  currentMa: number | null = null;
  /** What the encoder says instead of the true travel; `none`: nothing, it has none. */
  travelMm: number | "none" | null = null;
  /** What the fill sensor says instead of the true distance. */
  level: Range | null = null;
  /** What a second and a third one say; null: there is none. */
  level2: Range | null = null;
  level3: Range | null = null;
  /** How the fill sensor errs, by a seed; a new echo each 5 s. null: it does not. */
  echoes: { readonly echoes: Echoes; readonly seed: number } | null = null;
  readonly #says = new Map<string, Reading<unknown>>();
  readonly #shown = new Map<string, unknown>();
  #readings: Record<string, Reading<unknown>> = {};

  /** Something outside changed: the next cycle looks. */
  abstract touched(): void;
  abstract readonly now: Instant;

  breakPart(role: keyof BinReadings, cause: FaultCause = "stale"): void {
    this.#says.set(role, faulty(role, cause, this.now));
    this.touched();
  }
  /** A contact of the hard-wired chain that says closed whatever the chain does. */
  chainStuck(): void {
    this.#says.set("chain", valid({ active: true, rises: 1, falls: 0, changedAt: null }, this.now));
    this.touched();
  }
  /** A contact that goes on saying what it says now, whatever becomes of it. */
  freeze(role: keyof BinReadings): void {
    const said = this.#readings[role];
    if (said !== undefined) this.#says.set(role, said);
  }
  /** The chain alone says open: something in series with it that no contact shows. */
  chainOpens(): void {
    this.#says.set("chain", valid({ active: false, rises: 2, falls: 2, changedAt: null }, this.now));
    this.touched();
  }
  isBroken(role: keyof BinReadings): boolean {
    return this.#says.has(role);
  }
  mendPart(role: keyof BinReadings): void {
    this.#says.delete(role);
    this.touched();
  }
  mendParts(): void {
    this.#says.clear();
    this.touched();
  }

  protected forgetReadings(): void {
    this.#shown.clear();
    this.#readings = {};
  }

  /** Each reading is the same object as long as it says the same, and so are all of them together. */
  protected look(now: Instant): BinReadings {
    const before = this.#readings;
    const put = (role: string, key: unknown, make: () => Reading<unknown>): void => {
      const said = this.#says.get(role);
      const shown = said ?? key;
      if (this.#shown.get(role) === shown) return;
      this.#shown.set(role, shown);
      if (this.#readings === before) this.#readings = { ...before };
      this.#readings[role] = said ?? make();
    };
    const same = (role: string, value: unknown): void => put(role, value, () => valid(value, now));
    for (const name of CONTACTS) same(name, this.site.contact(name));
    for (const name of SIGNALS) same(name, this.site.signal(name));
    for (const name of WARNING) same(name, this.site.outputs[name]);
    same("current", this.currentMa ?? this.site.currentMa);
    same("temperature", celsius(this.temperatureC));
    const { driven } = this.site.ram;
    const said = this.travelMm ?? this.site.ram.travelMm;
    const ram: RamFeedback = { driven, travelMm: said === "none" || said === null ? null : millimetres(said) };
    put("ram", `${ram.driven} ${String(ram.travelMm)}`, () => valid(ram, now));
    if (this.clock === null) put("clock", "absent", () => faulty("clock", "absent", now));
    else same("clock", this.clock);
    this.#putLevel(put, now);
    put("battery", this.chargePct * 100_000 + this.voltageMv, () =>
      valid({ chargePct: percent(this.chargePct), voltageMv: millivolts(this.voltageMv) }, now),
    );
    return this.#readings as BinReadings;
  }

  #putLevel(put: (role: string, key: unknown, make: () => Reading<unknown>) => void, now: Instant): void {
    for (const role of ["level2", "level3"] as const) {
      const range = this[role];
      put(role, range ?? "absent", () => (range === null ? faulty(role, "absent", now) : valid(range, now)));
    }
    if (this.level !== null) {
      put("level", this.level, () => valid(this.level, now));
      return;
    }
    const trueMm = this.site.distanceMm(0);
    const { echoes } = this;
    const distanceMm =
      echoes === null ? trueMm : Math.max(0, echoMm(trueMm, echoes.echoes, echoes.seed, Math.floor(now / 5_000)));
    put("level", distanceMm, () => valid({ quality: "valid", distanceMm: millimetres(distanceMm) }, now));
  }
}
