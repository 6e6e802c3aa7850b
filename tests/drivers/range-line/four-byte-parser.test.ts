import { describe, expect, it } from "vitest";
import type { RangeModel } from "../../../drivers/range-line/model.ts";
import { errorShare, OTHER_RUN_MIN, PARSER_START } from "../../../drivers/range-line/parser.ts";
import { ajFrame, frame, hex, LOCK_OUT_MM, repeated } from "./frames.ts";
import { findIn, modelOf, phaseOf, short } from "./models.ts";

const a02yyuw = await modelOf("a02yyuw");
const aj = await modelOf("aj-sr04m");
const jsn = await modelOf("jsn-sr04t");
/** Each model with its frame, and the distances (mm) from which on, and up to which, it is valid. */
const MODELS = [
  { model: a02yyuw, frame, from: 31, upTo: 4_500 },
  { model: await modelOf("a01nyub"), frame, from: 281, upTo: 7_500 },
  { model: jsn, frame, from: 251, upTo: 6_000 },
  { model: aj, frame: ajFrame, from: 201, upTo: 8_000 },
] as const;
const STARTS = [0, 1, 2, 3];

const parseAll = (model: RangeModel, ...bytes: number[]) => model.parse(PARSER_START, Uint8Array.from(bytes));
const twice = (model: RangeModel, bytes: readonly number[]) => findIn(model, [...bytes, ...bytes]);

describe("frames of an A02YYUW, and of the ME007YS that sends the same", () => {
  it("publishes the datasheet's example, FF 07 A1 A7, as 1953 mm", () => {
    expect(twice(a02yyuw, hex("FF 07 A1 A7"))).toEqual([1953]);
  });

  it("holds the first frame back and publishes from the second at the same phase on", () => {
    const first = parseAll(a02yyuw, ...frame(1953));
    expect(first.findings).toEqual([]);
    expect(first.state.counts.frames).toBe(1);
    expect(a02yyuw.parse(first.state, Uint8Array.from(frame(1954))).findings.map(short)).toEqual([1954]);
  });

  it("asks for two again after a disturbance", () => {
    expect(findIn(a02yyuw, [...frame(800), ...frame(801), 0x00, ...frame(802), ...frame(803)])).toEqual([801, 803]);
  });

  it.each(["FF 00 00 FF", "FF 00 1E 1D"])(
    "takes %s for too close or nothing there, and never for a distance",
    (text) => {
      for (const { model } of MODELS.filter(({ model: { driver } }) => driver !== "aj-sr04m")) {
        expect(twice(model, hex(text))).toEqual(["blindOrNoEcho"]);
      }
    },
  );

  it("takes 4500 mm for a distance and counts 4501 mm as beyond the range", () => {
    expect(twice(a02yyuw, frame(4_500))).toEqual([4_500]);
    const beyond = parseAll(a02yyuw, ...frame(4_501), ...frame(4_501));
    expect(beyond.findings).toEqual([{ kind: "beyond-range", distanceMm: 4_501, bytes: frame(4_501) }]);
    expect(beyond.state.counts).toMatchObject({ beyondRange: 2, frames: 0, framed: 0 });
  });

  it("counts FF FF FF FD as beyond the range", () => {
    const { state, findings } = parseAll(a02yyuw, ...hex("FF FF FF FD"));
    expect(state.counts.beyondRange).toBe(1);
    expect(findings).toEqual([]);
  });
});

describe("checksums, by model", () => {
  it("FF 00 DE DE is 222 mm of an AJ-SR04M, and no frame of the others", () => {
    const bytes = hex("FF 00 DE DE");
    expect(twice(aj, bytes)).toEqual([222]);
    for (const model of [a02yyuw, jsn]) expect(twice(model, bytes)).toEqual([]);
    expect(parseAll(a02yyuw, ...bytes, ...bytes).state.counts.badFrames).toBe(2);
  });

  it("FF 07 A1 A8 is one bad frame of an A02YYUW, and 1953 mm of an AJ-SR04M", () => {
    expect(parseAll(a02yyuw, ...hex("FF 07 A1 A8")).state.counts.badFrames).toBe(1);
    expect(twice(aj, hex("FF 07 A1 A8"))).toEqual([1953]);
  });

  it.each([222, 766, 1953])("knows another model's sums by ten frames in a row: %i mm", (mm) => {
    for (const [model, other] of [
      [a02yyuw, ajFrame],
      [aj, frame],
    ] as const) {
      const run = (count: number) => model.parse(PARSER_START, repeated(other(mm), count)).state.otherRun;
      expect(run(OTHER_RUN_MIN - 1)).toBeLessThan(OTHER_RUN_MIN);
      expect(run(OTHER_RUN_MIN)).toBe(OTHER_RUN_MIN);
      expect(parseAll(model, ...other(mm), 0, ...other(mm)).state.otherRun).toBe(1);
    }
  });
});

it("another model's run is over with the first good frame", () => {
  const { state } = a02yyuw.parse(PARSER_START, repeated(ajFrame(800), OTHER_RUN_MIN));
  expect(state.otherRun).toBe(OTHER_RUN_MIN);
  expect(a02yyuw.parse(state, Uint8Array.from(frame(800))).state.otherRun).toBe(0);
});

it("the error share is that of the newest bytes: after 10^5 good ones, 600 bad ones show", () => {
  const { state } = a02yyuw.parse(PARSER_START, repeated(frame(800), 25_000));
  expect(errorShare(state)).toBe(0);
  expect(errorShare(a02yyuw.parse(state, repeated([0x12], 600)).state)).toBeGreaterThan(0.5);
});

describe("below its least distance a model is blind, and says so", () => {
  it.each(MODELS)("$model.driver from $from mm to $upTo mm", ({ model, frame: sent, from, upTo }) => {
    for (const mm of [0, 1, 30]) expect(twice(model, sent(mm))).toEqual(["blindOrNoEcho"]);
    if (from > 31) for (const mm of [31, from - 2, from - 1]) expect(twice(model, sent(mm))).toEqual(["blind"]);
    for (const mm of [from, upTo]) expect(twice(model, sent(mm))).toEqual([mm]);
    expect(twice(model, sent(upTo + 1))).toEqual(["beyond"]);
  });

  it("10 300 mm, as a JSN-SR04T v2 says when something is too close, is no distance", () => {
    expect(twice(jsn, frame(10_300))).toEqual(["beyond"]);
    expect(jsn.beyondRange).toContain("too close");
  });
});

describe("row 12: finding the phase", () => {
  it("locks to 766 mm when it starts at byte 3 of FF 02 FE FF", () => {
    expect(findIn(a02yyuw, repeated(hex("FF 02 FE FF"), 4, 3))[0]).toBe(766);
  });

  it("refuses the alias of 511 mm by its range and moves on by one byte", () => {
    const { state, findings } = a02yyuw.parse(PARSER_START, repeated(hex("FF 01 FF FF"), 4, 3));
    expect(state.counts.beyondRange).toBe(1);
    expect(findings.map(short)).toEqual([511, 511]);
  });

  it.each(LOCK_OUT_MM)("finds %i mm from every start", (mm) => {
    for (const skip of STARTS) expect(findIn(a02yyuw, repeated(frame(mm), 4, skip))[0]).toBe(mm);
  });

  it.each(MODELS)("$model.driver locks within 2 frames, publishes within 3 and is never wrong", (row) => {
    const { model, upTo } = row;
    const wrong: string[] = [];
    for (let mm = 31; mm <= upTo; mm += 1) {
      for (const skip of STARTS) {
        const { lockedAfter2, publishedAfter3, found } = phaseOf(model, row.frame(mm), skip);
        const right = found.every((value) => value === (mm < row.from ? "blind" : mm));
        if (!lockedAfter2 || !publishedAfter3 || !right) wrong.push(`${mm} mm from byte ${skip}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(MODELS)(
    "$model.driver says nothing but too close or nothing there for 0 to 30 mm",
    ({ model, frame: sent }) => {
      for (let mm = 0; mm <= 30; mm += 1) {
        for (const skip of STARTS) {
          const found = findIn(model, repeated(sent(mm), 8, skip));
          expect(found.length).toBeGreaterThanOrEqual(6);
          expect(new Set(found)).toEqual(new Set(["blindOrNoEcho"]));
        }
      }
    },
  );
});
