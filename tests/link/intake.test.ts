import { expect, it } from "vitest";
import { millis } from "../../device/measure/time.ts";
import { clockLost, daylight, Rig } from "./rig.ts";

it("R1: control is told no number of which an earlier report is not safe: class 2 settles before an older class 0", () => {
  const rig = new Rig({}, { latencyMs: millis(500) });
  rig.run(5_000);
  rig.report(clockLost(true));
  rig.report(daylight(1));
  rig.run(400);
  expect(rig.unstored).toBe(1);
  rig.run(200);
  expect(rig.unstored).toBe(0);
});
