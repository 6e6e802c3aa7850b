import type { Clock } from "../../device/hal/clock.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { after, seconds, type Instant, type WallClock } from "../../device/measure/time.ts";
import { readKernelClock, type KernelClock } from "../linux/kernel-clock.ts";
import { CLOCK_START, judge, look, wallClockOf, type ClockState } from "./clock-state.ts";

/** How often the kernel is asked how good its clock is. Our choice: a clock is not trusted a second late. */
export const ASK_MS = seconds(1);

export type SystemClockOptions = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly wallNow?: () => number;
  readonly kernelClock?: () => KernelClock;
};

/** The computer's own clock against the monotonic one. What its qualities rest on: README.md. */
export class SystemClock implements Clock {
  readonly #part: string;
  readonly #now: () => Instant;
  readonly #wallNow: () => number;
  readonly #kernelClock: () => KernelClock;
  #state: ClockState = CLOCK_START;
  #askAt: Instant;

  constructor({ part, now, wallNow = Date.now, kernelClock = readKernelClock }: SystemClockOptions) {
    this.#part = part;
    this.#now = now;
    this.#wallNow = wallNow;
    this.#kernelClock = kernelClock;
    this.#askAt = now();
  }

  read(now: Instant): Reading<WallClock> {
    const before = this.#now();
    const wallMs = this.#wallNow();
    const seen = look(this.#state, before, wallMs, this.#now());
    const stepped = seen !== this.#state;
    this.#state = seen;
    if (stepped || now >= this.#askAt) {
      this.#askAt = after(now, ASK_MS);
      this.#state = judge(seen, this.#kernelClock(), now);
    }
    const clock = wallClockOf(this.#state, now);
    return clock === null ? faulty(this.#part, "starting", now) : valid(clock, now);
  }

  /** There is nothing to let go of. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
