import { describe, expect, it } from "vitest";
import {
  DECISIONS_MAX,
  MOMENTS_MAX,
  PACKETS_MAX,
  nextSeen,
  pointsOf,
  seenAtFirst,
  toldOf,
  type Seen,
} from "../../../hal-mocks/page/store.ts";
import type { Frame } from "../../../hal-mocks/host/protocol.ts";
import { binFrame, decided, frameOf, packet, postFrame, stageOf } from "./stages.ts";

const START = frameOf().wall;
const after = (was: Seen, frame: Partial<Frame>): Seen => nextSeen(was, { m: "frame", frame: frameOf(frame) });
/** `count` frames, one a second. */
function seconds(count: number, changed: (index: number) => Partial<Frame> = () => ({})): Seen {
  let seen = seenAtFirst(stageOf());
  for (let index = 1; index <= count; index += 1) {
    seen = after(seen, { at: index * 1_000, wall: START + index * 1_000, ...changed(index) });
  }
  return seen;
}

describe("what the panels show", () => {
  it("begins with the past, the newest first", () => {
    const seen = seenAtFirst(stageOf({ past: [decided("lamp-1", 1), packet("lamp-1", 2), decided("lamp-1", 3)] }));
    expect(toldOf(seen, "lamp-1").decisions.map(({ wall }) => wall)).toEqual([3, 1]);
    expect(toldOf(seen, "lamp-1").packets).toHaveLength(1);
    expect(toldOf(seen, "bin-1")).toEqual({ decisions: [], packets: [] });
  });

  it("does not take a frame of another stage", () => {
    const seen = seenAtFirst(stageOf());
    expect(after(seen, { stage: 2, speed: 100 })).toBe(seen);
  });

  it("begins anew with a stage", () => {
    const seen = seconds(5, (index) => ({ happened: [decided("lamp-1", index)] }));
    const next = nextSeen(seen, { m: "stage", stage: stageOf({ id: 2, frame: frameOf({ stage: 2 }) }) });
    expect(toldOf(next, "lamp-1").decisions).toEqual([]);
    expect(next.moments).toHaveLength(1);
  });

  it("keeps each device's own, and no more than it may", () => {
    const happened = Array.from({ length: 200 }, (_, index) => [
      decided("lamp-1", index),
      packet("bin-1", index),
    ]).flat();
    const seen = after(seenAtFirst(stageOf()), { happened: [...happened, packet(null, 1)] });
    expect(toldOf(seen, "lamp-1").decisions).toHaveLength(DECISIONS_MAX);
    expect(toldOf(seen, "lamp-1").decisions[0]?.wall).toBe(199);
    expect(toldOf(seen, "lamp-1").packets).toEqual([]);
    expect(toldOf(seen, "bin-1").packets).toHaveLength(PACKETS_MAX);
    expect([...seen.devices.keys()]).toEqual(["lamp-1", "bin-1"]);
  });

  it("gives back the same lists while nothing is added, so that nothing is drawn anew", () => {
    const was = after(seenAtFirst(stageOf()), { happened: [decided("lamp-1", 1)] });
    const is = after(was, { at: 100, wall: START + 100 });
    expect(is.devices).toBe(was.devices);
    expect(is.moments).toBe(was.moments);
  });
});

describe("the chart's points", () => {
  it("are one a second, and of posts and bins alike", () => {
    const seen = seconds(3, (index) => ({
      posts: [postFrame(), postFrame({ levelPct: 40 + index })],
      bins: [binFrame({ fillPct: index })],
    }));
    expect(pointsOf(seen, "lamp-2")).toEqual([[0, 1, 2, 3].map((s) => START / 1_000 + s), [100, 41, 42, 43]]);
    expect(pointsOf(seen, "bin-1")[1]).toEqual([26, 1, 2, 3]);
    expect(pointsOf(seen, "nobody")[1]).toEqual([null, null, null, null]);
  });

  it("have a gap where nothing is known", () => {
    const seen = seconds(2, () => ({ posts: [postFrame({ levelPct: null })] }));
    expect(pointsOf(seen, "lamp-1")[1]).toEqual([30, null, null]);
  });

  it("are no more than they may be", () => {
    const seen = seconds(MOMENTS_MAX + 50);
    expect(seen.moments).toHaveLength(MOMENTS_MAX);
    expect(seen.moments.at(-1)?.at).toBe((MOMENTS_MAX + 50) * 1_000);
  });

  it("begin anew when the clock was moved", () => {
    const seen = after(seconds(10), { at: 11_000, wall: START - 3_600_000 });
    expect(seen.moments).toHaveLength(1);
  });
});
