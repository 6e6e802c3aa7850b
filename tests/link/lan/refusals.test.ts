import { describe, expect, it } from "vitest";
import { zoneSealing } from "../../../device/link/lan/packet.ts";
import type { Word } from "../../../device/link/lan/payload.ts";
import { bytes, KEY, lately, SEALING, wordOf, wordsIn, ZONE, type Path } from "./path.ts";

const send = (path: Path, word: Word, from = "post-0") => {
  path.inject(from, "post-1", SEALING.seal(word, "post-1"));
  path.run(20);
};

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
    for (let count = 0; count < 5; count += 1) path.inject("post-0", "post-1", foreign.seal(wordOf(path), "post-1"));
    path.run(20);
    nothing(path, { spoofed: 5 });
    expect(path.said.filter((line) => line.includes("spoofed"))).toHaveLength(1);
    expect(path.said.join()).toContain("from post-0: spoofed (1 so far). It was not made with this zone's key");
  });

  it("replayed: sent before, by whomever", () => {
    const path = lately();
    const recorded = path.packets.filter(({ from, to }) => from === "post-0" && to === "post-1");
    for (const packet of recorded) path.inject("anyone", "post-1", packet.bytes);
    path.run(20);
    // The word and an answer; a question is answered, and no one had asked it.
    expect(path.countsOf("post-0").replayed).toBe(1);
    nothing(path, { replayed: 2, flooded: 0 });
  });

  it("replayed: of an older start", () => {
    const path = lately();
    path.startPost("post-0");
    path.run(50);
    path.inject("post-0", "post-1", SEALING.seal(wordOf(path, { n: 9 }), "post-1"));
    // At once: it is not held until someone has answered.
    path.run(path.lan.latencyMs);
    nothing(path, { replayed: 1 });
  });

  it("replayed: of another start that had the same number, for a memory was lost", () => {
    const path = lately();
    const word = wordOf(path, { n: 9 });
    path.startPost("post-0", 1);
    path.run(50);
    send(path, { ...word, at: path.clockOf("post-0").now() });
    expect(path.told).toEqual([]);
    expect(path.countsOf("post-1")).toMatchObject({ replayed: 1 });
    path.call("post-0");
    path.run(20);
    expect(path.told.map(({ by }) => by)).toEqual(["post-1"]);
  });

  it("replayed: of an older start of a post further away", () => {
    const path = lately();
    path.startPost("post-0");
    path.run(50);
    path.call("post-0");
    path.run(3_000);
    const [onward] = wordsIn(path.packets).filter(({ from, to }) => from === "post-1" && to === "post-2");
    if (onward === undefined) throw new Error("post-1 has sent nothing on");
    path.told.length = 0;
    const older = { ...onward.word, n: 9, sourceBoot: 1, at: path.clockOf("post-1").now() };
    path.inject("post-1", "post-2", SEALING.seal(older, "post-2"));
    path.run(20);
    expect(path.told).toEqual([]);
    expect(path.countsOf("post-2")).toMatchObject({ replayed: 1 });
  });

  it("replayed: older than the one that is held", () => {
    const path = lately();
    path.lan.isCut = true;
    path.startPost("post-1");
    path.lan.isCut = false;
    path.run(2_000);
    const newest = path.clockOf("post-0").now();
    for (const n of [8, 7])
      path.inject("post-0", "post-1", SEALING.seal(wordOf(path, { n, at: newest - 100 * (8 - n) }), "post-1"));
    path.run(100);
    expect(path.countsOf("post-1")).toMatchObject({ replayed: 1 });
    const [told] = path.told.filter(({ by }) => by === "post-1");
    expect(Math.abs((told?.seenAt ?? 0) - path.clockOf("post-0").trueOf(newest))).toBeLessThan(10);
  });

  it("S3: from a source whose name every object knows: it is one like any other", () => {
    const path = lately();
    path.lan.isCut = true;
    path.startPost("post-1");
    path.lan.isCut = false;
    path.run(2_000);
    for (const source of ["constructor", "toString", "hasOwnProperty"])
      send(path, wordOf(path, { source, hop: 2, n: 1 }));
    path.run(100);
    expect(path.told.filter(({ by }) => by === "post-1").map(({ word }) => word.source)).toEqual([
      "constructor",
      "toString",
      "hasOwnProperty",
    ]);
  });

  it("flooded: more sources than a path has, while they are held and after", () => {
    const path = lately();
    const far = (index: number) => wordOf(path, { source: `far-${index}`, hop: 2, n: 1 });
    for (let index = 0; index < 40; index += 1) {
      send(path, far(index));
      path.run(100);
    }
    expect(path.told.filter(({ by }) => by === "post-1")).toHaveLength(31);
    expect(path.countsOf("post-1")).toMatchObject({ flooded: 9 });
    path.lan.isCut = true;
    path.startPost("post-1");
    path.lan.isCut = false;
    path.run(2_000);
    for (let index = 0; index < 10; index += 1) path.inject("post-0", "post-1", SEALING.seal(far(index), "post-1"));
    path.run(path.lan.latencyMs);
    expect(path.countsOf("post-1")).toMatchObject({ flooded: 2, told: 0 });
  });

  it("is believed, and told as of now, when a moment is no further in the future than is not known", () => {
    const path = lately();
    path.inject("post-0", "post-1", SEALING.seal(wordOf(path, { at: path.clockOf("post-0").now() + 6 }), "post-1"));
    path.run(path.lan.latencyMs);
    const [told] = path.told;
    expect(told?.by).toBe("post-1");
    expect(told?.word.at).toBeLessThanOrEqual(path.clockOf("post-1").now());
  });

  it("replayed: an older answer, to make an older word seem new", () => {
    const path = lately();
    const recorded = path.packets.filter(({ from, to }) => from === "post-0" && to === "post-1");
    const isWord = ({ bytes: sealed }: (typeof recorded)[number]) => {
      const opened = SEALING.open(sealed, "post-1");
      return opened.ok && opened.payload.kind === "word";
    };
    path.run(60_000);
    path.lan.isCut = true;
    path.startPost("post-1");
    path.run(500);
    path.lan.isCut = false;
    for (const packet of recorded.filter((one) => !isWord(one))) path.inject("post-0", "post-1", packet.bytes);
    path.run(20);
    for (const packet of recorded.filter(isWord)) path.inject("post-0", "post-1", packet.bytes);
    path.run(2_000);
    expect(path.told).toEqual([]);
    expect(path.countsOf("post-1").replayed).toBeGreaterThan(0);
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
    for (const { bytes: sealed, to } of [...path.packets]) if (to === "post-1") path.inject("post-0", to, sealed);
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
    for (let count = 0; count < 1_000; count += 1) path.inject("elsewhere", "post-1", bytes(32));
    path.run(20);
    nothing(path, { flooded: 960, malformed: 40 });
  });

  it("stranger: a post that has the key and is not in the config", () => {
    const path = lately();
    send(path, wordOf(path, { via: "post-7", source: "post-7" }));
    nothing(path, { stranger: 1 });
  });

  it("malformed: too short, too long, and not made by us", () => {
    const path = lately();
    const junk = [new Uint8Array(0), bytes(64), SEALING.seal(wordOf(path), "post-1").subarray(1)];
    for (const one of junk) path.inject("post-0", "post-1", one);
    path.run(20);
    nothing(path, { malformed: 3 });
  });

  it("an answer to no question", () => {
    const path = lately();
    const { via, boot, run } = wordOf(path);
    const answer = { kind: "answer", via, boot: boot + 1, run, nonce: "00".repeat(16), at: 0 } as const;
    path.inject("post-0", "post-1", SEALING.seal(answer, "post-1"));
    path.run(20);
    nothing(path, { replayed: 1 });
  });
});
