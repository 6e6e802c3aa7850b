import { describe, expect, it } from "vitest";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { PlayedLamp } from "./played.ts";

describe("row 23: W at 100, 50 and the least", () => {
  it("is that of the level 2 s after it stands, as selftest and check look at it", () => {
    const lamp = new PlayedLamp(new MockDaliGear({ fullW: 40, standbyW: 0.4 }));
    lamp.run(30_000);
    for (const levelPct of [50, 10, 100, 50]) {
      lamp.wantedPct = levelPct;
      lamp.run(2_000);
      expect(lamp.state.own.energy?.power).toBeCloseTo(lamp.gear.powerW(lamp.now), 1);
    }
  });

  it("is asked for again when the gear has had time to measure it, and then as seldom as ever", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.run(30_000);
    const asked = () => lamp.bus.traffic.filter((frame) => frame === "c3ca").length;
    const before = asked();
    lamp.wantedPct = 50;
    lamp.run(1_000);
    expect(asked() - before).toBe(1);
    lamp.run(2_000);
    expect(asked() - before).toBe(2);
    lamp.run(60_000);
    expect(asked() - before).toBeLessThanOrEqual(8);
  });
});
