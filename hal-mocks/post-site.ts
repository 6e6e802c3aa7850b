import type { LampFeedback, Motion } from "../device/measure/samples.ts";
import type { Instant } from "../device/measure/time.ts";
import { keptAt, type Kept } from "./promise.ts";
import { percent, watts, type Percent } from "../device/measure/units.ts";

/** What hangs there, in W: its power follows its level, as LED drivers' nearly does, from what it takes at the least. */
export type Hung = Kept & {
  readonly powerFullW: number;
  readonly powerLeastW: number;
  readonly controllerW: number;
};
/**
 * Where no config says otherwise: 30 W, of which its driver loses 1 W whenever it is lit, and a small board with its radio
 * asleep. Our choice, from 0.6 to 3 W in the field.
 */
const USUAL: Hung = {
  ...{ powerFullW: 30, powerLeastW: 1, leastPct: 0, controllerW: 0.6 },
  ...{ virtualPct: 100, constantLight: "off", depreciation: [], maintenancePct: 100, maintenanceHours: 0 },
};
/** Where no config says otherwise: the base level of the example config. */
const USUAL_BASE_PCT = 30;
/** What rounding to a hundredth and counting whole hours make of a promise. Our choice. */
const SLACK_PCT = 0.05;
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
  /** Seconds without any light between civil dusk and dawn, whoever was there. */
  readonly unlitS: number;
  /** Seconds that it was lit, and of them those above the promised level. */
  readonly litS: number;
  readonly boostedS: number;
};

/** One lamp post as the world sees it: who is near, how bright it is, and what it used. Integrals move at changes alone. */
export class PostSite {
  readonly name: string;
  readonly atM: number;
  #hung = USUAL;
  /** What everyone near is promised in the dark, before the factors of what hangs there. */
  #basePct = USUAL_BASE_PCT;
  /** Grows whenever a part of this post would show something else. */
  changes = 0;
  motion: Motion = NOBODY_YET;
  #warmsUp = false;
  /** Nobody drives the dimming input yet, and its pull-up lights the lamp in full. */
  #levelPct = percent(100);
  #lamp = feedbackAt(this.#hung, this.#levelPct);
  #askedPct = 100;
  #inSight = 0;
  #near = 0;
  #powered = true;
  #lampBroken = false;
  #dark = false;
  #lampsLit = false;
  #at: Instant;
  #passages = 0;
  /** Whole hundredths of a watt times ms, and person-ms: how the time is cut up does not show in them. */
  readonly #sums = { lampCwMs: 0, fullCwMs: 0, controllerCwMs: 0, darkMs: 0, unlitMs: 0, litMs: 0, boostedMs: 0 };

  constructor(name: string, atM: number, now: Instant) {
    this.name = name;
    this.atM = atM;
    this.#at = now;
  }

  get lamp(): LampFeedback {
    return this.#lamp;
  }

  figures(now: Instant): PostFigures {
    this.#integrate(now);
    const { lampCwMs, fullCwMs, controllerCwMs, darkMs, unlitMs, litMs, boostedMs } = this.#sums;
    return {
      lampWh: lampCwMs / 100 / HOUR,
      controllerWh: controllerCwMs / 100 / HOUR,
      alwaysFullWh: fullCwMs / 100 / HOUR,
      passages: this.#passages,
      darkS: darkMs / 1_000,
      unlitS: unlitMs / 1_000,
      litS: litMs / 1_000,
      boostedS: boostedMs / 1_000,
    };
  }

  /** The luminaire and the controller that a config is for, and its level at rest: below that counts as dark. */
  hang(lamp: Hung, basePct: number, now: Instant): void {
    this.#integrate(now);
    this.#hung = lamp;
    this.#basePct = basePct;
    this.#lamp = feedbackAt(lamp, this.#levelPct);
    this.changes += 1;
  }

  setLevel(levelPct: number, now: Instant): void {
    this.#askedPct = levelPct;
    const shown = this.#powered && !this.#lampBroken ? levelPct : 0;
    if (shown === this.#levelPct) return;
    this.#integrate(now);
    this.#levelPct = percent(shown);
    this.#lamp = feedbackAt(this.#hung, this.#levelPct);
    this.changes += 1;
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
    this.changes += 1;
    this.motion = this.#inSight > 0 ? { active: true, edges: 1, lastEdgeAt: now } : NOBODY_YET;
  }

  /** Someone comes into the sensor's sight, or leaves it. */
  sight(comes: boolean, now: Instant): void {
    this.#inSight += comes ? 1 : -1;
    const active = this.#inSight > 0;
    if (active === this.motion.active) return;
    const { edges, lastEdgeAt } = this.motion;
    this.changes += 1;
    this.motion = active ? { active, edges: edges + 1, lastEdgeAt: now } : { active, edges, lastEdgeAt };
  }

  /** A pulse of the sensor shorter than a cycle: it shows in the count alone. */
  pulse(now: Instant): void {
    this.changes += 1;
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
    if (this.#powered) sums.controllerCwMs += Math.round(100 * this.#hung.controllerW) * passedMs;
    sums.lampCwMs += powerCwAt(this.#hung, this.#levelPct) * passedMs;
    if (this.#lampsLit && this.#powered) sums.fullCwMs += powerCwAt(this.#hung, 100) * passedMs;
    const promisedPct = keptAt(this.#basePct, this.#hung, sums.litMs / HOUR);
    if (this.#dark && this.#levelPct < promisedPct - SLACK_PCT) sums.darkMs += this.#near * passedMs;
    if (this.#levelPct > 0) sums.litMs += passedMs;
    else if (this.#dark) sums.unlitMs += passedMs;
    if (this.#levelPct > promisedPct + SLACK_PCT) sums.boostedMs += passedMs;
    this.#at = now;
  }
}

/** To a hundredth of a watt, as a meter would show. */
function powerCwAt({ powerFullW, powerLeastW, leastPct }: Hung, levelPct: number): number {
  if (levelPct === 0) return 0;
  const share = Math.max(0, levelPct - leastPct) / (100 - leastPct);
  return Math.round(100 * (powerLeastW + (powerFullW - powerLeastW) * share));
}
const feedbackAt = (hung: Hung, levelPct: Percent): LampFeedback => ({
  levelPct,
  powerW: watts(powerCwAt(hung, levelPct) / 100),
});
