import { describe, expect, it } from "vitest";
import { percentilesOf, percentilesOfHistogram, withoutDrift } from "./lateness.ts";
import { slopePct } from "./lamp.ts";
import { missedByCost, missedByLamp, missedByLink, missedByLoop, missedByPage } from "./targets.ts";

const lateness = (p99Us: number, p999Us: number) => ({ p50Us: 1, p99Us, p999Us, maxUs: 9_999, cpuPct: 1 });

describe("what a bench promises", () => {
  it("is of the loop, beside others of the same run", () => {
    const kept = {
      ours: lateness(90, 200),
      cyclictest: lateness(30, 60),
      setInterval: lateness(9, 5_000),
      setTimeout: lateness(9, 1_000),
    };
    expect(missedByLoop(kept)).toEqual([]);
    expect(missedByLoop({ ...kept, ours: lateness(91, 201) })).toEqual([
      "p99 91 us is over 3 x cyclictest's 30 us",
      "p99.9 201 us is over a fifth of the better timer's 1000 us",
    ]);
    expect(missedByLoop({ ...kept, cyclictest: null, ours: lateness(5_000, 200) })).toEqual([]);
  });

  it("is of what a cycle and a process cost", () => {
    const cycle = (parts: number, usPerCycle: number, grown = 0) => ({
      ...{ parts, usPerCycle, heapBytesPerCycle: 1, liveBytesBefore: 0, liveBytesAfter: grown, cycles: 1 },
    });
    const kept = {
      cycle: [cycle(1, 1), cycle(8, 20), cycle(64, 320)],
      control: { residentMb: 85, readyMs: 500 },
      link: { residentMb: 110, readyMs: null },
    };
    expect(missedByCost(kept)).toEqual([]);
    const missed = {
      cycle: [cycle(8, 21), cycle(64, 337, 200_001)],
      control: { residentMb: 85.1, readyMs: 501 },
      link: { residentMb: 110.1, readyMs: null },
    };
    expect(missedByCost(missed)).toHaveLength(6);
    expect(missedByCost({ ...kept, control: { residentMb: 1, readyMs: null } })).toHaveLength(1);
  });
});

describe("what the bench of the lamp promises", () => {
  const found = (...each: readonly number[]) =>
    each.map((decisionsPerS, index) => ({ posts: [1, 100, 1_000][index] ?? 0, decisionsPerS, changedPct: 5 }));

  it("is that a decision takes no longer where there are more posts", () => {
    expect(missedByLamp(found(400_000, 300_000, 100_000))).toEqual([]);
    expect(missedByLamp(found(400_004, 300_000, 100_000))).toEqual([
      "a decision among 1000 posts takes over 4 x that of one alone",
    ]);
    expect(missedByLamp(found(99_999, 100_000, 100_000))).toEqual([
      "1 posts make 99999 decisions a second, under 100000",
    ]);
  });

  it("tells by how much more time ten times the posts take", () => {
    expect(slopePct(found(200_000, 200_000, 200_000))).toBe(0);
    expect(slopePct(found(1_000_000, 10_000, 1_000))).toBe(900);
  });
});

describe("what the bench of link promises", () => {
  it("is a drain, a card that lasts, nothing lost, and the memory that it may have", () => {
    const live = { residentMb: 180, liveP50Ms: 110, liveP99Ms: 120 };
    const kept = { drainS: 30, wear: 1, lost: 0, residentMbAfter100000: 256, ...live };
    expect(missedByLink(kept)).toEqual([]);
    expect(missedByLink({ drainS: 30.1, wear: 1.01, lost: 1, residentMbAfter100000: 257, ...live })).toHaveLength(4);
  });
});

describe("how far from their moments cycles begin", () => {
  it("counts early as late, and takes a drift out", () => {
    const off = Array.from({ length: 100 }, (_, index) => (index === 0 ? -5 : 0.01));
    expect(percentilesOf(off)).toEqual({ p50Us: 10, p99Us: 5_000, p999Us: 5_000, maxUs: 5_000 });
    const drifting = Array.from({ length: 1_000 }, (_, index) => 7 + 4.4 * index);
    expect(Math.max(...withoutDrift(drifting).map(Math.abs))).toBeLessThan(1e-6);
  });

  it("is read from cyclictest's histogram, and what went beyond it is its worst", () => {
    const text = ["000010 000098", "000020 000001", "# Max Latencies: 31000", "# Histogram Overflows: 00001"].join(
      "\n",
    );
    expect(percentilesOfHistogram(text)).toEqual({ p50Us: 10, p99Us: 31_000, p999Us: 31_000, maxUs: 31_000 });
  });
});

describe("what the page's bench promises", () => {
  const kept = { firstPictureMs: 1_500, frames: 1_200, medianMs: 16.7, p95Ms: 16.8, cycles: 1_000, lateCycles: 0 };

  it("is kept, or named where it is not", () => {
    expect(missedByPage({ ...kept, lateBefore: 0 })).toEqual([]);
    const slow = { ...kept, firstPictureMs: 3_001, medianMs: 17.1, p95Ms: 34.1, lateCycles: 2, lateBefore: 1 };
    expect(missedByPage(slow).map((sentence) => /[\d.,]+ (?:ms|cycles)/.exec(sentence)?.[0])).toEqual([
      "3001 ms",
      "17.1 ms",
      "34.1 ms",
      "2 cycles",
    ]);
  });
});
