import { expect, it } from "vitest";
import { CLOCK_START, judge, look, SYNC_LASTS_MS, wallClockOf } from "../../drivers/system-clock/clock-state.ts";
import { instant } from "../../device/measure/time.ts";

const at = instant;
const HOUR_MS = 3_600_000;
const WALL_MS = 1_700_000_000_000;
const looked = look(CLOCK_START, at(100), WALL_MS, at(101));

it("knows nothing before it has looked and judged", () => {
  expect(wallClockOf(CLOCK_START, at(1))).toBeNull();
  expect(wallClockOf(looked, at(1))).toBeNull();
  expect(wallClockOf(judge(CLOCK_START, null, at(1)), at(1))).toBeNull();
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

it("is none without a marker, sync with one, estimated when it has gone or is old", () => {
  const none = judge(looked, null, at(1));
  expect(wallClockOf(none, at(1))?.quality).toBe("none");
  const sync = judge(none, { ageMs: 1_000 }, at(5_000));
  expect(wallClockOf(sync, at(5_000))?.quality).toBe("sync");
  expect(wallClockOf(judge(sync, null, at(6_000)), at(6_000))?.quality).toBe("estimated");
  expect(judge(sync, { ageMs: SYNC_LASTS_MS + 1 }, at(6_000)).quality).toBe("estimated");
  expect(judge(none, { ageMs: SYNC_LASTS_MS + 1 }, at(6_000)).quality).toBe("none");
  expect(judge(none, { ageMs: -HOUR_MS }, at(6_000)).quality).toBe("none");
});

it("never understates its error, and states it in few steps", () => {
  let state = judge(looked, { ageMs: 0 }, at(0));
  state = judge(state, null, at(0));
  const stated = new Set<number>();
  for (let hour = 0; hour <= 24 * 30; hour += 1) {
    const errorMs = wallClockOf(state, at(hour * HOUR_MS))?.errorMs ?? 0;
    expect(errorMs).toBeGreaterThanOrEqual(5_000 + (hour * HOUR_MS * 100) / 1e6);
    stated.add(errorMs);
  }
  expect(stated.size).toBeLessThan(8);
});
