import { describe, expect, it } from "vitest";
import type { Expected } from "../../config/scenario.ts";
import type { Counted } from "../../hal-mocks/outcome.ts";
import { broken } from "../../hal-mocks/scenario-run.ts";

const FOUND: Counted = {
  ...{ scenario: "a night", seed: 7, digest: "00000000" },
  ...{ savedNetPct: 60, walkedInDarkS: 10, passages: 5, throws: 5, leftBeside: 1, collections: 0, strokes: 4 },
  ...{ records: 100, invalid: 0, doubles: 0, waiting: 1, lost: 1, online: 8, takenAway: 1, lockedOut: 1 },
  ...{ ramsDown: 1, leastChargePct: 10, told: ["bin-full", "collection", "collection=collected"] },
};
/** Just fulfilled by what was found. */
const EXPECTED: Expected = {
  ...{ savedAtLeastPct: 60, walkedInDarkMs: 10_000, takenAway: 1, unheard: 2, leftBeside: 1 },
  ...{ strokes: 4, lockedOut: 1, online: 8, ramsDown: 1, chargeAtLeastPct: 10 },
  ...{ tells: "bin-full, collection=collected", tellsNot: "fire, collection=partlyEmptied" },
};

describe("what a scenario expects", () => {
  it("holds at its limits, and where there is nothing to measure by", () => {
    expect(broken(FOUND, EXPECTED)).toEqual([]);
    const nothing = { ...FOUND, savedNetPct: null, walkedInDarkS: null, leftBeside: null, leastChargePct: null };
    expect(broken(nothing, EXPECTED)).toEqual([]);
  });

  it.each<[string, Partial<Counted>, object]>([
    ["saved", { savedNetPct: 59.9 }, { foundPct: 59.9, leastPct: 60 }],
    ["walkedInDark", { walkedInDarkS: 10.1 }, { foundS: 10.1, mostS: 10 }],
    ["takenAway", { takenAway: 2 }, { found: 2, most: 1 }],
    ["spoilt", { invalid: 1 }, { invalid: 1, doubles: 0 }],
    ["spoilt", { doubles: 1 }, { invalid: 0, doubles: 1 }],
    ["unheard", { waiting: 2 }, { waiting: 2, lost: 1, most: 2 }],
    ["unheard", { lost: 2 }, { waiting: 1, lost: 2, most: 2 }],
    ["leftBeside", { leftBeside: 2 }, { found: 2, most: 1 }],
    ["strokes", { strokes: 3 }, { found: 3, least: 4 }],
    ["strokes", { strokes: null }, { found: 0, least: 4 }],
    ["lockedOut", { lockedOut: 0 }, { found: 0, expected: 1 }],
    ["lockedOut", { lockedOut: 2 }, { found: 2, expected: 1 }],
    ["ramsDown", { ramsDown: 2 }, { found: 2, most: 1 }],
    ["charge", { leastChargePct: 9 }, { foundPct: 9, leastPct: 10 }],
    ["notTold", { told: ["bin-full", "collection"] }, { event: "collection=collected" }],
    ["told", { told: [...FOUND.told, "fire"] }, { event: "fire" }],
    ["online", { online: 7 }, { found: 7, expected: 8 }],
  ])("is broken alone: %s by %o", (key, changed, given) => {
    expect(broken({ ...FOUND, ...changed }, EXPECTED)).toEqual([{ key, given }]);
  });
});
