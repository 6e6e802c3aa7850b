import { instant } from "../../device/measure/time.ts";
import { MockBoardSleep, SleepTimer } from "../../hal-mocks/board-sleep.ts";
import { boardSleepConformance } from "./board-sleep.ts";

const PART = "wake-1";

boardSleepConformance("the mock wake timer", () => {
  let now = instant(1_000);
  const timer = new SleepTimer();
  const sleep = new MockBoardSleep(PART, timer);
  return {
    part: PART,
    sleep,
    now: () => now,
    pass: () => {
      now = instant(now + 20);
    },
    powered: (at) => timer.isPowered(at),
    fail: () => {
      sleep.broken = { part: PART, cause: "no-answer" };
    },
    mend: () => {
      sleep.broken = undefined;
    },
  };
});
