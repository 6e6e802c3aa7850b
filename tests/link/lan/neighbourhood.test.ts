import { describe, expect, it } from "vitest";
import { zoneSealing } from "../../../device/link/lan/packet.ts";
import type { Word } from "../../../device/link/lan/payload.ts";
import { bytes, KEY, Path, SEALING, wordsIn, ZONE } from "./path.ts";

const placesOf = (path: Path, of = "post-0") =>
  Object.fromEntries(path.told.filter(({ word }) => word.source === of).map(({ by, word }) => [by, word.place]));

/** A word as `post-0` sends it, with anything changed. */
function wordOf(path: Path, change: Partial<Word> = {}): Word {
  const [sent] = wordsIn(path.packets);
  if (sent === undefined) throw new Error("nobody has sent a word");
  return { ...sent.word, n: sent.word.n + 1, at: path.clockOf("post-0").now(), ...change };
}

const send = (path: Path, word: Word, from = "post-0") => {
  path.lan.inject(from, "post-1", SEALING.seal(word));
  path.run(20);
};

/** `post-0` has told of someone 3 s ago, and `post-1` has heard it. */
function lately(): Path {
  const path = new Path(3);
  path.call("post-0");
  path.run(3_000);
  expect(path.told.map(({ by }) => by)).toEqual(["post-1", "post-2"]);
  path.told.length = 0;
  return path;
}

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
    for (const moments of perWay.values()) {
      moments.forEach((at, index) => expect(at - (moments[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(1_990));
    }
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

describe("row 10: it changes nothing and is counted", () => {
  const nothing = (path: Path, counted: object) => {
    expect(path.told).toEqual([]);
    expect(path.countsOf("post-1")).toMatchObject(counted);
    path.call("post-0");
    path.run(20);
    expect(path.told.map(({ by }) => by)).toEqual(["post-1", "post-2"]);
  };

  it("spoofed: made with another key", () => {
    const path = lately();
    const foreign = zoneSealing(KEY, `${ZONE}-2`, bytes);
    for (let count = 0; count < 5; count += 1) path.lan.inject("post-0", "post-1", foreign.seal(wordOf(path)));
    path.run(20);
    nothing(path, { spoofed: 5 });
    expect(path.said.filter((line) => line.includes("spoofed"))).toHaveLength(1);
    expect(path.said.join()).toContain("from post-0: spoofed (1 so far). It was not made with this zone's key");
  });

  it("replayed: sent before, by whomever", () => {
    const path = lately();
    for (const { bytes: sealed, to } of [...path.packets]) if (to === "post-1") path.lan.inject("anyone", to, sealed);
    path.run(20);
    nothing(path, { replayed: expect.any(Number) as number });
    expect(path.countsOf("post-1").replayed).toBeGreaterThanOrEqual(2);
  });

  it("replayed: of an older start", () => {
    const path = lately();
    path.startPost("post-0");
    path.run(50);
    send(path, wordOf(path, { n: 9 }));
    nothing(path, { replayed: 1 });
  });

  it("replayed: its own words come back", () => {
    const path = lately();
    send(path, wordOf(path, { via: "post-1", source: "post-1" }));
    nothing(path, { replayed: 1 });
  });

  it.each([
    ["old: more than 5 s ago", -5_020, { old: 1 }],
    ["future: yet to come, beyond what is not known of the clock", 20, { future: 1 }],
  ])("%s", (_what, shiftMs, counted) => {
    const path = lately();
    path.run(3_000);
    send(path, wordOf(path, { at: path.clockOf("post-0").now() + shiftMs }));
    nothing(path, counted);
  });

  it("old: before this start, so that nothing is told again after one", () => {
    const path = lately();
    path.startPost("post-1");
    path.run(50);
    for (const { bytes: sealed, to } of [...path.packets]) if (to === "post-1") path.lan.inject("post-0", to, sealed);
    path.run(50);
    nothing(path, { old: 1 });
  });

  it("flooded: a source more often than every 2 s", () => {
    const path = lately();
    for (let n = 0; n < 10; n += 1) send(path, wordOf(path, { n: 10 + n, at: path.clockOf("post-0").now() }));
    expect(path.told.filter(({ by }) => by === "post-1")).toHaveLength(1);
    expect(path.countsOf("post-1")).toMatchObject({ flooded: 9 });
  });

  it("flooded: an address more often than posts send; the others are heard", () => {
    const path = lately();
    for (let count = 0; count < 1_000; count += 1) path.lan.inject("elsewhere", "post-1", bytes(32));
    path.run(20);
    nothing(path, { flooded: 960, malformed: 40 });
  });

  it("stranger: a post that has the key and is not in the config", () => {
    const path = lately();
    send(path, wordOf(path, { via: "post-7", source: "post-7" }));
    nothing(path, { stranger: 1 });
  });

  it("malformed: further away than it may go", () => {
    const path = lately();
    const junk = [new Uint8Array(0), bytes(64), SEALING.seal(wordOf(path)).subarray(1)];
    for (const one of junk) path.lan.inject("post-0", "post-1", one);
    path.run(20);
    nothing(path, { malformed: 3 });
  });

  it("an answer to no question", () => {
    const path = lately();
    const { via, boot, run } = wordOf(path);
    const answer = { kind: "answer", via, boot: boot + 1, run, nonce: "00".repeat(16), at: 0 } as const;
    path.lan.inject("post-0", "post-1", SEALING.seal(answer));
    path.run(20);
    nothing(path, { replayed: 1 });
  });
});
