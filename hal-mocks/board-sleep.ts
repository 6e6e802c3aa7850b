import {
  SLEEP_AFTER_MS,
  SLEEP_LEAST_MS,
  SLEEP_MOST_MS,
  type BoardSleep,
  type SleepOrder,
} from "../device/hal/board-sleep.ts";
import { failed, type Result } from "../device/measure/fault.ts";
import { after, type Instant, type Millis } from "../device/measure/time.ts";
import { MockActuator } from "./mock-actuator.ts";
import type { PartFault } from "./mock-sensor.ts";

/** The timer behind it, which outlives the board's power. */
export class SleepTimer {
  order: SleepOrder = null;

  /** Whether the board has power at this moment. A sleep that is over has left no order. */
  isPowered(now: Instant): boolean {
    if (this.order === null || now < this.order.cutAt) return true;
    if (now < after(this.order.cutAt, this.order.forMs)) return false;
    this.order = null;
    return true;
  }
}

/** A wake timer that keeps to the millisecond. */
export class MockBoardSleep extends MockActuator<SleepOrder> implements BoardSleep {
  readonly #timer: SleepTimer;

  constructor(part: string, timer: SleepTimer, brokenBy?: () => PartFault | undefined) {
    super(part, () => timer.order, brokenBy);
    this.#timer = timer;
    timer.order = null;
  }

  sleepFor(forMs: Millis, now: Instant): Result<void> {
    if (!(forMs >= SLEEP_LEAST_MS && forMs <= SLEEP_MOST_MS)) {
      const detail = `${forMs} ms: a sleep lasts from ${SLEEP_LEAST_MS} to ${SLEEP_MOST_MS} ms`;
      return failed({ part: this.part, cause: "out-of-range", detail });
    }
    return this.act(() => {
      this.#timer.order = { cutAt: after(now, SLEEP_AFTER_MS), forMs };
    });
  }

  override release(): void {
    this.#timer.order = null;
  }

  halt(): Result<void> {
    return this.act(() => {
      this.release();
    });
  }
}
