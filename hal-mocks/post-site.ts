import type { LampFeedback, Motion } from "../device/measure/samples.ts";
import type { Instant } from "../device/measure/time.ts";
import { percent, watts } from "../device/measure/units.ts";

/** A lamp of 30 W whose driver loses 1 W whenever it is lit; its power follows its level, as LED drivers' nearly does. */
const LAMP_W = 30;
const DRIVER_LOSS_W = 1;
/** The controller itself: a small board with its radio asleep. Our choice, from 0.6 to 3 W in the field. */
export const CONTROLLER_W = 0.6;
const HOUR = 3_600_000;
const NOBODY_YET: Motion = { active: false, edges: 0, lastEdgeAt: null };

export type PostFigures = {
  readonly lampWh: number;
  readonly controllerWh: number;
  /** What a lamp that a photocell simply lights in full would have used. */
  readonly alwaysFullWh: number;
  readonly passages: number;
  /** Seconds that someone was nearest to this post, in the dark, and below the promised level. */
  readonly darkS: number;
};

/** One lamp post as the world sees it: who is near, how bright it is, and what it used. Integrals move at changes alone. */
export class PostSite {
  readonly name: string;
  readonly atM: number;
  /** Light that everyone near is promised in the dark; below it counts as walked in the dark. */
  readonly promisedPct: number;
  motion: Motion = NOBODY_YET;
  #warmsUp = false;
  /** Nobody drives the dimming input yet, and its pull-up lights the lamp in full. */
  #levelPct = percent(100);
  #askedPct = 100;
  #inSight = 0;
  #near = 0;
  #powered = true;
  #lampBroken = false;
  #dark = false;
  #lampsLit = false;
  #at: Instant;
  #passages = 0;
  /** Whole hundredths of a watt times ms, powered ms, and person-ms: how the time is cut up does not show in them. */
  readonly #sums = { lampCwMs: 0, fullCwMs: 0, allMs: 0, darkMs: 0 };

  constructor(name: string, atM: number, promisedPct: number, now: Instant) {
    this.name = name;
    this.atM = atM;
    this.promisedPct = promisedPct;
    this.#at = now;
  }

  get lamp(): LampFeedback {
    return { levelPct: this.#levelPct, powerW: watts(powerCwAt(this.#levelPct) / 100) };
  }

  figures(now: Instant): PostFigures {
    this.#integrate(now);
    const { lampCwMs, fullCwMs, allMs, darkMs } = this.#sums;
    return {
      lampWh: lampCwMs / 100 / HOUR,
      controllerWh: (CONTROLLER_W * allMs) / HOUR,
      alwaysFullWh: fullCwMs / 100 / HOUR,
      passages: this.#passages,
      darkS: darkMs / 1_000,
    };
  }

  setLevel(levelPct: number, now: Instant): void {
    this.#askedPct = levelPct;
    const shown = this.#powered && !this.#lampBroken ? levelPct : 0;
    if (shown === this.#levelPct) return;
    this.#integrate(now);
    this.#levelPct = percent(shown);
  }

  /** Dark and without power, whatever is asked of it. */
  breakLamp(broken: boolean, now: Instant): void {
    this.#lampBroken = broken;
    this.setLevel(this.#askedPct, now);
  }

  /** Without mains it is dark and takes nothing; with it, nobody drives it yet, so it is lit in full. */
  cutPower(away: boolean, now: Instant): void {
    this.#integrate(now);
    this.#powered = !away;
    this.setLevel(100, now);
  }

  setSky({ dark, lampsLit }: { readonly dark: boolean; readonly lampsLit: boolean }, now: Instant): void {
    if (dark === this.#dark && lampsLit === this.#lampsLit) return;
    this.#integrate(now);
    this.#dark = dark;
    this.#lampsLit = lampsLit;
  }

  /** What its motion sensor says; undefined: it has just got power, and settles. */
  get seen(): Motion | undefined {
    return this.#warmsUp ? undefined : this.motion;
  }

  /** Its motion sensor has power from now on, and is of use when that is over; then it counts anew. */
  warmUp(warmsUp: boolean, now: Instant): void {
    this.#warmsUp = warmsUp;
    this.motion = this.#inSight > 0 ? { active: true, edges: 1, lastEdgeAt: now } : NOBODY_YET;
  }

  /** Someone comes into the sensor's sight, or leaves it. */
  sight(comes: boolean, now: Instant): void {
    this.#inSight += comes ? 1 : -1;
    const active = this.#inSight > 0;
    if (active === this.motion.active) return;
    const { edges, lastEdgeAt } = this.motion;
    this.motion = active ? { active, edges: edges + 1, lastEdgeAt: now } : { active, edges, lastEdgeAt };
  }

  /** A pulse of the sensor shorter than a cycle: it shows in the count alone. */
  pulse(now: Instant): void {
    this.motion = { ...this.motion, edges: this.motion.edges + 1, lastEdgeAt: now };
  }

  /** This post becomes someone's nearest, or is no longer. */
  near(comes: boolean, now: Instant): void {
    this.#integrate(now);
    this.#near += comes ? 1 : -1;
    if (comes) this.#passages += 1;
  }

  #integrate(now: Instant): void {
    const passedMs = now - this.#at;
    if (passedMs <= 0) return;
    const sums = this.#sums;
    if (this.#powered) sums.allMs += passedMs;
    sums.lampCwMs += powerCwAt(this.#levelPct) * passedMs;
    if (this.#lampsLit && this.#powered) sums.fullCwMs += powerCwAt(100) * passedMs;
    if (this.#dark && this.#levelPct < this.promisedPct) sums.darkMs += this.#near * passedMs;
    this.#at = now;
  }
}

/** To a hundredth of a watt, as a meter would show. */
const powerCwAt = (levelPct: number): number =>
  levelPct === 0 ? 0 : Math.round(100 * (DRIVER_LOSS_W + ((LAMP_W - DRIVER_LOSS_W) * levelPct) / 100));
