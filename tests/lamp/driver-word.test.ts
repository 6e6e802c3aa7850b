import { describe, expect, it } from "vitest";
import { MINUTE, SECOND, WatchedLamp } from "./watched-lamp.ts";

/** What a driver without a meter says of itself is all that there is to go by. */
const unmeasured = (levelPct: number) => new WatchedLamp().at(0, { levelPct, behaves: () => null, driverSays: "fine" });

describe("what a driver says of itself", () => {
  it.each(["lampFailed", "shutDown"] as const)(
    "row 18: %s for 60 s is a lampFailure, told within 120 s",
    (driverSays) => {
      const lamp = unmeasured(30).at(10 * MINUTE, { driverSays });
      lamp.run(60 * MINUTE);
      expect(lamp.told).toEqual([[11 * MINUTE, "lampFailure", true]]);
    },
  );

  it("row 18: holds against power that looks well, by day too, and no other failure is told beside it", () => {
    const lamp = new WatchedLamp().at(0, { levelPct: 100, driverSays: "lampFailed" });
    lamp.after(2 * MINUTE, { levelPct: 0, isDay: true }).run(100 * MINUTE);
    expect(lamp.active).toEqual(["lampFailure"]);
  });

  it("row 19: gives less by itself for 5 min is a dimmingFailure, dark does not count", () => {
    const lamp = unmeasured(0).at(MINUTE, { driverSays: "reduced" });
    lamp.run(60 * MINUTE);
    expect(lamp.told).toEqual([]);
    lamp.after(SECOND, { levelPct: 50 });
    const since = lamp.now;
    lamp.run(100 * MINUTE);
    expect(lamp.told).toEqual([[since + 5 * MINUTE, "dimmingFailure", true]]);
  });

  it("is over when it says for the time of the rule that all is well, and gives light", () => {
    const lamp = unmeasured(50)
      .at(0, { driverSays: "lampFailed" })
      .at(5 * MINUTE, { driverSays: "fine", levelPct: 0 });
    lamp.run(60 * MINUTE);
    expect(lamp.active).toEqual(["lampFailure"]);
    lamp.at(60 * MINUTE, { levelPct: 50 }).run(70 * MINUTE);
    expect(lamp.told.at(-1)).toEqual([61 * MINUTE, "lampFailure", false]);
  });

  it("that all is well ends nothing that its power denies", () => {
    const lamp = new WatchedLamp().at(0, { levelPct: 10, behaves: () => 0, driverSays: "fine" });
    for (let passer = 0; passer < 3; passer += 1)
      lamp.after(7 * MINUTE, { levelPct: 100 }).after(30 * SECOND, { levelPct: 10 });
    expect(lamp.active).toEqual(["lampFailure"]);
  });

  it("a driver that is not heard for 10 min, where nothing measures it, is judged by nobody", () => {
    const lamp = unmeasured(50)
      .at(0, { driverSays: "lampFailed" })
      .at(5 * MINUTE, { driverSays: null });
    lamp.run(14 * MINUTE);
    expect(lamp.active).toEqual(["lampFailure"]);
    lamp.run(16 * MINUTE);
    expect(lamp.active).toEqual([]);
  });
});
