import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AJ_RUN_MIN, PARSER_START, parse, type Finding, type ParserState } from "../../../drivers/a02yyuw/parser.ts";
import { ajFrame, frame, LOCK_OUT_MM, stream } from "./frames.ts";

const valid = (distanceMm: number): Finding => ({
  kind: "range",
  range: { quality: "valid", distanceMm: distanceMm as never },
});
const BLIND: Finding = { kind: "range", range: { quality: "blindOrNoEcho" } };

const parseAll = (...bytes: number[]) => parse(PARSER_START, Uint8Array.from(bytes));
const twice = (...bytes: number[]) => parseAll(...bytes, ...bytes);

describe("frames", () => {
  it("publishes the datasheet's example, FF 07 A1 A7, as 1953 mm", () => {
    expect(twice(0xff, 0x07, 0xa1, 0xa7).findings).toEqual([valid(1953)]);
  });

  it("holds the first frame back and publishes from the second at the same phase on", () => {
    const first = parseAll(...frame(1953));
    expect(first.findings).toEqual([]);
    expect(first.state.counts.frames).toBe(1);
    expect(parse(first.state, Uint8Array.from(frame(1954))).findings).toEqual([valid(1954)]);
  });

  it("asks for two again after a disturbance", () => {
    const { findings } = parseAll(...frame(800), ...frame(801), 0x00, ...frame(802), ...frame(803));
    expect(findings).toEqual([valid(801), valid(803)]);
  });

  it.each([
    ["FF 00 00 FF", [0xff, 0x00, 0x00, 0xff]],
    ["FF 00 1E 1D", [0xff, 0x00, 0x1e, 0x1d]],
  ])("takes %s for too close or nothing there, and never for a distance", (_, bytes) => {
    expect(twice(...bytes).findings).toEqual([BLIND]);
  });

  it("takes 31 mm for a distance", () => {
    expect(twice(...frame(31)).findings).toEqual([valid(31)]);
  });

  it("takes 4500 mm for a distance and counts 4501 mm as beyond the range", () => {
    expect(twice(...frame(4500)).findings).toEqual([valid(4500)]);
    const beyond = twice(...frame(4501));
    expect(beyond.findings).toEqual([{ kind: "beyond-range", distanceMm: 4501 }]);
    expect(beyond.state.counts).toMatchObject({ beyondRange: 2, frames: 0 });
  });

  it("counts FF FF FF FD as beyond the range", () => {
    const { state, findings } = parseAll(0xff, 0xff, 0xff, 0xfd);
    expect(state.counts.beyondRange).toBe(1);
    expect(findings).toEqual([]);
  });

  it("refuses the AJ-SR04M's FF 00 DE DE", () => {
    const { state, findings } = twice(0xff, 0x00, 0xde, 0xde);
    expect(findings).toEqual([]);
    expect(state.counts.checksumErrors).toBe(2);
  });

  it("counts FF 07 A1 A8 as one checksum error", () => {
    expect(parseAll(0xff, 0x07, 0xa1, 0xa8).state.counts.checksumErrors).toBe(1);
  });

  it.each([222, 766, 1953])("knows the AJ-SR04M by ten of its frames in a row: %i mm", (mm) => {
    const run = (count: number) => parseAll(...Array.from({ length: count }, () => ajFrame(mm)).flat()).state.ajRun;
    expect(run(AJ_RUN_MIN - 1)).toBeLessThan(AJ_RUN_MIN);
    expect(run(AJ_RUN_MIN)).toBe(AJ_RUN_MIN);
    expect(parseAll(...ajFrame(mm), 0, ...ajFrame(mm)).state.ajRun).toBe(1);
  });
});

describe("finding the phase", () => {
  it("locks to 766 mm when it starts at byte 3 of FF 02 FE FF", () => {
    expect(parse(PARSER_START, stream(766, 4, 3)).findings[0]).toEqual(valid(766));
  });

  it("refuses the alias of 511 mm by its range and moves on by one byte", () => {
    const { state, findings } = parse(PARSER_START, stream(511, 4, 3));
    expect(state.counts.beyondRange).toBe(1);
    expect(findings).toEqual([valid(511), valid(511)]);
  });

  it.each(LOCK_OUT_MM)("finds %i mm from every start", (mm) => {
    for (const skip of [0, 1, 2, 3]) expect(parse(PARSER_START, stream(mm, 4, skip)).findings[0]).toEqual(valid(mm));
  });

  it("locks within 2 frames, publishes within 3 and is never wrong, for every distance and start", () => {
    const wrong: string[] = [];
    for (let mm = 31; mm <= 4_500; mm += 1) {
      for (const skip of [0, 1, 2, 3]) {
        const bytes = stream(mm, 8, skip);
        const lockedAfter = parse(PARSER_START, bytes.subarray(0, 8 - skip)).state.locked;
        const { findings } = parse(PARSER_START, bytes);
        const published = parse(PARSER_START, bytes.subarray(0, 12 - skip)).findings.length > 0;
        const right = findings.every((found) => found.kind === "range" && isValid(found, mm));
        if (!lockedAfter || !published || !right) wrong.push(`${mm} mm from byte ${skip}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("says nothing but too close or nothing there for 0 to 30 mm, from every start", () => {
    for (let mm = 0; mm <= 30; mm += 1) {
      for (const skip of [0, 1, 2, 3]) {
        const { findings } = parse(PARSER_START, stream(mm, 8, skip));
        expect(findings.length).toBeGreaterThanOrEqual(6);
        expect(new Set(findings.map((found) => JSON.stringify(found)))).toEqual(new Set([JSON.stringify(BLIND)]));
      }
    }
  });
});

describe("any bytes", () => {
  it("finds the same whichever way they are cut into pieces", () => {
    const piece = fc.oneof(fc.integer({ min: 0, max: 4_600 }).map(frame), fc.array(fc.constantFrom(0xff, 0, 1, 0xfe)));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 9 })), (pieces, cuts) => {
        const bytes = Uint8Array.from(pieces.flat());
        const whole = parse(PARSER_START, bytes);
        expect(inPieces(bytes, cuts)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("gives no value out of range and keeps no more than three bytes over 10^6 random ones", () => {
    let state: ParserState = PARSER_START;
    const next = noise(20_240_611);
    for (let chunk = 0; chunk < 1_000; chunk += 1) {
      const bytes = Uint8Array.from({ length: 1_000 }, () => (next() < 0.2 ? 0xff : Math.floor(next() * 256)));
      const parsed = parse(state, bytes);
      state = parsed.state;
      expect(state.pending.length).toBeLessThan(4);
      for (const found of parsed.findings) {
        if (found.kind !== "range" || found.range.quality !== "valid") continue;
        expect(found.range.distanceMm).toBeGreaterThan(30);
        expect(found.range.distanceMm).toBeLessThanOrEqual(4_500);
      }
    }
    expect(state.counts.bytes).toBe(1_000_000);
  });
});

function isValid(found: Finding, mm: number): boolean {
  return found.kind === "range" && found.range.quality === "valid" && found.range.distanceMm === mm;
}

function inPieces(bytes: Uint8Array, cuts: readonly number[]): { state: ParserState; findings: readonly Finding[] } {
  let state = PARSER_START;
  const findings: Finding[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = cuts[turn % Math.max(cuts.length, 1)] ?? 1;
    const parsed = parse(state, bytes.subarray(at, at + size));
    state = parsed.state;
    findings.push(...parsed.findings);
    at += size;
  }
  return { state, findings };
}

/** A small linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
}
