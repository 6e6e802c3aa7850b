import { describe, expect, it } from "vitest";
import { PARSER_START } from "../../../drivers/range-line/parser.ts";
import { hex, lunaFrame, miniFrame, repeated } from "./frames.ts";
import { findIn, modelOf, phaseOf, type Short } from "./models.ts";

const luna = await modelOf("tf-luna");
const mini = await modelOf("tfmini");
const STARTS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** bins.md 10. */
const LUNA_VECTORS: readonly [bytes: string, expected: Short][] = [
  ["59 59 79 00 E8 03 C8 08 E6", 1_210],
  ["59 59 2D 00 B0 04 C8 08 63", 450],
  ["59 59 00 00 28 00 C8 08 AA", "weak"],
  ["59 59 50 00 FF FF F0 08 F8", "overexposed"],
  ["59 59 13 00 B8 0B A0 08 30", "blind"],
  ["59 59 59 00 84 03 C8 08 62", 890],
  ["59 59 3C 00 9B 00 C8 08 59", 600],
];
const MINI_VECTORS: readonly [bytes: string, expected: Short][] = [
  ["59 59 FF FF 0A 00 02 00 BC", "weak"],
  ["59 59 B0 04 90 01 07 00 FE", 12_000],
];

describe("vectors at every start", () => {
  it.each(LUNA_VECTORS)("TF-Luna %s: %s", (text, expected) => {
    for (const skip of STARTS) {
      const found = findIn(luna, repeated(hex(text), 6, skip));
      expect(found.length).toBeGreaterThanOrEqual(4);
      expect(new Set(found)).toEqual(new Set([expected]));
    }
  });

  it.each(MINI_VECTORS)("TFmini %s: %s", (text, expected) => {
    for (const skip of STARTS) {
      const found = findIn(mini, repeated(hex(text), 6, skip));
      expect(found.length).toBeGreaterThanOrEqual(4);
      expect(new Set(found)).toEqual(new Set([expected]));
    }
  });
});

it("a frame whose sum is one off, either way, is a bad frame and gives nothing", () => {
  for (const [model, text] of [
    [luna, "59 59 79 00 E8 03 C8 08 E6"],
    [mini, "59 59 B0 04 90 01 07 00 FE"],
  ] as const) {
    for (const off of [1, -1]) {
      const bytes = hex(text).map((byte, index) => (index === 8 ? byte + off : byte));
      const { state, findings } = model.parse(PARSER_START, repeated(bytes, 3));
      expect(findings).toEqual([]);
      expect(state.counts).toMatchObject({ frames: 0, badFrames: 3 });
    }
  }
});

describe("what an echo is worth", () => {
  const lunaSays = (cm: number, strength: number) => findIn(luna, repeated(lunaFrame(cm, strength), 2))[0];
  const miniSays = (cm: number, strength: number) => findIn(mini, repeated(miniFrame(cm, strength), 2))[0];

  it("TF-Luna: from 100 on and below 65535; a distance of 0 is weak, never full", () => {
    expect([99, 100, 65_534, 65_535].map((strength) => lunaSays(100, strength))).toEqual([
      "weak",
      1_000,
      1_000,
      "overexposed",
    ]);
    expect(lunaSays(0, 500)).toBe("weak");
  });

  it("TF-Luna: from 20 cm to 8 m", () => {
    expect([1, 19, 20, 800, 801].map((cm) => lunaSays(cm, 1_000))).toEqual(["blind", "blind", 200, 8_000, "beyond"]);
  });

  it("TFmini: from 20 to 2000; FFFF and 0 are weak", () => {
    expect([19, 20, 2_000, 2_001].map((strength) => miniSays(100, strength))).toEqual([
      "weak",
      1_000,
      1_000,
      "overexposed",
    ]);
    expect([miniSays(0xffff, 400), miniSays(0, 400)]).toEqual(["weak", "weak"]);
  });

  it("TFmini: from 30 cm to 12 m", () => {
    expect([29, 30, 1_200, 1_201].map((cm) => miniSays(cm, 400))).toEqual(["blind", 300, 12_000, "beyond"]);
  });
});

describe("row 12: finding the phase", () => {
  it("TF-Luna: where DL and the sum are 59, the phase one byte late has a good sum for ever, and is not taken", () => {
    for (const skip of STARTS) {
      expect(new Set(findIn(luna, repeated(hex("59 59 59 00 01 01 44 08 59"), 6, skip)))).toEqual(new Set([890]));
    }
  });

  it.each([
    { model: luna, frames: (cm: number) => lunaFrames(cm), from: 20, upTo: 800 },
    { model: mini, frames: (cm: number) => miniFrames(cm), from: 30, upTo: 1_200 },
  ])("$model.driver locks within 2 frames, publishes within 3 and is never wrong", ({ model, frames, from, upTo }) => {
    const wrong: string[] = [];
    for (let cm = from; cm <= upTo; cm += 1) {
      for (const sent of frames(cm)) {
        for (const skip of STARTS) {
          const { lockedAfter2, publishedAfter3, found } = phaseOf(model, sent, skip);
          if (!lockedAfter2 || !publishedAfter3 || found.some((mm) => mm !== cm * 10)) {
            wrong.push(`${sent.join(" ")} from byte ${skip}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Strengths and temperatures among which the sum takes many values, 59 among them. */
function lunaFrames(cm: number): number[][] {
  const spread = [101, 0x0159, 0x0359, 3_000];
  return spread.map((strength) => lunaFrame(cm, strength + (cm % 7), (20 + 256) * 8 + (cm % 256)));
}

function miniFrames(cm: number): number[][] {
  return [20, 0x0159, 2_000].flatMap((strength) => [2, 7].map((mode) => miniFrame(cm, strength, mode)));
}
