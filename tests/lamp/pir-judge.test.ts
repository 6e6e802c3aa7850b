import { describe, expect, it } from "vitest";
import { valid } from "../../device/measure/reading.ts";
import { instant, millis } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt } from "./post.ts";

const SETTING = { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), safePct: percent(90) };
const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const evening = (wall = "2026-12-21T18:00:00Z"): Post =>
  new Post(SETTING).at(0, { clock: syncedAt(wall), motion: NOBODY });
const reason = ({ state }: Post): string => state.level.reason;
const edge = (post: Post, at: number, edges: number, active = false): Post =>
  post.at(at, { motion: { active, edges, lastEdgeAt: instant(at) } });
/** A post that is told its store is empty, so that it keeps things. */
const keeping = (post: Post, value: unknown = null): Post => {
  const status = value === null ? "empty" : "found";
  post.kept = valid({ status, value: value as null, foundRevision: 1, durable: 1 }, instant(0));
  return post;
};
const words = (post: Post, at: number, count: number): void => {
  for (let word = 0; word < count; word += 1) {
    const heard = [{ source: "post-2", place: 1, at: instant(at + word * 15_000) }];
    post.at(at + word * 15_000, {}, { heard });
  }
};

describe("a motion sensor that answers (row 29)", () => {
  it("is stuck when it sees someone for half an hour, and well again when it lets go", () => {
    const post = edge(evening(), MINUTE, 1, true);
    expect(reason(post.at(31 * MINUTE - 20))).toBe("motion");
    expect(post.at(31 * MINUTE).state.level).toEqual({ reason: "pirFault", levelPct: 90 });
    expect(post.at(31 * MINUTE + 15_000).reports.map(({ stream, values }) => [stream, values])).toContainEqual([
      "motion-doubt",
      { active: true, cause: "stuck" },
    ]);
    post.at(40 * MINUTE, { motion: { active: false, edges: 1, lastEdgeAt: instant(MINUTE) } });
    expect(reason(post)).toBe("motion");
    expect(reason(post.at(42 * MINUTE))).toBe("base");
  });

  it.each([
    [200, "base"],
    [201, "pirFault"],
  ])("with %d edges in a minute is: %s", (count, expected) => {
    const post = evening();
    for (let number = 1; number <= count; number += 1) edge(post, MINUTE + number * 280, number);
    expect(reason(post)).toBe(expected);
    expect(reason(post.at(5 * MINUTE))).toBe("base");
  });

  it("may have counted long before this control began", () => {
    const counted = { active: false, edges: 5_000, lastEdgeAt: instant(0) };
    const post = new Post(SETTING).at(0, { clock: syncedAt("2026-12-21T18:00:00Z"), motion: counted }).at(5_000);
    expect(reason(post)).toBe("base");
    expect(reason(edge(post, MINUTE, 5_001))).toBe("base");
  });

  it("is stuck by day too, and the lamp stays dark", () => {
    const post = edge(evening("2026-12-21T10:00:00Z"), MINUTE, 1, true).at(2 * HOUR);
    expect(post.levelPct).toBe(0);
  });

  it("saw nobody for three nights in which a neighbour saw twenty: it has a broken wire, until it sees someone", () => {
    const post = keeping(evening());
    for (let night = 0; night < 3; night += 1) words(post, night * DAY + HOUR, 20);
    expect(reason(post.at(2 * DAY + 3 * HOUR))).toBe("base");
    expect(reason(post.at(3 * DAY + HOUR))).toBe("pirFault");
    edge(post, 3 * DAY + 2 * HOUR, 1);
    expect(reason(post)).toBe("base");
  });

  it.each([
    ["fewer words", 19, false],
    ["someone in one of the nights", 20, true],
  ])("is believed with %s", (_name, count, seen) => {
    const post = keeping(evening());
    for (let night = 0; night < 3; night += 1) words(post, night * DAY + HOUR, count);
    if (seen) edge(post, 2 * DAY + 2 * HOUR, 1);
    expect(reason(post.at(3 * DAY + HOUR))).toBe("base");
  });

  it("is judged over restarts: a post that is dead by day has one each dusk, and blinking power adds no nights", () => {
    let kept: unknown = null;
    for (let night = 0; night < 3; night += 1) {
      for (let blink = 0; blink < 10; blink += 1) {
        const wall = new Date(Date.parse("2026-12-21T18:00:00Z") + night * DAY + blink * MINUTE).toISOString();
        const post = keeping(evening(wall), kept);
        words(post, 20_000, 3);
        kept = post.memory?.value ?? kept;
      }
    }
    expect(kept).toMatchObject({ silentNights: { silent: 2 } });
    const again = keeping(evening("2026-12-24T18:00:00Z"), kept).at(5_000);
    expect(reason(again)).toBe("pirFault");
  });
});
