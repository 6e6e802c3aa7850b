import type { Scheduler } from "../measure/scheduler.ts";
import { after, elapsed, instant } from "../measure/time.ts";

/** Node calls at once what is further off (nodejs.org/api/timers.html). */
const TIMER_LONGEST_MS = 2 ** 31 - 1;

/**
 * CLOCK_MONOTONIC, the clock that control stamps its reports with, and the timers of Node. Those count whole milliseconds
 * and one in fifty comes up to a millisecond early (measured): it waits on, for a session that is told `due` too early
 * ignores it, and would never be told again.
 */
export const realTime: Scheduler = {
  now: () => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000),
  after(wait, run) {
    const due = after(realTime.now(), wait);
    const call = (): void => {
      const left = elapsed(realTime.now(), due);
      if (left <= 0) run();
      else timer = timerFor(left);
    };
    const timerFor = (waitMs: number) => setTimeout(call, Math.min(Math.ceil(waitMs), TIMER_LONGEST_MS));
    let timer = timerFor(wait);
    return () => {
      clearTimeout(timer);
    };
  },
};
