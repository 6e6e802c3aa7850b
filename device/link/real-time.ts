import type { Scheduler } from "../measure/scheduler.ts";
import { instant } from "../measure/time.ts";

/** CLOCK_MONOTONIC, the clock that control stamps its reports with, and the timers of Node. */
export const realTime: Scheduler = {
  now: () => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000),
  after(wait, run) {
    const timer = setTimeout(run, Math.ceil(wait));
    return () => {
      clearTimeout(timer);
    };
  },
};
