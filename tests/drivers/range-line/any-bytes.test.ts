import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distancesMm, type RangeModel } from "../../../drivers/range-line/model.ts";
import { errorShare, PARSER_START, type Finding, type Parsed } from "../../../drivers/range-line/parser.ts";
import { ajFrame, digitsFrame, frame, lunaFrame, miniFrame, noise } from "./frames.ts";
import { allModels } from "./models.ts";

const MODELS = await allModels();
/** What the model's sheet says it can give, mm; and its frame of any two bytes. */
const CAN: Readonly<Record<string, readonly [from: number, upTo: number, frameOf: (any: number) => number[]]>> = {
  a01nyub: [281, 7_500, frame],
  a02yyuw: [31, 4_500, frame],
  "aj-sr04m": [201, 8_000, ajFrame],
  "jsn-sr04t": [251, 6_000, frame],
  "maxbotix-hrxl": [301, 4_999, (any) => digitsFrame(any % 10_000, 4)],
  "maxbotix-xl": [210, 7_640, (any) => digitsFrame(any % 1_000, 3)],
  "tf-luna": [200, 8_000, (any) => lunaFrame(any >> 4, any)],
  tfmini: [300, 12_000, (any) => miniFrame(any & 0x7ff, any >> 5)],
};
/** Longest frame of each kind is 9 bytes. */
const PENDING_MAX = 8;

describe.each(MODELS)("$driver", (model) => {
  it("finds the same whichever way bytes are cut into pieces", () => {
    const mm = fc.integer({ min: 0, max: 4_600 });
    const piece = fc.oneof(
      mm.map(frame),
      mm.map(ajFrame),
      mm.map((value) => lunaFrame(value >> 3, value)),
      mm.map((value) => miniFrame(value >> 2, value)),
      mm.map((value) => digitsFrame(value, 4)),
      mm.map((value) => digitsFrame(value % 1_000, 3)),
      fc.array(fc.constantFrom(0xff, 0, 1, 0xfe, 0x59, 0x52, 0x30, 0x0d)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 9 })), (pieces, cuts) => {
        const bytes = Uint8Array.from(pieces.flat());
        expect(inPieces(model, bytes, cuts)).toEqual(model.parse(PARSER_START, bytes));
      }),
      { numRuns: 100 },
    );
  });

  it("row 11: 10^6 random bytes, no throw, no value out of its range, and no more kept than a frame", () => {
    const [from, upTo, frameOf] = CAN[model.driver] ?? [0, 0, frame];
    const next = noise(20_240_611);
    let state = PARSER_START;
    let published = 0;
    for (let chunk = 0; chunk < 1_000; chunk += 1) {
      const any = Math.floor(next() * 65_536);
      const bytes = [...Array.from({ length: 1_000 }, () => byteOf(next)), ...frameOf(any), ...frameOf(any)];
      const { state: after, findings } = model.parse(state, Uint8Array.from(bytes));
      state = after;
      expect(state.pending.length).toBeLessThanOrEqual(PENDING_MAX);
      for (const distanceMm of distancesMm(findings)) {
        published += 1;
        expect(distanceMm).toBeGreaterThanOrEqual(from);
        expect(distanceMm).toBeLessThanOrEqual(upTo);
      }
    }
    expect(state.counts.bytes).toBeGreaterThanOrEqual(1_000_000);
    expect(published).toBeGreaterThan(50);
    expect(errorShare(state)).toBeGreaterThan(0.5);
  });
});

/** Random, with the bytes that mean something to a parser more often than chance has them. */
function byteOf(next: () => number): number {
  const kind = next();
  const meant = [0xff, 0x59, 0x52, 0x0d, 0x30];
  if (kind < 0.3) return meant[Math.floor(next() * meant.length)] ?? 0;
  return kind < 0.4 ? 0x30 + Math.floor(next() * 10) : Math.floor(next() * 256);
}

function inPieces(model: RangeModel, bytes: Uint8Array, cuts: readonly number[]): Parsed {
  let state = PARSER_START;
  const findings: Finding[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = cuts[turn % Math.max(cuts.length, 1)] ?? 1;
    const parsed = model.parse(state, bytes.subarray(at, at + size));
    state = parsed.state;
    findings.push(...parsed.findings);
    at += size;
  }
  return { state, findings };
}
