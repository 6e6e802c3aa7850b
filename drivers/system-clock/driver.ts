import { stat } from "node:fs/promises";
import type { Clock } from "../../device/hal/clock.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { seconds, type Instant, type Millis, type WallClock } from "../../device/measure/time.ts";
import { CLOCK_START, judge, look, wallClockOf, type ClockState, type Marker } from "./clock-state.ts";

/** Files that a time service touches each time it has set the clock. How chrony and ntpd come to do so: README.md. */
export const MARKERS = ["/run/systemd/timesync/synchronized", "/run/gaturum/clock-synchronized"] as const;
/** How often the markers are looked at, outside `read`. Our choice: a clock is not trusted a minute late. */
export const MARKER_CHECK_MS = seconds(60);

export type SystemClockOptions = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly wallNow?: () => number;
  readonly markers?: readonly string[];
  readonly checkMs?: Millis;
};

/** The computer's own clock against the monotonic one. What its qualities rest on: README.md. */
export class SystemClock implements Clock {
  readonly #part: string;
  readonly #now: () => Instant;
  readonly #wallNow: () => number;
  readonly #markers: readonly string[];
  readonly #startedAt: Instant;
  readonly #timer: NodeJS.Timeout;
  #state: ClockState = CLOCK_START;
  #checking = false;

  constructor(given: SystemClockOptions) {
    this.#part = given.part;
    this.#now = given.now;
    this.#wallNow = given.wallNow ?? Date.now;
    this.#markers = given.markers ?? MARKERS;
    this.#startedAt = given.now();
    this.#timer = setInterval(() => void this.#check(), given.checkMs ?? MARKER_CHECK_MS);
    this.#timer.unref();
    void this.#check();
  }

  read(now: Instant): Reading<WallClock> {
    const before = this.#now();
    const wallMs = this.#wallNow();
    this.#state = look(this.#state, before, wallMs, this.#now());
    const clock = wallClockOf(this.#state, now);
    return clock === null ? faulty(this.#part, "starting", this.#startedAt) : valid(clock, now);
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    return Promise.resolve();
  }

  async #check(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    const found = await Promise.all(this.#markers.map((path) => this.#ageOf(path)));
    const ages = found.filter((marker) => marker !== null).map(({ ageMs }) => ageMs);
    this.#state = judge(this.#state, ages.length === 0 ? null : { ageMs: Math.min(...ages) }, this.#now());
    this.#checking = false;
  }

  /** A marker that cannot be looked at proves nothing, so it counts as none. */
  async #ageOf(path: string): Promise<Marker> {
    try {
      return { ageMs: this.#wallNow() - (await stat(path)).mtimeMs };
    } catch {
      return null;
    }
  }
}
