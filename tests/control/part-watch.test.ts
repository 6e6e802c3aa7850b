import { describe, expect, it } from "vitest";
import { SETTLE_MS, STARTING_MS, watchParts, type WatchState } from "../../device/control/part-watch.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";

/** Runs the watch over moments with the reading then in force and gives the reports with their moments. */
function watched(...history: readonly (readonly [number, Reading<unknown>])[]) {
  let state: WatchState = {};
  const told: unknown[] = [];
  for (const [t, reading] of history) {
    const next = watchParts(state, { level: reading }, instant(t));
    state = next.state;
    for (const { values } of next.reports) told.push([t, values["active"], values["part"], values["cause"]]);
  }
  return told;
}

const good = valid(1, instant(0));
const bad = faulty("level-1", "disconnected", instant(0));

describe("parts that are out", () => {
  it("are told after they stayed out, and again when they are back", () => {
    const told = watched(
      [0, good],
      [100, bad],
      [100 + SETTLE_MS - 1, bad],
      [100 + SETTLE_MS, bad],
      [5_000, good],
      [5_000 + SETTLE_MS, good],
    );
    expect(told).toEqual([
      [100 + SETTLE_MS, true, "level-1", "disconnected"],
      [5_000 + SETTLE_MS, false, "level-1", undefined],
    ]);
  });

  it("are not told for one bad frame", () => {
    expect(watched([0, good], [100, bad], [200, good], [100 + SETTLE_MS, good], [9_000, good])).toEqual([]);
  });

  it("have longer for their first value, and absent ones are no fault", () => {
    const starting = faulty("level-1", "starting", instant(0));
    expect(watched([0, starting], [SETTLE_MS, starting], [STARTING_MS, starting])).toHaveLength(1);
    const absent = faulty("level", "absent", instant(0));
    expect(watched([0, absent], [STARTING_MS * 2, absent])).toEqual([]);
  });

  it("announce when they will be told, and stay the same object meanwhile", () => {
    const first = watchParts({}, { level: bad }, instant(0));
    expect(first.wakeAt).toBe(SETTLE_MS);
    const second = watchParts(first.state, { level: bad }, instant(20));
    expect(second.state).toBe(first.state);
    expect(second.wakeAt).toBe(SETTLE_MS);
  });
});
