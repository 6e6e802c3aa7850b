import { elapsed, instant, type Instant } from "../../device/measure/time.ts";
import type { World } from "../../hal-mocks/world.ts";
import { breach } from "./law.ts";
import { POST } from "./plan.ts";

/** Of `config/lamp-post.yaml`: what is promised at night when nobody is there, and when someone is. */
const BASE_PCT = 30;
const BOOST_PCT = 100;
/** When it is unsure whether it is night. */
const SAFE_PCT = 100;
const HOLD_MS = 60_000;
/** From the movement to full light: 300 ms and the ramp, and what a cycle rounds. */
const RISES_MS = 1_400;
/** A shorter pulse is no one: `lamp.minActive`, and a cycle at either end of it. */
const SEEN_MS = 140;
/** A sensor warms up, a photocell waits, a control starts: after a fault or a start nothing is asked for so long. */
const SETTLES_MS = 10 * 60_000;
/** So deep below the horizon every photocell and calendar says night. */
const NIGHT_DEG = -8;

/** What the lamp owes the street at every moment, judged by the world alone and not by what the device thinks. */
export class LightLaw {
  readonly broken: string[] = [];
  readonly #world: World;
  /** Faults of the post that last, and when the newest ended or its control began. */
  #faults = 0;
  #settledAt = instant(SETTLES_MS);
  #nightSince: Instant | null = null;
  #seenSince: Instant | null = null;
  /** When the last one came who stayed for long enough. */
  #cameAt: Instant | null = null;
  #blindSince: Instant | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** Neither clock nor photocell tells it whether it is night. */
  blind(now: Instant): void {
    this.#blindSince = now;
  }
  seeing(): void {
    this.#blindSince = null;
  }

  begin(): void {
    this.#faults += 1;
  }

  end(now: Instant): void {
    this.#faults -= 1;
    this.#settledAt = instant(now + SETTLES_MS);
  }

  look(now: Instant): void {
    const post = this.#world.posts.get(POST);
    if (post === undefined) return;
    const isNight = this.#world.sky.elevationDeg < NIGHT_DEG;
    this.#nightSince = isNight ? (this.#nightSince ?? now) : null;
    const { active, lastEdgeAt } = post.motion;
    const isSight = active || this.#seenSince !== null;
    if (isSight && lastEdgeAt !== null && elapsed(lastEdgeAt, now) > SEEN_MS) this.#cameAt = lastEdgeAt;
    this.#seenSince = active ? (this.#seenSince ?? now) : null;
    if (this.#blindSince !== null && this.#faults === 1 && elapsed(this.#blindSince, now) > SETTLES_MS)
      if (post.lamp.levelPct < SAFE_PCT)
        this.broken.push(breach("light when blind", `at ${post.lamp.levelPct} % at ${now}`));
    if (this.#faults > 0 || now < this.#settledAt) return;
    if (this.#nightSince === null || elapsed(this.#nightSince, now) < SETTLES_MS) return;
    const { levelPct } = post.lamp;
    const isSeen = this.#seenSince !== null && elapsed(this.#seenSince, now) > RISES_MS;
    const cameMs = this.#cameAt === null ? Infinity : elapsed(this.#cameAt, now);
    const isHeld = !active && cameMs > RISES_MS && cameMs < HOLD_MS - RISES_MS;
    const owedPct = isSeen || isHeld ? BOOST_PCT : BASE_PCT;
    if (levelPct >= owedPct - 0.05) return;
    const what = owedPct === BOOST_PCT ? "someone is there" : "it is night";
    this.broken.push(breach("light owed", `${what}, and the lamp is at ${levelPct} % at ${now}`));
  }
}
