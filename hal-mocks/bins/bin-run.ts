import type { LitterBinConfig } from "../../config/device-config.ts";
import type { Device } from "../../device/together/device.ts";
import { epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import type { BinFigures, BinSite } from "../bin-site.ts";
import { USUAL_HABITS, type Habits } from "../habits.ts";
import { LocalDay } from "../local-day.ts";
import { Powered } from "../powered.ts";
import { USUAL_MAKE } from "../press-make.ts";
import { chance } from "../random.ts";
import { singleSite } from "../scene.ts";
import { SimulatedTime } from "../simulated-time.ts";
import { Simulation } from "../simulation.ts";
import { World } from "../world.ts";
import { mended, planTroubles } from "./bin-faults.ts";
import { Judge, type Counts } from "./judge.ts";
import { litterInWeek } from "./litter-week.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The truth is looked at this often. */
const LOOK_MS = 10 * MINUTE_MS;
/** A crew's rounds, by the clock on the wall: it goes to the bins that have asked for it by then. Our choice. */
const ROUNDS: readonly number[] = [6, 12, 18];
/** So often a crew forgets RETURN. Our choice. */
const FORGETS_SHARE = 0.05;
const HALF_PCT = 50;
/** A crew is done, and the door closed, after so long. */
const CREW_MS = 2 * MINUTE_MS;

/** Coarser than a street that is watched: what a bin decides in 90 days does not hang on a millimetre each second. */
const HABITS: Habits = {
  ...USUAL_HABITS,
  ...{ lookMs: HOUR_MS, echoMs: HOUR_MS, people: false, crew: false, mains: true, litter: litterInWeek },
  make: { ...USUAL_MAKE, stepMm: 10, freeStepMm: 50 },
};

export type BinWords = {
  readonly days: number;
  readonly seed: number;
  readonly from: string;
  readonly cycle: boolean;
};
/** What came of one bin; plain data, so that it may come from a thread. */
export type BinSums = {
  readonly counts: Counts;
  readonly figures: BinFigures;
  readonly violations: number;
  readonly trips: number;
  readonly cycles: number;
};

/** One bin alone in its world, with the real control, a crew that comes when it is asked, and a judge. */
export class BinRun {
  readonly #judge: Judge;
  readonly #site: BinSite;
  #trips = 0;
  #violations = 0;
  readonly #world: World;
  readonly #powered: Powered;
  readonly #simulation: Simulation;
  readonly #words: BinWords;
  readonly #localDay: LocalDay;
  #round = -1;

  /** A bin like that of `config`, under a name of its own. */
  constructor(like: LitterBinConfig, words: BinWords & { readonly device: string }, make: typeof Device) {
    const { device } = words;
    const config = { ...like, device, asset: { ...like.asset, plate: device } };
    const time = new SimulatedTime(instant(0));
    const scene = singleSite(config);
    const startsAt = epochMs(Date.parse(`${words.from}T12:00:00Z`));
    this.#words = words;
    this.#world = new World(scene, words.seed, startsAt, instant(0), HABITS);
    const site = this.#world.bins.get(config.device);
    if (site === undefined) throw new Error(`this world has no ${config.device}`);
    this.#site = site;
    this.#localDay = LocalDay.in(scene.timeZone);
    this.#judge = new Judge(site, startsAt);
    const around = { world: this.#world, time, lan: make.newLan(time), make, say: () => undefined };
    this.#powered = new Powered({ config, ...around, run: "" });
    this.#powered.startAlone(({ stream, values }) => {
      if (stream === "interlock") this.#violations += 1;
      this.#judge.hear({ stream, values }, time.now());
    });
    planTroubles(this.#world, this.#powered, config.device, words.days);
    this.#simulation = new Simulation(this.#world, time, [this.#powered], millis(1_000 / config.cycleHz));
  }

  /** All its days. */
  run(): BinSums {
    const end = this.#words.days * 24 * HOUR_MS;
    for (let at = LOOK_MS; at <= end; at += LOOK_MS) {
      this.#simulation.runTo(instant(at), this.#words.cycle ? "cycle" : "jump");
      this.#judge.look(instant(at));
      this.#crew(instant(at));
    }
    const { counts } = this.#judge;
    const { figures } = this.#site;
    return { counts, figures, violations: this.#violations, trips: this.#trips, cycles: this.#simulation.cycles };
  }

  #crew(now: Instant): void {
    const wall = this.#world.wallAt(now);
    const hour = Math.floor(wall / HOUR_MS);
    if (hour === this.#round || !ROUNDS.includes(this.#localDay.hourOf(wall))) return;
    this.#round = hour;
    const { reasons } = this.#judge;
    if (reasons.length === 0 || reasons.includes("NOT_READY") || !this.#site.contact("doorA").active) return;
    this.#trips += 1;
    const { name } = this.#site;
    // Whoever comes for something else has the door open, and sees.
    const empties = !reasons.every((reason) => reason === "ALERT") || this.#site.fillPct > HALF_PCT;
    if (empties) {
      this.#judge.emptied(now);
      const forgetsReturn = chance(this.#words.seed, `forgets ${name}`, hour) < FORGETS_SHARE;
      this.#site.collect(now, { forgetsReturn });
    }
    if (reasons.includes("ALERT")) mended(this.#world, name, instant(now + (empties ? CREW_MS : 0)));
    this.#simulation.poked();
  }
}
