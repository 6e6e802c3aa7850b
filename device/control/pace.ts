import { after, elapsed, millis, type Instant, type Millis } from "../measure/time.ts";
import { monotonicNow } from "./monotonic.ts";

/**
 * What a pace has seen since its start. Late: began over a quarter period after its deadline; missed: over one.
 * `worstLateLastHourMs` looks back over this minute of the clock and the 59 before it.
 */
export type PaceFigures = {
  readonly cycles: number;
  readonly lateCycles: number;
  readonly missedCycles: number;
  readonly worstLateMs: number;
  readonly worstLateLastHourMs: number;
};

/** How far back the worst of each second is kept: enough to see what an outage of a minute did. */
export const SECONDS_MAX = 120;
const MINUTES_MAX = 60;

/** Calls a cycle at absolute deadlines until it is stopped. */
export interface Pace {
  readonly figures: PaceFigures;
  /** As {@link Deadlines.worstBySecondMs}. */
  readonly worstBySecondMs: readonly number[];
  start(cycle: (now: Instant) => void): void;
  stop(): void;
}

/** Counts lateness and moves the deadline on; a deadline that was missed is left out, not run twice. */
export class Deadlines {
  readonly #periodMs: Millis;
  readonly #bySecond = new Worst(1_000, SECONDS_MAX);
  readonly #byMinute = new Worst(60_000, MINUTES_MAX);
  #due: Instant;
  #counted = { cycles: 0, lateCycles: 0, missedCycles: 0, worstLateMs: 0 };

  constructor(periodMs: Millis, first: Instant) {
    this.#periodMs = periodMs;
    this.#due = first;
  }

  get due(): Instant {
    return this.#due;
  }
  get figures(): PaceFigures {
    return { ...this.#counted, worstLateLastHourMs: Math.max(0, ...this.#byMinute.list()) };
  }
  /** The worst lateness of each of the last {@link SECONDS_MAX} seconds in which a cycle began, oldest first. */
  get worstBySecondMs(): readonly number[] {
    return this.#bySecond.list();
  }

  /** A cycle begins now. */
  begin(now: Instant): void {
    const lateMs = Math.max(0, elapsed(this.#due, now));
    const behind = Math.floor(lateMs / this.#periodMs);
    const counted = this.#counted;
    counted.cycles += 1;
    counted.lateCycles += lateMs > this.#periodMs / 4 ? 1 : 0;
    counted.missedCycles += behind;
    counted.worstLateMs = Math.max(counted.worstLateMs, lateMs);
    this.#due = after(this.#due, millis(this.#periodMs * (behind + 1)));
    this.#bySecond.note(now, lateMs);
    this.#byMinute.note(now, lateMs);
  }
}

/** The greatest value of each stretch of time, as far back as `kept` stretches. Stretches without a value have no place. */
class Worst {
  readonly #stretchMs: number;
  readonly #kept: number;
  readonly #stretches: { readonly number: number; worst: number }[] = [];

  constructor(stretchMs: number, kept: number) {
    this.#stretchMs = stretchMs;
    this.#kept = kept;
  }

  note(now: Instant, value: number): void {
    const number = Math.floor(now / this.#stretchMs);
    const last = this.#stretches.at(-1);
    if (last?.number === number) last.worst = Math.max(last.worst, value);
    else this.#stretches.push({ number, worst: value });
    while ((this.#stretches[0]?.number ?? number) <= number - this.#kept) this.#stretches.shift();
  }

  list(): readonly number[] {
    return this.#stretches.map(({ worst }) => worst);
  }
}

/** Left of the wait when libuv is let in: long enough for one turn of its loop, measured below 0.3 ms when idle. */
const TURN_MS = 1;

/**
 * The kernel wakes a sleeper 0.04 ms late in half of all cases, since it lets the processor sleep too. So it is asked
 * for a little too early, and what is left is waited for awake: at 50 Hz half a percent of one core at most. Measured
 * with `npm run bench -- loop`: its p99 is 1.5 times cyclictest's instead of 5.7.
 */
const AWAKE_MS = 0.1;

/**
 * The pace of the control process, which has nothing else to do: it sleeps on a futex until 1 ms before the deadline,
 * gives libuv one turn so that pending I/O is delivered, sleeps the rest, and runs. Before it sleeps libuv has another
 * turn, or what a cycle sent would not be gone, nor an asker be heard, for a period more. A timer alone is a millisecond
 * late and drifts.
 */
export class BlockingPace implements Pace {
  readonly #deadlines: Deadlines;
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(4));
  #stopped = false;

  constructor(periodMs: Millis) {
    this.#deadlines = new Deadlines(periodMs, monotonicNow());
  }

  get figures(): PaceFigures {
    return this.#deadlines.figures;
  }
  get worstBySecondMs(): readonly number[] {
    return this.#deadlines.worstBySecondMs;
  }

  start(cycle: (now: Instant) => void): void {
    const turn = (): void => {
      if (this.#stopped) return;
      this.#waitFor(this.#deadlines.due);
      const now = monotonicNow();
      this.#deadlines.begin(now);
      cycle(now);
      setImmediate(rest);
    };
    const rest = (): void => {
      this.#sleepUntil(after(this.#deadlines.due, millis(-TURN_MS)));
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): void {
    this.#stopped = true;
  }

  #sleepUntil(moment: Instant): void {
    const waitMs = elapsed(monotonicNow(), moment);
    if (waitMs > 0) Atomics.wait(this.#sleeper, 0, 0, waitMs);
  }

  #waitFor(moment: Instant): void {
    this.#sleepUntil(after(moment, millis(-AWAKE_MS)));
    // Not `monotonicNow`, whose big integers would be garbage by the hundred in each cycle.
    const end = performance.now() + elapsed(monotonicNow(), moment);
    while (performance.now() < end);
  }
}

/** The pace where several controllers share a process, as in the street: a timer to each absolute deadline. */
export class TimerPace implements Pace {
  readonly #deadlines: Deadlines;
  #timer: NodeJS.Timeout | undefined;

  constructor(periodMs: Millis) {
    this.#deadlines = new Deadlines(periodMs, monotonicNow());
  }

  get figures(): PaceFigures {
    return this.#deadlines.figures;
  }
  get worstBySecondMs(): readonly number[] {
    return this.#deadlines.worstBySecondMs;
  }

  start(cycle: (now: Instant) => void): void {
    const arm = (): void => {
      const waitMs = Math.max(0, elapsed(monotonicNow(), this.#deadlines.due));
      this.#timer = setTimeout(() => {
        const now = monotonicNow();
        this.#deadlines.begin(now);
        arm();
        cycle(now);
      }, waitMs);
    };
    arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
