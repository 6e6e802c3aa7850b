import { describe, expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { lately, Path, SEALING, wordOf, wordsIn } from "./path.ts";

const placesOf = (path: Path, of = "post-0") =>
  Object.fromEntries(path.told.filter(({ word }) => word.source === of).map(({ by, word }) => [by, word.place]));

describe("row 8: a word along the path", () => {
  it("goes to both sides as far as it is of use, with its place and its moment, on clocks that nobody set", () => {
    const path = new Path(12);
    path.call("post-5");
    path.run(100);
    expect(placesOf(path, "post-5")).toEqual({
      ...{ "post-1": 4, "post-2": 3, "post-3": 2, "post-4": 1 },
      ...{ "post-6": -1, "post-7": -2, "post-8": -3, "post-9": -4 },
    });
    const [call] = path.calls;
    for (const { seenAt } of path.told) expect(Math.abs(seenAt - (call?.at ?? 0))).toBeLessThan(4 * path.lan.latencyMs);
  });

  it("reaches the fourth post within 300 ms", () => {
    const path = new Path(5);
    path.call("post-0");
    path.run(300);
    const last = path.told.find(({ by }) => by === "post-4");
    expect((last?.toldAt ?? Number.POSITIVE_INFINITY) - (path.calls[0]?.at ?? 0)).toBeLessThanOrEqual(300);
  });

  it.each(["line", "ring"] as const)("makes no storm in a %s of 12: one message a post, source and 2 s", (layout) => {
    const path = new Path(12, { layout, reach: 8 });
    path.packets.length = 0;
    const turns = 10;
    for (let turn = 0; turn < turns; turn += 1) {
      for (const name of path.names) path.call(name);
      path.run(2_000);
    }
    const sent = wordsIn(path.packets);
    const perWay = new Map<string, number[]>();
    for (const { from, to, at, word } of sent) {
      const way = `${from} to ${to} of ${word.source}`;
      perWay.set(way, [...(perWay.get(way) ?? []), at]);
    }
    // Of each source in a ring: 6 posts either way, and perhaps once more where they meet. In a line: 2 x 12 x 8 less what
    // the ends cut off, 2 x (1 + … + 8).
    const [least, most] = layout === "ring" ? [12 * 12, 12 * 13] : [120, 120];
    expect(sent.length).toBeGreaterThanOrEqual(turns * least);
    expect(sent.length).toBeLessThanOrEqual(turns * most);
    for (const name of path.names) expect(path.countsOf(name)).toMatchObject({ malformed: 0, flooded: 0, replayed: 0 });
    for (const moments of perWay.values()) {
      moments.forEach((at, index) => expect(at - (moments[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(1_990));
    }
  });

  it("has the same place by whichever way it comes, and is told once", () => {
    const path = new Path(6, { beside: 2 });
    path.call("post-0");
    path.run(100);
    expect(placesOf(path)).toEqual({ "post-1": -1, "post-2": -2, "post-3": -3, "post-4": -4 });
    expect(path.told).toHaveLength(4);
    expect(path.countsOf("post-3").duplicate).toBe(1);
    expect(path.said).toEqual([]);
  });

  it("is not for the second post when it may go one post far", () => {
    const path = new Path(3, { beside: 2, reach: 1 });
    path.call("post-0");
    path.run(3_000);
    expect(path.told.map(({ by }) => by)).toEqual(["post-1"]);
    path.inject("post-0", "post-2", SEALING.seal(wordOf(path), "post-2"));
    path.run(20);
    expect(path.told).toHaveLength(1);
    expect(path.countsOf("post-2")).toMatchObject({ malformed: 1 });
  });

  it("carries how far its moment may be off, summed over the posts that it came through", () => {
    const path = new Path(3);
    path.run(40_000);
    path.lan.latencyMs = millis(200);
    // The first is believed by the clock that is known, and that clock is asked for again.
    for (const wait of [2_000, 2_000]) {
      path.call("post-0");
      path.run(wait);
    }
    const onward = wordsIn(path.packets).filter(({ from, to }) => from === "post-1" && to === "post-2");
    expect(onward.map(({ word }) => word.errorMs)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(onward[0]?.word.errorMs).toBeLessThan(50);
    expect(onward[1]?.word.errorMs).toBeGreaterThanOrEqual(400);
    expect(onward[1]?.word.errorMs).toBeLessThan(420);
  });

  it("that was held too long is not told when another brings the answer", () => {
    const path = new Path(3);
    path.lan.isCut = true;
    path.startPost("post-2");
    path.lan.isCut = false;
    path.run(2_000);
    path.call("post-0");
    path.run(path.lan.latencyMs + 1);
    path.lan.isCut = true;
    path.run(2_000);
    path.lan.isCut = false;
    path.call("post-1");
    path.run(100);
    expect(path.told.filter(({ by }) => by === "post-2").map(({ word }) => word.source)).toEqual(["post-1"]);
  });

  it("is sent at most every 2 s, however often control calls", () => {
    const path = new Path(2);
    for (let call = 0; call < 100; call += 1) {
      path.call("post-0");
      path.run(100);
    }
    expect(path.told).toHaveLength(Math.ceil(10_000 / 1_800));
    expect(path.countsOf("post-0").flooded).toBe(100 - path.told.length);
  });

  it("that control tells a second late is not sent", () => {
    const path = new Path(2);
    path.call("post-0", 1_001);
    path.run(100);
    expect(path.told).toEqual([]);
    expect(path.countsOf("post-0")).toMatchObject({ late: 1 });
  });

  it("comes through while the city's broker is away, and not while the LAN is", () => {
    const path = new Path(2);
    path.lan.isCut = true;
    path.call("post-0");
    path.run(2_000);
    path.lan.isCut = false;
    expect(path.told).toEqual([]);
    path.call("post-0");
    path.run(20);
    expect(path.told).toHaveLength(1);
  });

  it("of a post that has just started is held until its clock is known, and told then", () => {
    const path = lately();
    path.lan.isCut = true;
    path.startPost("post-0");
    path.run(20);
    path.lan.isCut = false;
    path.run(2_000);
    path.call("post-0");
    path.run(path.lan.latencyMs);
    expect(path.told).toEqual([]);
    path.run(2 * path.lan.latencyMs);
    expect(path.told).toMatchObject([{ by: "post-1", word: { source: "post-0", place: -1 } }]);
  });

  it("is held for a second and no longer", () => {
    const path = lately();
    path.lan.isCut = true;
    path.startPost("post-0");
    path.run(2_000);
    path.lan.isCut = false;
    const [asked] = [path.packets.length];
    path.lan.latencyMs = 501 as typeof path.lan.latencyMs;
    path.call("post-0");
    path.run(3_000);
    expect(path.packets.length).toBeGreaterThan(asked);
    expect(path.told).toEqual([]);
    // An answer that takes longer says too little of a clock.
    expect(path.countsOf("post-1").replayed).toBeGreaterThan(0);
  });

  it("of a post whose memory of its starts was lost is believed again", () => {
    const path = new Path(2);
    for (let start = 0; start < 5; start += 1) path.startPost("post-0");
    path.run(50);
    path.call("post-0");
    path.run(3_000);
    path.startPost("post-0", 1);
    path.run(50);
    path.call("post-0");
    path.run(3_000);
    path.call("post-0");
    path.run(50);
    expect(path.told).toHaveLength(3);
  });

  it("is held for the clock of its sender when that was learned over an hour ago", () => {
    const path = new Path(2);
    path.run(3_700_000);
    path.call("post-0");
    path.run(path.lan.latencyMs);
    expect(path.told).toEqual([]);
    path.run(2 * path.lan.latencyMs);
    expect(path.told).toHaveLength(1);
  });

  it("is judged by a clock that is asked again after half a minute, and nobody asks while nobody moves", () => {
    const path = new Path(2);
    path.packets.length = 0;
    path.run(3_600_000 - 1_000);
    expect(path.packets).toEqual([]);
    path.call("post-0");
    path.run(100);
    expect(path.told).toHaveLength(1);
    expect(path.packets).toHaveLength(3);
  });
});
