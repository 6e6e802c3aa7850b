import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import { binMachine } from "../../device/bin/machine.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Mode } from "../../device/bin/press/states.ts";
import type { Decision, Inputs, Report, Request, Why } from "../../device/measure/decision.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { Agenda } from "../../hal-mocks/agenda.ts";
import type { Contact } from "../../hal-mocks/bin-contacts.ts";
import { BinSite } from "../../hal-mocks/bin-site.ts";
import { BinSenses } from "./bin-senses.ts";
import { BinStore } from "./bin-store.ts";
import { Oracle } from "./invariant-oracle.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

/** 50 cycles a second, as a config has it unless it says otherwise. */
export const CYCLE_MS = 20;

type Machine = ReturnType<typeof binMachine>;
type State = ReturnType<Machine["initial"]>;
type Guard = ReturnType<Machine["initialGuard"]>;
const NO_LATCH: readonly string[] = [];
export type Told = { readonly at: number; readonly report: Report };

/** A whole bin: its press and litter from the mocks, machine and monitor from the device, the oracle looking on. */
export class BinBench extends BinSenses {
  readonly settings: BinSettings;
  readonly site: BinSite;
  readonly store: BinStore;
  readonly visited = new Set<string>();
  /** What the oracle found, and what the monitor took away. */
  readonly wrong: string[] = [];
  readonly violations: string[] = [];
  readonly told: Told[] = [];
  readonly why: Why[] = [];
  /** While the ram moves it is looked at this often, and at each announced moment; null: at each of its changes. */
  movingMs: number | null = 200;
  /** Runs each cycle, also those in which nothing can happen. */
  everyCycle = false;
  /** Cycles in which anything was new to the machine. */
  inputs = 0;
  cycles = 0;
  outputs: BinOutputs;
  /** Looks at each decision. */
  onDecision: (inputs: Inputs<BinReadings>, decision: Decision<State, BinOutputs>, now: Instant) => void = () => {};
  readonly #agenda = new Agenda();
  readonly #machine: Machine;
  #oracle: Oracle;
  #time = 0;
  #bootedAt = 0;
  #booted = true;
  #state: State;
  #guard: Guard;
  #readings: BinReadings;
  #kept: unknown = null;
  #requests: Request[] = [];
  #taken: readonly string[] = [];
  #wakeAt: number | null = null;

  constructor(settings: BinSettings = SOUND_SETTINGS, remembered?: Parameters<BinStore["holds"]>) {
    super();
    this.settings = settings;
    this.site = new BinSite("bin", 0, this.#agenda, instant(0));
    this.store = new BinStore(instant(0));
    if (remembered !== undefined) this.store.holds(...remembered);
    this.#machine = binMachine(settings);
    this.#oracle = new Oracle(settings);
    this.#state = this.#machine.initial(instant(0));
    this.#guard = this.#machine.initialGuard(instant(0));
    this.outputs = this.#machine.safeOutputs;
    this.#readings = this.look(instant(0));
    this.#cycle();
  }

  get mode(): Mode {
    if (this.#state.press === null) throw new Error("this bin has no press");
    return this.#state.press.mode;
  }
  get memory() {
    if (this.#state.press === null) throw new Error("this bin has no press");
    return this.#state.press.memory.value;
  }
  get state(): State {
    return this.#state;
  }
  get guard(): Guard {
    return this.#guard;
  }
  /** Of the device: it begins anew with each power cut. */
  get now(): Instant {
    return instant(this.#time - this.#bootedAt);
  }
  get readings(): BinReadings {
    return this.#readings;
  }

  /** Runs on for so long, in whole milliseconds, from moment to moment. */
  run(ms: number): void {
    this.#runOn(this.#time + Math.round(ms), () => false);
  }
  /** Runs until it is in this state, or for `atMostMs`; tells whether it is. */
  runTo(state: Mode["name"], atMostMs = 120_000): boolean {
    return this.#runOn(this.#time + atMostMs, () => this.mode.name === state);
  }

  /** Runs until whoever is still busy at the bin has gone. */
  settle(): void {
    while (this.#agenda.next !== null) this.run(Math.max(CYCLE_MS, Math.ceil(this.#agenda.next - this.#time)));
  }

  request(verb: string, args: Request["args"] = {}, from: Request["from"] = "city"): void {
    this.#requests.push({ id: `r${this.#time}`, from, verb, args });
    this.#poke();
  }
  set(contact: Contact, active: boolean): void {
    this.site.set(contact, active, instant(this.#time));
    this.#poke();
  }
  /** Does something later, at its own moment. */
  later(afterMs: number, run: () => void): void {
    this.#agenda.add(instant(this.#time + afterMs), run);
  }
  throwIn(looseMm: number): void {
    this.site.throwIn(looseMm, instant(this.#time));
    this.#poke();
  }
  /** Opens the door, empties the bin within a minute, closes the door, presses RETURN. */
  collect(): void {
    this.site.collect(instant(this.#time));
    this.#poke();
  }
  push(button: "start" | "reset" | "returned", ms = 1_000): void {
    this.blip(button, true, ms);
    this.run(ms + 2 * CYCLE_MS);
  }
  /** A contact so for a while, then the other way again; it may be shorter than a cycle. */
  blip(contact: Contact, active: boolean, ms: number): void {
    this.set(contact, active);
    this.later(ms, () => this.set(contact, !active));
  }
  breakPress(faults: Partial<BinSite["faults"]>): void {
    this.site.breakPress(faults, instant(this.#time));
    this.#poke();
  }
  touched(): void {
    this.#poke();
  }

  /** Power fails for a second; a bistable lock stays as it is. */
  cutPower(): void {
    const at = instant(this.#time);
    this.site.drive("off", at);
    this.site.switch("watchdog", false, at);
    this.#moveTo(this.#time + 1_000);
    this.#bootedAt = this.#time;
    this.#booted = true;
    this.store.restart(this.now);
    this.#state = this.#machine.initial(this.now);
    this.#guard = this.#machine.initialGuard(this.now);
    this.forgetReadings();
    this.#requests = [];
    this.#taken = [];
    this.#cycle();
  }

  /** A technician puts in another controller, which knows of nothing: what a tool fault asks for. */
  refit(): void {
    this.store.wipe();
    this.#oracle = new Oracle(this.settings);
    this.cutPower();
  }

  #runOn(end: number, done: () => boolean): boolean {
    for (let next = this.#next(); !done() && next <= end; next = this.#next()) {
      this.#moveTo(next);
      this.#cycle();
    }
    if (done()) return true;
    // What happens between the last cycle and the end is seen by the next cycle.
    if (this.#moment() <= end) this.#poke();
    this.#moveTo(end);
    return false;
  }

  #poke(): void {
    this.#wakeAt = this.#time;
  }

  /** The next cycle that can see or do anything new. */
  #next(): number {
    const soonest = this.#time + CYCLE_MS - (this.#time % CYCLE_MS);
    if (this.everyCycle) return soonest;
    return Math.max(soonest, Math.ceil(this.#moment() / CYCLE_MS - 0.001) * CYCLE_MS);
  }

  #moment(): number {
    const moving = this.outputs.ram === "off" || this.movingMs === null ? null : this.#time + this.movingMs;
    const store = this.store.dueAt === null ? null : this.store.dueAt + this.#bootedAt;
    const site = moving === null ? this.site.nextChange() : null;
    let next = Infinity;
    for (const moment of [moving, store, site, this.#agenda.next, this.#wakeAt]) {
      if (moment !== null && moment < next) next = moment;
    }
    return next;
  }

  #moveTo(to: number): void {
    for (let next = this.#agenda.take(instant(to)); next !== null; next = this.#agenda.take(instant(to))) {
      if (next.at > this.#time) this.#time = next.at;
      next.run(instant(this.#time));
    }
    this.#time = Math.max(this.#time, to);
    this.site.moveTo(instant(this.#time));
  }

  #cycle(): void {
    this.cycles += 1;
    const { now } = this;
    const before = this.#readings;
    this.#readings = this.look(now);
    const kept = this.store.read(now);
    const inputs = { readings: this.#readings, kept, requests: this.#requests, heard: [], taken: this.#taken };
    if (before !== this.#readings || this.#requests.length > 0 || this.#kept !== kept) this.inputs += 1;
    this.#kept = kept;
    const decision = this.#machine.decide(this.#state, inputs, now);
    const guarded = this.#machine.guard(this.#guard, inputs, decision.outputs, now);
    this.onDecision(inputs, decision, now);
    this.#state = decision.state;
    this.#guard = guarded.state;
    this.#taken = guarded.violations.map(({ invariant }) => invariant);
    this.store.put(decision.memory, now);
    this.#write(guarded.outputs);
    this.#note(
      decision,
      guarded.violations.map(({ invariant, text }) => `${invariant} ${text}`),
    );
    const [a, b] = [decision.wakeAt ?? Infinity, guarded.wakeAt ?? Infinity];
    const again = this.#taken.length > 0 ? now : Infinity;
    this.#wakeAt = Math.min(a, b, again) + this.#bootedAt;
    this.#judge(inputs);
    this.#requests = [];
  }

  #judge({ readings, kept, requests }: Inputs<BinReadings>): void {
    const { outputs, now: at } = this;
    const state = this.#state.press === null ? null : this.#state.press.mode.name;
    if (state !== null) this.visited.add(state);
    const latch = this.#state.press === null ? NO_LATCH : this.#state.press.memory.value.latch;
    const seen = { at, booted: this.#booted, readings, kept, requests, state, outputs, latch };
    this.wrong.push(...this.#oracle.see({ ...seen, travelMm: this.site.travelMm }));
    this.#booted = false;
  }

  #note(decision: Decision<State, BinOutputs>, violations: readonly string[]): void {
    this.violations.push(...violations);
    this.why.push(...decision.why);
    for (const report of decision.reports) this.told.push({ at: this.#time, report });
  }

  #write(outputs: BinOutputs): void {
    if (outputs === this.outputs) return;
    this.outputs = outputs;
    const at = instant(this.#time);
    if (outputs.ram === "off") this.site.drive("off", at);
    this.site.switch("watchdog", outputs.watchdog, at);
    this.site.switch("lock", outputs.lock, at);
    if (outputs.ram !== "off") this.site.drive(outputs.ram, at);
    this.#poke();
  }
}
