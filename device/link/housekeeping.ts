import { schedule } from "node-cron";
import { elapsed, hours, minutes, seconds } from "../measure/time.ts";
import { realTime } from "./real-time.ts";

/** Ten past three, UTC: the traffic of the night is low everywhere in Europe, and no clock change moves it. */
const DAILY = "10 3 * * *";
/** So late it is still done: a computer that has much to do, or a clock that was put right by less. Our choice. */
const LATE_MAX_MS = hours(1);
/** After a start too, when control has told the time: a post with mains by night alone has none at ten past three in summer. */
const FIRST_MS = minutes(10);
/** What is kept by hours that link ran is counted as often: of a start that a power cut ends the last one is lost. Our choice. */
const HOURLY_MS = hours(1);
/** How often it is looked whether the clock was put right, and from what on that counts. Our choice. */
const LOOK_MS = seconds(10);
const STEP_MS = seconds(1);

/**
 * Runs `keepHouse` once a day and once after a start, and `letGo` each hour; the returned function ends it. Nothing here
 * decides about the street. A clock that steps begins the days anew: node-cron would go through every one from 1970 on at
 * once, and wait for a year that was never there.
 */
export function startHousekeeping(keepHouse: () => void, letGo: () => void): () => void {
  const first = setTimeout(keepHouse, FIRST_MS).unref();
  const hourly = setInterval(letGo, HOURLY_MS).unref();
  let task = daily(keepHouse);
  let dueMs = task.getNextRun()?.getTime() ?? Infinity;
  let [wallMs, at] = [Date.now(), realTime.now()];
  const look = setInterval(() => {
    const steppedMs = Date.now() - wallMs - elapsed(at, realTime.now());
    [wallMs, at] = [Date.now(), realTime.now()];
    const lateMs = wallMs - dueMs;
    if (Math.abs(steppedMs) >= STEP_MS) {
      void task.destroy();
      task = daily(keepHouse);
      // It stepped over the very hour.
      if (lateMs >= 0 && lateMs < LATE_MAX_MS) keepHouse();
    }
    dueMs = task.getNextRun()?.getTime() ?? Infinity;
  }, LOOK_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(hourly);
    clearInterval(look);
    void task.destroy();
  };
}

const daily = (keepHouse: () => void) =>
  schedule(DAILY, keepHouse, {
    timezone: "UTC",
    name: "link housekeeping",
    missedExecutionTolerance: LATE_MAX_MS,
    suppressMissedWarning: true,
    unref: true,
  });
