import { describe, expect, it } from "vitest";
import type { Target } from "../../../drivers/dali/frames.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { GIVEN, PlayedLamp } from "./played.ts";

describe("row 23: a gear that is not at its address", () => {
  const lostOf = (gear: readonly MockDaliGear[], supplied = true, target: Target = 5) => {
    const lamp = new PlayedLamp(new MockDaliGear(), { ...GIVEN, target });
    lamp.bus.gear.splice(0, 1, ...gear);
    lamp.bus.supply(supplied, lamp.now);
    lamp.run(10_000);
    const writes = lamp.bus.traffic.filter((frame) => frame.startsWith("t:"));
    return [lamp.state.lost?.cause, lamp.state.lost?.detail, writes];
  };
  it.each<[string, readonly MockDaliGear[], string, RegExp]>([
    ["without any", [new MockDaliGear()], "no-answer", /without one is there: gaturum selftest lamp gives it/],
    [
      "several without",
      [new MockDaliGear(), new MockDaliGear()],
      "no-answer",
      /several without one are there: take all but this lamp's off the bus, then gaturum selftest lamp/,
    ],
    ["at another", [new MockDaliGear({ address: 6 })], "no-answer", /others answer: gaturum selftest lamp tells which/],
    ["not there at all", [], "no-answer", /no gear answers on the DALI bus: check its mains/],
    [
      "two of one",
      [5, 5].map((address) => new MockDaliGear({ address })),
      "implausible",
      /more than one gear has address 5/,
    ],
  ])("%s is told with its cure, and nothing is written to anybody", (_, gear, cause, detail) => {
    expect(lostOf(gear)).toEqual([cause, expect.stringMatching(detail), []]);
  });

  it.each<Target>([5, "all"])("a bus without supply is none without gear, with its lamp at %s", (target) => {
    const detail = expect.stringMatching(/takes no frame: measure 16 V/) as string;
    expect(lostOf([new MockDaliGear({ address: 5 })], false, target)).toEqual(["no-answer", detail, []]);
  });
});
