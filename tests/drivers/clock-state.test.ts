import { expect, it } from "vitest";
import { CLOCK_START, EARLIEST_MS, judge, look, wallClockOf } from "../../drivers/system-clock/clock-state.ts";
import { instant } from "../../device/measure/time.ts";

const at = instant;
const HOUR_MS = 3_600_000;
const WALL_MS = 1_800_000_000_000;
const looked = look(CLOCK_START, at(100), WALL_MS, at(101));
/** As chrony leaves it, as timesyncd does, and as it is before any of them. */
const CHRONY = { synchronised: true, errorMaxMs: 40, errorGuessMs: 2 };
const TIMESYNCD = { synchronised: true, errorMaxMs: 0, errorGuessMs: 0 };
const NOBODY = { synchronised: false, errorMaxMs: 16_000, errorGuessMs: 16_000 };

it("knows nothing before it has looked and judged", () => {
  expect(wallClockOf(CLOCK_START, at(1))).toBeNull();
  expect(wallClockOf(looked, at(1))).toBeNull();
  expect(wallClockOf(judge(CLOCK_START, CHRONY, at(1)), at(1))).toBeNull();
});

it("keeps its offset until wall time is stepped by 10 ms or more", () => {
  expect(looked.offsetMs).toBe(WALL_MS - 100);
  expect(look(looked, at(200), WALL_MS + 100 + 9, at(200))).toBe(looked);
  expect(look(looked, at(200), WALL_MS + 100 + 10, at(200)).offsetMs).toBe(WALL_MS - 90);
  expect(look(looked, at(200), WALL_MS - HOUR_MS, at(200)).offsetMs).toBe(WALL_MS - HOUR_MS - 200);
});

it("takes no step from a look during which the process was held up", () => {
  expect(look(looked, at(200), WALL_MS + 100, at(260))).toBe(looked);
});

it("is none until it is synchronised, and estimated when it is so no more", () => {
  const none = judge(looked, NOBODY, at(200));
  expect(wallClockOf(none, at(200))?.quality).toBe("none");
  const sync = judge(none, CHRONY, at(5_000));
  expect(wallClockOf(sync, at(5_000))?.quality).toBe("sync");
  expect(wallClockOf(judge(sync, NOBODY, at(6_000)), at(6_000))?.quality).toBe("estimated");
});

it("is none again when nobody knows who stepped it, and sync when its service did", () => {
  const stepped = look(judge(looked, CHRONY, at(200)), at(5_000), WALL_MS + HOUR_MS, at(5_000));
  expect(judge(stepped, NOBODY, at(5_000)).quality).toBe("none");
  expect(judge(stepped, CHRONY, at(5_000)).quality).toBe("sync");
});

it("is none below the earliest right time, whatever is said of it", () => {
  const booted = look(CLOCK_START, at(1_000), EARLIEST_MS - 1, at(1_000));
  expect(judge(booted, CHRONY, at(1_000)).quality).toBe("none");
  expect(judge(booted, CHRONY, at(1_001)).quality).toBe("sync");
});

it.each([
  ["a second at least", CHRONY, 1_000],
  ["what the kernel says, rounded up", { ...CHRONY, errorMaxMs: 1_200 }, 2_000],
  ["more where the service does not say how good it is", TIMESYNCD, 8_000],
])("states as its error %s", (_what, kernel, errorMs) => {
  expect(wallClockOf(judge(looked, kernel, at(200)), at(200))?.errorMs).toBe(errorMs);
});

it("never understates its error, and states it in few steps", () => {
  const state = judge(judge(looked, TIMESYNCD, at(0)), NOBODY, at(0));
  const stated = new Set<number>();
  for (let hour = 0; hour <= 24 * 30; hour += 1) {
    const errorMs = wallClockOf(state, at(hour * HOUR_MS))?.errorMs ?? 0;
    expect(errorMs).toBeGreaterThanOrEqual(5_000 + (hour * HOUR_MS * 100) / 1e6);
    stated.add(errorMs);
  }
  expect(stated.size).toBeLessThan(8);
});
