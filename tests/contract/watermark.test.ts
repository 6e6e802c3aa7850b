import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covered, holesIn, ISLANDS_MAX, NOTHING, type SeqRange } from "../../device/contract/watermark.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const SEQ_MAX = 60;
const range = fc
  .tuple(fc.integer({ min: 1, max: SEQ_MAX }), fc.integer({ min: 0, max: 8 }))
  .map(([from, length]): SeqRange => [from, from + length]);

describe("R1: the watermark", () => {
  it("is the highest seq below which nothing is missing, in whatever order and how often it came", () => {
    fc.assert(
      fc.property(fc.array(fc.array(range, { maxLength: 6 }), { maxLength: 12 }), (packets) => {
        const there = new Set<number>();
        let coverage = NOTHING;
        for (const packet of packets) {
          for (const [from, to] of packet) for (let seq = from; seq <= to; seq += 1) there.add(seq);
          const next = covered(coverage, packet);
          expect(next.watermark).toBeGreaterThanOrEqual(coverage.watermark);
          coverage = next;
          let expected = 0;
          while (there.has(expected + 1)) expected += 1;
          expect(coverage.watermark).toBe(expected);
          const missing = holesIn(coverage).flatMap(([from, to]) => sequence(from, to));
          expect(missing).toEqual(sequence(1, Math.max(0, ...there)).filter((seq) => !there.has(seq)));
        }
      }),
      propertyRuns(300),
    );
  });

  it("stays the same object when nothing new came", () => {
    const once = covered(NOTHING, [
      [1, 3],
      [6, 9],
    ]);
    expect(
      covered(once, [
        [2, 2],
        [7, 9],
        [1, 3],
      ]),
    ).toBe(once);
  });

  it("of a boot that is over knows what is missing at its end", () => {
    expect(holesIn(covered(NOTHING, [[1, 3]]), 5)).toEqual([[4, 5]]);
    expect(holesIn(covered(NOTHING, [[1, 5]]), 5)).toEqual([]);
  });

  it("forgets the highest islands of a device that makes nothing but holes, and asks for them again", () => {
    const odd = Array.from({ length: ISLANDS_MAX + 5 }, (_, index): SeqRange => [2 * index + 2, 2 * index + 2]);
    const coverage = covered(NOTHING, odd);
    expect(coverage.islands).toHaveLength(ISLANDS_MAX);
    expect(holesIn(coverage, 2 * ISLANDS_MAX + 10).at(-1)).toEqual([2 * ISLANDS_MAX + 1, 2 * ISLANDS_MAX + 10]);
  });
});

const sequence = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
