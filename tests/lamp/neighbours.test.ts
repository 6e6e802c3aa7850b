import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextCalls, NOT_CALLED, STAYS_MS } from "../../device/lamp/people/calls.ts";
import { heardTonight, nextHeardTonight, NOTHING_HEARD_TONIGHT } from "../../device/lamp/people/heard-tonight.ts";
import {
  neighbourLevel,
  nextNeighbours,
  NOBODY_ALONG,
  type Neighbourhood,
} from "../../device/lamp/people/neighbours.ts";
import { Moments } from "../../device/measure/moments.ts";
import type { NeighbourWord } from "../../device/measure/neighbour.ts";
import { instant, seconds } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { SETTINGS } from "./post.ts";

const HOLD_MS = SETTINGS.holdMs;
const NEAR = 100;
const FAR = 60;

/** Someone was seen: at a place along the path, so many ms after the start. Place 0 is here. */
type Seen = readonly [place: number, at: number];

const word = (place: number, at: number): NeighbourWord => ({ source: `post${place}`, place, at: instant(at) });

function after(seen: readonly Seen[], settings = SETTINGS): Neighbourhood {
  let along = NOBODY_ALONG;
  for (const [place, at] of seen) {
    const heard = place === 0 ? [] : [word(place, at)];
    along = nextNeighbours(along, heard, place === 0, settings, new Moments(instant(at)));
  }
  return along;
}

const levelAt = (along: Neighbourhood, at: number, settings = SETTINGS): number | null =>
  neighbourLevel(along, settings, new Moments(instant(at)));

describe("row 8: what is heard lights this post", () => {
  it.each<[string, readonly Seen[], number | null]>([
    ["from the next post", [[-1, 0]], NEAR],
    ["from the second", [[2, 0]], NEAR],
    ["from the third, in tiers", [[-3, 0]], FAR],
    ["from the fourth, which may come nearer", [[4, 0]], FAR],
    ["from the fifth: nothing", [[5, 0]], null],
    [
      "from the fourth, coming nearer",
      [
        [5, 0],
        [4, 9_000],
      ],
      FAR,
    ],
    [
      "from the fourth, going away: nothing more than was lit",
      [
        [3, 0],
        [4, 70_000],
      ],
      FAR,
    ],
    [
      "from the fourth on the other side, coming nearer",
      [
        [-5, 0],
        [-4, 9_000],
      ],
      FAR,
    ],
    [
      "from the third behind, going away",
      [
        [2, 0],
        [3, 9_000],
      ],
      NEAR,
    ],
    [
      "from far behind, going away, as long as the nearer word is held",
      [
        [0, 0],
        [1, 9_000],
        [2, 18_000],
      ],
      NEAR,
    ],
  ])("%s", (_what, seen, level) => {
    expect(levelAt(after(seen), seen.at(-1)?.[1] ?? 0)).toBe(level);
  });

  it("goes away from the fourth behind: not lit, where the way is known", () => {
    const along = after([
      [3, 0],
      [4, 9_000],
    ]);
    expect(levelAt(along, HOLD_MS - 1)).toBe(FAR);
    expect(levelAt(along, HOLD_MS)).toBeNull();
  });

  it("says no way when one who was here went more than a minute before, or two posts were passed unseen", () => {
    expect(
      levelAt(
        after([
          [3, 0],
          [4, 60_001],
        ]),
        60_001,
      ),
    ).toBe(FAR);
    expect(
      levelAt(
        after([
          [1, 0],
          [4, 9_000],
        ]),
        59_999 + 9_000,
      ),
    ).toBe(FAR);
  });

  it("takes the way from its own sensor too", () => {
    const narrow = { ...SETTINGS, neighbours: { ...SETTINGS.neighbours, behindHops: 0 } };
    expect(
      levelAt(
        after(
          [
            [0, 0],
            [1, 9_000],
          ],
          narrow,
        ),
        9_000,
        narrow,
      ),
    ).toBeNull();
    expect(
      levelAt(
        after(
          [
            [2, 0],
            [1, 9_000],
          ],
          narrow,
        ),
        9_000,
        narrow,
      ),
    ).toBe(NEAR);
  });

  it("tells no way by a word that comes after a newer one of another place, and is lit by it all the same", () => {
    const along = nextNeighbours(after([[2, 9_000]]), [word(1, 1_000)], false, SETTINGS, new Moments(instant(9_100)));
    expect(along.last).toEqual({ place: 2, at: 9_000 });
    expect(levelAt(along, 9_100)).toBe(NEAR);
  });

  it("is held from the newest word, and announces when that ends", () => {
    const along = after([
      [-1, 0],
      [-1, 2_000],
      [3, 2_100],
    ]);
    const moments = new Moments(instant(3_000));
    expect(neighbourLevel(along, SETTINGS, moments)).toBe(NEAR);
    expect(moments.next).toBe(2_000 + HOLD_MS);
    expect(levelAt(along, 2_000 + HOLD_MS)).toBe(FAR);
    expect(levelAt(along, 2_100 + HOLD_MS)).toBeNull();
  });

  it("is held from the newest also when an older one comes after it", () => {
    const now = new Moments(instant(5_100));
    for (const [place, level] of [
      [-1, NEAR],
      [-3, FAR],
    ] as const) {
      const along = nextNeighbours(after([[place, 5_000]]), [word(place, 1_000)], false, SETTINGS, now);
      expect(levelAt(along, 4_999 + HOLD_MS)).toBe(level);
    }
  });

  it("is held no longer for a word of a clock that is ahead", () => {
    const along = nextNeighbours(NOBODY_ALONG, [word(1, 900)], false, SETTINGS, new Moments(instant(100)));
    expect(levelAt(along, 100 + HOLD_MS)).toBeNull();
  });

  it("is the same object when nothing is heard", () => {
    const along = after([[-1, 0]]);
    expect(nextNeighbours(along, [], false, SETTINGS, new Moments(instant(5_000)))).toBe(along);
  });
});

const seen = fc.record({ place: fc.integer({ min: -8, max: 8 }), wait: fc.nat(90_000) });
const settings = fc
  .record({
    aheadHops: fc.integer({ min: 1, max: 8 }),
    behindHops: fc.nat(8),
    nearHops: fc.integer({ min: 1, max: 8 }),
    farPct: fc.nat(100).map(percent),
  })
  .map((neighbours) => ({ ...SETTINGS, neighbours }));

it("row 10: no word takes light away, neither when it comes nor later, and without words it ends with the hold", () => {
  fc.assert(
    fc.property(fc.array(seen, { minLength: 1, maxLength: 30 }), fc.nat(90_000), settings, (history, look, own) => {
      let [now, along] = [0, NOBODY_ALONG];
      for (const { place, wait } of history) {
        now += wait;
        const before = along;
        const heard = place === 0 ? [] : [word(place, now)];
        along = nextNeighbours(along, heard, place === 0, own, new Moments(instant(now)));
        for (const at of [now, now + look]) {
          expect(levelAt(along, at, own) ?? 0).toBeGreaterThanOrEqual(levelAt(before, at, own) ?? 0);
        }
        expect(JSON.parse(JSON.stringify(along))).toEqual(along);
      }
      expect(levelAt(along, now + own.holdMs, own)).toBeNull();
    }),
    propertyRuns(2_000),
  );
});

describe("row 8: this post tells", () => {
  const calls = (here: (at: number) => boolean, untilMs: number): number[] => {
    let was = NOT_CALLED;
    const told: number[] = [];
    for (let at = 0; at <= untilMs; at += 20) {
      const began = here(at) && !here(at - 20);
      const next = nextCalls(was, here(at), began, new Moments(instant(at)));
      was = next.calls;
      if (next.call !== null) told.push(next.call.at);
    }
    return told;
  };

  it("when someone comes, and every 5 s while they stay", () => {
    expect(calls((at) => at >= 1_000 && at < 12_000, 15_000)).toEqual([1_000, 6_000, 11_000]);
  });

  it("no sooner than 2 s after the last time, whoever comes and goes", () => {
    expect(calls((at) => at % 200 === 0, 6_100)).toEqual([0, 2_000, 4_000, 6_000]);
    expect(calls((at) => at < 100 || at === 1_000, 6_000)).toEqual([0]);
  });

  it("and announces when it will tell again", () => {
    const moments = new Moments(instant(500));
    const { calls: told } = nextCalls(NOT_CALLED, true, true, moments);
    expect(moments.next).toBe(500 + STAYS_MS);
    const later = new Moments(instant(600));
    expect(nextCalls(told, true, false, later).calls).toBe(told);
    expect(later.next).toBe(500 + STAYS_MS);
    const gone = new Moments(instant(600));
    expect(nextCalls(told, false, false, gone).calls).toBe(told);
    expect(gone.next).toBeNull();
  });
});

describe("row 29: what neighbours counted in a night", () => {
  it("is the visits to the one that had most, from nothing in each night", () => {
    let was = NOTHING_HEARD_TONIGHT;
    for (let visit = 0; visit < 20; visit += 1) {
      const at = seconds(100 * visit);
      was = nextHeardTonight(was, [word(-1, at), word(-1, at + 2_000), word(1, at + 2_000)], 7);
      if (visit % 2 === 0) was = nextHeardTonight(was, [word(1, at + 4_000)], 7);
    }
    expect(heardTonight(was)).toBe(20);
    expect(nextHeardTonight(was, [], 7)).toBe(was);
    const next = nextHeardTonight(was, [word(1, 9_000_000)], 8);
    expect(heardTonight(next)).toBe(1);
    expect(heardTonight(nextHeardTonight(next, [], 9))).toBe(0);
  });

  it("is one visit for someone who stays an hour", () => {
    let was = NOTHING_HEARD_TONIGHT;
    for (let at = 0; at < 3_600_000; at += 2_000) was = nextHeardTonight(was, [word(1, at)], 7);
    expect(heardTonight(was)).toBe(1);
  });
});
