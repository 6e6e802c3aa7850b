import { lampMachine, type LampState } from "../../device/lamp/machine.ts";
import type { LampReadings } from "../../device/lamp/readings.ts";
import type { LampSettings } from "../../device/lamp/settings.ts";
import type { Inputs, Kept, Memory, Report, Why } from "../../device/measure/decision.ts";
import type { FaultCause } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { instant, millis, minutes, seconds, type Instant, type WallClock } from "../../device/measure/time.ts";
import { degrees, lux, percent, watts } from "../../device/measure/units.ts";

/** One cycle at 50 Hz. */
export const CYCLE_MS = 20;

/** The example config, in Stockholm. */
export const SETTINGS: LampSettings = {
  basePct: percent(30),
  boostPct: percent(100),
  floorPct: percent(10),
  safePct: percent(100),
  holdMs: seconds(60),
  minActiveMs: millis(100),
  rampUpMs: seconds(1),
  rampDownMs: seconds(8),
  entry: false,
  supply: "always",
  luminaire: {
    powerFullW: watts(30),
    powerLeastW: watts(1),
    leastPct: percent(1),
    controllerW: watts(3),
    virtualPct: percent(100),
    constantLight: "off",
    depreciation: [],
    maintenancePct: percent(100),
    maintenanceHours: 0,
  },
  neighbours: { aheadHops: 4, behindHops: 3, nearHops: 2, farPct: percent(60) },
  calendar: null,
  night: {
    latitudeDeg: degrees(59.32938),
    longitudeDeg: degrees(18.06871),
    sunBelowDeg: degrees(-6),
    duskOffsetMs: millis(0),
    dawnOffsetMs: millis(0),
    windowBeforeMs: minutes(30),
    windowAfterMs: minutes(30),
    cellOnLux: lux(35),
    cellOffLux: lux(55),
    cellDelayMs: seconds(60),
  },
};

/** What a reading is to become: a value, or the cause of a fault. */
export type Felt = { readonly [Role in keyof LampReadings]?: ValueOf<LampReadings[Role]> | FaultCause };
type ValueOf<R> = R extends Reading<infer T> ? T : never;
export type Stride = "jump" | "cycle";
/** What comes in by word, for one cycle. */
export type Words = {
  readonly requests?: Inputs<LampReadings>["requests"];
  readonly heard?: Inputs<LampReadings>["heard"];
};

export const syncedAt = (wallText: string, at = 0): WallClock => ({
  offsetMs: Date.parse(wallText) - at,
  quality: "sync",
  errorMs: millis(10),
});

/** A lamp post on a table: what its parts say is said by hand, and its cycles lie on a grid of 20 ms. */
export class Post {
  readonly machine;
  readonly whys: Why[] = [];
  readonly reports: Report[] = [];
  /** Each change of the level, the first one too. */
  readonly levels: (readonly [at: number, levelPct: number])[] = [];
  now = instant(0);
  state: LampState;
  /** What control's store says. */
  kept: Reading<Kept> = faulty("keep", "starting", instant(0));
  /** The last that was to be kept. */
  memory: Memory | null = null;
  /** What came in by word in the cycle that ran last. */
  words: Words = {};
  readings: LampReadings = {
    motion: faulty("pir-1", "starting", instant(0)),
    daylight: faulty("lux-1", "starting", instant(0)),
    lamp: valid({ levelPct: percent(100), powerW: watts(30) }, instant(0)),
    clock: faulty("clock", "starting", instant(0)),
  };
  #outputs;
  #wakeAt: Instant | null = instant(0);
  readonly #stride: Stride;
  readonly #looks: (post: Post) => void;

  /** `looks` is called after each cycle that runs. */
  constructor(
    settings: LampSettings = SETTINGS,
    stride: Stride = "jump",
    looks: (post: Post) => void = () => undefined,
  ) {
    this.machine = lampMachine(settings);
    this.state = this.machine.initial(this.now);
    this.#outputs = this.machine.safeOutputs;
    this.#stride = stride;
    this.#looks = looks;
  }

  get levelPct(): number {
    return this.#outputs.levelPct;
  }

  /** From that cycle on the parts say so; everything until then runs first. */
  at(moment: number, felt: Felt = {}, words: Words = {}): this {
    this.runUpTo(moment);
    this.readings = { ...this.readings, ...this.#read(felt, instant(moment)) };
    this.words = words;
    return this.#cycle(instant(moment), words);
  }

  /** The same a while after the last cycle. */
  after(wait: number, felt: Felt = {}): this {
    return this.at(this.now + wait, felt);
  }

  decide(now: Instant, { requests = [], heard = [] }: Words = {}) {
    return this.machine.decide(
      this.state,
      { readings: this.readings, kept: this.kept, requests, heard, taken: [] },
      now,
    );
  }

  /** Runs the cycles before a moment that were announced; those between them would change nothing. */
  runUpTo(moment: number): void {
    for (;;) {
      const next = this.levels.length === 0 ? this.now : this.now + CYCLE_MS;
      const due = this.#stride === "cycle" ? next : onGrid(this.#wakeAt);
      if (due >= moment) return;
      this.words = {};
      this.#cycle(instant(due), {});
    }
  }

  #cycle(now: Instant, words: Words): this {
    const { state, outputs, why, reports, wakeAt, memory } = this.decide(now, words);
    if (memory !== null) this.memory = memory;
    this.now = now;
    this.state = state;
    this.whys.push(...why);
    this.reports.push(...reports);
    if (this.levels.length === 0 || outputs.levelPct !== this.levelPct) this.levels.push([now, outputs.levelPct]);
    this.#outputs = outputs;
    this.#wakeAt = wakeAt;
    this.#looks(this);
    return this;
  }

  #read(felt: Felt, at: Instant): Partial<LampReadings> {
    const names = { motion: "pir-1", daylight: "lux-1", lamp: "lamp", clock: "clock" };
    const read = Object.entries(felt).map(([role, says]) => [
      role,
      typeof says === "string" ? faulty(names[role as keyof LampReadings], says as FaultCause, at) : valid(says, at),
    ]);
    return Object.fromEntries(read) as Partial<LampReadings>;
  }
}

const onGrid = (moment: Instant | null): number =>
  moment === null ? Number.POSITIVE_INFINITY : Math.ceil(moment / CYCLE_MS) * CYCLE_MS;
