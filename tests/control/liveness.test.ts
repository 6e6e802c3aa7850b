import { describe, expect, it } from "vitest";
import { FAILING_MS, isAlive, LIVENESS_START, nextLiveness, type Liveness } from "../../device/control/liveness.ts";
import { failed } from "../../device/measure/fault.ts";
import { instant } from "../../device/measure/time.ts";
import { toyControl } from "./toy.ts";

/** What each cycle wrote, one a second: true where every output refused it. */
function after(cycles: readonly boolean[]): Liveness {
  return cycles.reduce(
    (was, allFailed, second) => nextLiveness(was, allFailed, instant(second * 1_000)),
    LIVENESS_START,
  );
}
const OVER = instant(1_000 + FAILING_MS);
const BEFORE = instant(OVER - 1);

describe("a device may say that it lives", () => {
  it.each<[string, readonly boolean[]]>([
    ["while its outputs obey", [false, false]],
    ["when they obey again", [false, true, false]],
    ["though they never obeyed since the start: no start mends them", [true, true]],
  ])("%s", (_when, cycles) => {
    expect(isAlive(after(cycles), true, instant(1e9))).toBe(true);
  });

  it("until all of them have failed for a minute, counted from the first failure", () => {
    const failing = after([false, true, true, true]);
    expect(isAlive(failing, true, BEFORE)).toBe(true);
    expect(isAlive(failing, true, OVER)).toBe(false);
  });

  it("whatever they do, where this boot is not known to have begun with power", () => {
    expect(isAlive(after([false, true]), false, OVER)).toBe(true);
  });

  it("and nothing new is the same object", () => {
    const [obeys, fails] = [after([false]), after([false, true])];
    expect(nextLiveness(obeys, false, OVER)).toBe(obeys);
    expect(nextLiveness(fails, true, OVER)).toBe(fails);
  });
});

it("the cycle tells apart that one output failed and that all did", () => {
  const one = failed({ part: "lamp-1", cause: "disconnected" });
  const { control, hardware } = toyControl();
  control.step(instant(0));
  expect(control.allFailed).toBe(false);
  hardware.write = () => [one, { ok: true, value: undefined }];
  control.step(instant(100));
  expect([control.writeFaults.length, control.allFailed]).toEqual([1, false]);
  hardware.write = () => [one, one];
  control.step(instant(200));
  expect([control.writeFaults.length, control.allFailed]).toEqual([2, true]);
});
