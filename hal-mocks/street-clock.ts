import { after, millis, seconds, type Instant } from "../device/measure/time.ts";
import type { SimulatedStreet } from "./simulated-street.ts";
import type { Stride } from "./simulation.ts";

/** No more work than this in one turn, so that keys and packets are still heard; measured in real time. */
const BUDGET_MS = 15;
/** Simulated time between two looks at the budget. */
const SLICE_MS = seconds(5);
/** What was reached is told over about the last second: a turn forgets so much of the ones before. */
const REMEMBERED_SHARE = 0.98;

/** Lets a street's time follow real time, so many times as fast, or as fast as this computer can. */
export class StreetClock {
  readonly #street: SimulatedStreet;
  readonly #end: Instant | null;
  #speed: number;
  /** Simulated and real time that were passed in the last turns, for the speed that was really reached. */
  #reached = { simulatedMs: 0, realMs: 0 };

  /** `end`: it goes no further. */
  constructor(street: SimulatedStreet, speed: number, end: Instant | null = null) {
    this.#street = street;
    this.#speed = speed;
    this.#end = end;
  }

  /** Times real time; 0: it stands still. */
  get speed(): number {
    return this.#speed;
  }
  set speed(speed: number) {
    this.#speed = speed;
    this.#reached = { simulatedMs: 0, realMs: 0 };
  }

  get isOver(): boolean {
    return this.#end !== null && this.#street.time.now() >= this.#end;
  }

  /** Times real time, as it was reached lately. */
  get reachedSpeed(): number {
    const { simulatedMs, realMs } = this.#reached;
    return realMs === 0 ? this.speed : simulatedMs / realMs;
  }

  /** Real time has moved on by so much. */
  pass(realMs: number): void {
    const { time } = this.#street;
    const from = time.now();
    const wanted = after(from, millis(realMs * this.speed));
    const until = this.#end !== null && this.#end < wanted ? this.#end : wanted;
    const stride: Stride = this.speed === 1 && this.#end === null ? "cycle" : "jump";
    const begun = performance.now();
    while (time.now() < until && performance.now() - begun < BUDGET_MS) {
      const slice = after(time.now(), SLICE_MS);
      this.#street.runTo(slice < until ? slice : until, stride);
    }
    const { simulatedMs, realMs: before } = this.#reached;
    this.#reached = {
      simulatedMs: REMEMBERED_SHARE * simulatedMs + (time.now() - from),
      realMs: REMEMBERED_SHARE * before + realMs,
    };
  }
}
