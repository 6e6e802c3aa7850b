import { describe, expect, it } from "vitest";
import { SteadyLamps } from "../../../hal-mocks/page/scene/lit-street.ts";

const FRAMES = 12;

describe("steady lamps", () => {
  const steadyAfter = (shareOf: (frame: number) => number) => {
    const steady = new SteadyLamps();
    return Array.from({ length: FRAMES }, (_, i) => steady.of([{ atM: 22, share: shareOf(i) }])).at(-1);
  };

  it("are those that kept their light", () => {
    expect(steadyAfter(() => 0.58)).toEqual([{ atM: 22, share: 0.58 }]);
    expect(steadyAfter((frame) => (frame === 8 ? 1 : 0.58))).toEqual([]);
  });

  it("are not those that rise, however slowly", () => {
    expect(steadyAfter((frame) => 0.5 + 0.002 * frame)).toEqual([]);
  });

  it("are no longer those that left the view", () => {
    const steady = new SteadyLamps();
    for (let i = 0; i < FRAMES; i++) steady.of([{ atM: 22, share: 1 }]);
    expect(steady.of([])).toEqual([]);
    expect(steady.of([{ atM: 22, share: 1 }])).toEqual([]);
  });
});
