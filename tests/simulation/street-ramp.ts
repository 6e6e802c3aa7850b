import type { Target } from "./street-reference.ts";

type Pace = { readonly rampUpMs: number; readonly rampDownMs: number };
type Leg = { readonly at: number; readonly from: number; readonly to: number | null };

/** Light as a power of its brightness to the eye, and the steps from dark to full (row 15). */
const GAMMA = 2.2;
const STEPS = 100;
/** A ramp takes its first step at once, and one that is cut short hands its step on to the next. */
const STEPS_OFF = 2;
/** A look and a half either way. */
const SLACK_MS = 30;
/** Levels are told to a tenth of a percent. */
const TENTH = 0.06;

/** Where a lamp is on its way to its targets, without steps: brightness goes evenly, light as its power. */
export class Way {
  readonly #legs: readonly Leg[];
  readonly #pace: Pace;

  constructor(targets: readonly Target[], pace: Pace) {
    this.#pace = pace;
    const legs: Leg[] = [];
    for (const [at, levelPct] of targets) {
      const last = legs.at(-1);
      const to = levelPct === null ? null : eye(levelPct);
      const from = last === undefined ? (to ?? 0) : (this.#on(last, at) ?? to ?? 0);
      legs.push({ at, from, to });
    }
    this.#legs = legs;
  }

  /** The least and the most that it may give; null: whatever it likes. */
  range(at: number): readonly [number, number] | null {
    const eyes: number[] = [];
    let index = this.#lastBy(at + SLACK_MS);
    const isRest = this.#legs[index]?.to ?? null;
    let rests = true;
    for (; index >= 0; index -= 1) {
      const [leg, next] = [this.#legs[index], this.#legs[index + 1]?.at ?? Infinity];
      if (leg === undefined || next < at - SLACK_MS) break;
      rests &&= leg.to === isRest;
      for (const moment of [at - SLACK_MS, at, at + SLACK_MS]) {
        const there = this.#on(leg, Math.min(Math.max(moment, leg.at), next));
        if (there === null) return null;
        eyes.push(there);
      }
    }
    const [least, most] = [Math.min(...eyes), Math.max(...eyes)];
    const step = rests && least === most && least === isRest ? 0 : STEPS_OFF / STEPS;
    const lower = step > 0 && least - step < LEAST ? 0 : least - step;
    return [light(lower) - TENTH, light(Math.min(1, most + step)) + TENTH];
  }

  /** The last leg that began by a moment; -1: none. */
  #lastBy(at: number): number {
    let [low, high] = [0, this.#legs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#legs[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #on({ at: since, from, to }: Leg, at: number): number | null {
    if (to === null) return null;
    const fullMs = to > from ? this.#pace.rampUpMs : this.#pace.rampDownMs;
    const gone = fullMs === 0 ? Infinity : (at - since) / fullMs;
    const there = to > from ? Math.min(to, from + gone) : Math.max(to, from - gone);
    return there > 0 ? Math.max(there, LEAST) : 0;
  }
}

const eye = (levelPct: number): number => (levelPct / 100) ** (1 / GAMMA);
const light = (brightness: number): number => 100 * brightness ** GAMMA;
/** A driver gives no light between none and 1 %. */
const LEAST = eye(1);
