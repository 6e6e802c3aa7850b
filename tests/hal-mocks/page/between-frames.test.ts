import { describe, expect, it } from "vitest";
import { FrameTrack, litPctAt, peopleAt, type Moment } from "../../../hal-mocks/page/scene/between-frames.ts";
import type { Frame } from "../../../hal-mocks/host/protocol.ts";
import { frameOf, postFrame } from "./stages.ts";

const lamp = (at: number, litPct: number): Frame => frameOf({ at, posts: [postFrame({ litPct })] });
const walker = { id: 1, towards: 1, mps: 1.4 } as const;

function trackOf(...receivedAtMs: readonly number[]): FrameTrack {
  const track = new FrameTrack();
  track.begin(lamp(0, 0));
  receivedAtMs.forEach((ms, i) => track.take(lamp((i + 1) * 100, (i + 1) * 10), ms));
  return track;
}
const litAt = (track: FrameTrack, nowMs: number): number => {
  const moment = track.at(nowMs);
  return moment === null ? NaN : litPctAt(moment, 0);
};

describe("between frames", () => {
  it("the first is seen at once, and a ramp has no steps", () => {
    const track = trackOf(1_000, 1_100, 1_200, 1_300);
    expect(litAt(trackOf(), 5)).toBe(0);
    const seen = Array.from({ length: 19 }, (_, i) => litAt(track, 1_130 + 10 * i));
    seen.slice(1).forEach((lit, i) => expect(lit - (seen[i] ?? 0)).toBeCloseTo(1, 1));
    expect(litAt(track, 9_000)).toBe(40);
  });

  it("frames that come unevenly are played evenly", () => {
    const track = trackOf(1_000, 1_150, 1_190, 1_310, 1_395);
    const seen = Array.from({ length: 30 }, (_, i) => litAt(track, 1_140 + 10 * i));
    seen.slice(1).forEach((lit, i) => expect(lit - (seen[i] ?? 0)).toBeLessThan(1.2));
  });

  it("a burst after a gap never goes back", () => {
    const track = trackOf(1_000, 3_000, 3_000, 3_001, 3_001, 3_002, 3_002, 3_002);
    const seen = Array.from({ length: 200 }, (_, i) => litAt(track, 3_000 + 10 * i));
    seen.slice(1).forEach((lit, i) => expect(lit).toBeGreaterThanOrEqual(seen[i] ?? 0));
  });

  it("nothing lies between two runs", () => {
    const track = trackOf(1_000);
    track.take(lamp(0, 80), 1_100);
    expect(litAt(track, 1_150)).toBe(80);
  });
});

describe("people between frames", () => {
  const moment = (from: number | null, to: number | null, share: number): Moment => {
    const at = (atM: number | null) => (atM === null ? [] : [{ ...walker, atM }]);
    return { from: frameOf({ people: at(from) }), to: frameOf({ at: 1_000, people: at(to) }), share };
  };

  it("walk from place to place", () => {
    expect(peopleAt(moment(10, 11.4, 0.5))).toMatchObject([{ id: 1, atM: 10.7, alpha: 1 }]);
  });

  it("come into sight, and go on while they fade", () => {
    const [coming] = peopleAt(moment(null, 10, 0.25));
    expect(coming?.atM).toBeCloseTo(10 - 0.75 * 1.4);
    expect(coming?.alpha).toBe(0.25);
    const [going] = peopleAt(moment(10, null, 0.25));
    expect(going?.atM).toBeCloseTo(10 + 0.25 * 1.4);
    expect(going?.alpha).toBe(0.75);
  });
});
