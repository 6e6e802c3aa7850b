import { describe, expect, it } from "vitest";
import type { Json, Request } from "../../device/measure/decision.ts";
import { valid } from "../../device/measure/reading.ts";
import { instant, millis } from "../../device/measure/time.ts";
import { lux } from "../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt, type Felt } from "./post.ts";

const AT_ONCE = { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) };
const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NIGHT = "2026-12-21T18:00:00Z";

const request = (verb: string, args: Request["args"] = {}, from: Request["from"] = "city"): Request => ({
  ...{ id: `c-${verb}`, from, verb, args },
});
const evening = (felt: Felt = {}): Post => new Post(AT_ONCE).at(0, { clock: syncedAt(NIGHT), motion: NOBODY, ...felt });
const asked = (post: Post, at: number, ...requests: readonly Request[]): Post => post.at(at, {}, { requests });
const codes = ({ reports }: Post): readonly unknown[] =>
  reports.filter(({ kind }) => kind === "answer").map(({ values }) => values["code"]);
/** The same post after its power was away, with what it had put into its store. */
function restarted({ memory }: Post, wall: string, felt: Felt = {}): Post {
  const post = new Post(AT_ONCE);
  const { revision: durable, value } = memory ?? { revision: 0, value: null };
  post.kept = valid({ status: "found", value, foundRevision: durable, durable }, instant(0));
  return post.at(0, { clock: syncedAt(wall), motion: NOBODY, ...felt });
}

describe("an override (row 11)", () => {
  it("holds for two hours where it says nothing, and ends within a cycle", () => {
    const post = asked(evening(), MINUTE, request("dim", { levelPct: 55 }));
    expect(post.state.level).toEqual({ reason: "override", levelPct: 55 });
    expect(post.at(MINUTE + 2 * HOUR - 20).levelPct).toBe(55);
    expect(post.at(MINUTE + 2 * HOUR).levelPct).toBe(30);
    expect(post.levels.at(-1)).toEqual([MINUTE + 2 * HOUR, 30]);
  });

  it.each<[string, Record<string, Json>, number]>([
    ["a day at most", { levelPct: 55, forS: 86_400 }, 200],
    ["not longer", { levelPct: 55, forS: 86_401 }, 400],
    ["not for ever", { levelPct: 55, forS: 0 }, 400],
    ["no level", {}, 400],
    ["more than there is", { levelPct: 101 }, 400],
    ["a word", { levelPct: "50" }, 400],
  ])("is taken or refused: %s", (_name, args, code) => {
    const post = asked(evening(), MINUTE, request("dim", args));
    expect(codes(post)).toEqual([code]);
    expect(post.levelPct).toBe(code === 200 ? 55 : 30);
  });

  it.each([
    [7_200, "2 h"],
    [1_200, "20 min"],
    [90, "90 s"],
  ])("of %d s is said as one says it: %s", (forS, said) => {
    const post = asked(evening(), MINUTE, request("dim", { levelPct: 55, forS }));
    expect(post.reports.find(({ kind }) => kind === "answer")?.values).toMatchObject({ result: `55 % for ${said}` });
    expect(post.whys.at(-1)?.text).toBe(`30 -> 55 %  asked for by the city for ${said}`);
  });

  it("is cleared, and to clear it again is done too: a repeated command is not refused", () => {
    const post = asked(evening(), MINUTE, request("dim", { levelPct: 55 }), request("dim-clear"), request("dim-clear"));
    expect(codes(post)).toEqual([200, 200, 200]);
    expect(post.levelPct).toBe(30);
  });

  it("is replaced by a newer one, whose time counts", () => {
    const post = asked(evening(), MINUTE, request("dim", { levelPct: 55, forS: 60 }));
    asked(post, 2 * MINUTE - 1_000, request("dim", { levelPct: 80, forS: 600 }));
    expect(post.at(5 * MINUTE).levelPct).toBe(80);
  });

  it.each([
    ["back", -3, MINUTE + 2 * HOUR],
    ["on", 3, 90 * MINUTE],
  ])("ends in time although the clock leaps %s by three hours", (_name, hours, endsAt) => {
    const post = asked(evening(), MINUTE, request("dim", { levelPct: 55 })).at(90 * MINUTE - 20);
    const { offsetMs } = syncedAt(NIGHT);
    post.at(90 * MINUTE, { clock: { offsetMs: offsetMs + hours * HOUR, quality: "sync", errorMs: millis(10) } });
    post.at(4 * HOUR);
    const ended = post.levels.findLast(([, levelPct]) => levelPct === 30);
    expect(ended?.[0]).toBe(endsAt);
  });

  it("survives a restart for the rest of its time", () => {
    const post = restarted(readStore(evening(), 5), "2026-12-21T18:30:00Z");
    expect(post.levelPct).toBe(55);
    expect(post.at(91 * MINUTE - 20).levelPct).toBe(55);
    expect(post.at(91 * MINUTE + 1_000).levelPct).toBe(30);
  });

  it("is gone after a restart after its time, and where the clock is lost for good", () => {
    const kept = readStore(evening(), 5);
    expect(restarted(kept, "2026-12-21T20:01:01Z").levelPct).toBe(30);
    const lost = restarted(kept, NIGHT, { clock: "no-answer" }).at(3 * MINUTE);
    lost.at(4 * MINUTE, { clock: syncedAt("2026-12-21T18:34:00Z", 4 * MINUTE) });
    expect(lost.levelPct).toBe(30);
    expect(lost.memory?.value).toMatchObject({ override: null });
  });

  it("waits for a clock that is synchronised seconds after the start", () => {
    const post = restarted(readStore(evening(), 5), NIGHT, { clock: "starting" });
    expect(post.levelPct).toBe(100);
    post.at(20_000, { clock: syncedAt("2026-12-21T18:30:20Z", 20_000) });
    expect(post.levelPct).toBe(55);
  });

  it.each([
    ["dim-clear", {}, 30],
    ["dim", { levelPct: 80 }, 80],
    ["dim", { levelPct: 800 }, 55],
  ] as const)(
    "of before a restart gives way to a %s %j that comes before the store is read",
    (verb, args, levelPct) => {
      const stored = readStore(evening(), 5).memory;
      const post = asked(evening({ clock: syncedAt("2026-12-21T18:30:00Z") }), 2_000, request(verb, args));
      post.kept = valid(
        { status: "found", value: stored?.value ?? null, foundRevision: 6, durable: 6 },
        instant(3_000),
      );
      post.at(3_000).at(5 * MINUTE);
      expect(post.levelPct).toBe(levelPct);
      const override = levelPct === 30 ? null : { levelPct };
      expect(post.memory?.value ?? stored?.value).toMatchObject({ override });
    },
  );

  it("begun without a clock is not kept", () => {
    const post = evening({ clock: "no-answer", daylight: lux(1) });
    post.kept = valid({ status: "empty", value: null, foundRevision: 0, durable: 0 }, instant(0));
    asked(post.at(2 * MINUTE), 3 * MINUTE, request("dim", { levelPct: 55 }));
    expect(post.state.asked.override).toMatchObject({ levelPct: 55 });
    expect(post.memory?.value).toMatchObject({ override: null });
  });

  it("by day lights the lamp, and below the floor it does not go by night", () => {
    const day = asked(evening({ clock: syncedAt("2026-12-21T11:00:00Z") }), MINUTE, request("dim", { levelPct: 5 }));
    expect(day.levelPct).toBe(5);
    expect(asked(evening(), MINUTE, request("dim", { levelPct: 5 })).levelPct).toBe(10);
  });

  /** An override of 55 % for two hours, in a post whose store works. */
  function readStore(post: Post, revision: number): Post {
    post.kept = valid({ status: "empty", value: null, foundRevision: revision, durable: revision }, instant(0));
    return asked(post, MINUTE, request("dim", { levelPct: 55 }));
  }
});

describe("someone at the lamp (row 1 of table 5a)", () => {
  it("sets levels, which last two minutes after the last word and half an hour in all", () => {
    const post = asked(evening(), MINUTE, request("commission", { levelPct: 3 }, "site"));
    expect(post.levelPct).toBe(3);
    expect(post.at(3 * MINUTE - 20).levelPct).toBe(3);
    expect(post.at(3 * MINUTE).levelPct).toBe(30);
    for (let minute = 4; minute < 40; minute += 1)
      asked(post, minute * MINUTE, request("commission", { levelPct: 3 }, "site"));
    expect(post.levels.filter(([, levelPct]) => levelPct === 30).map(([at]) => at)).toContain(34 * MINUTE);
  });

  it("is someone at the post, and not the city", () => {
    const post = asked(evening(), MINUTE, request("commission", { levelPct: 3 }));
    expect(codes(post)).toEqual([403]);
    expect(post.levelPct).toBe(30);
  });

  it("leaves the lamp to its rules, and why says so", () => {
    const post = asked(evening(), MINUTE, request("commission", { levelPct: 70 }, "site"));
    asked(post, MINUTE + 1_000, request("commission-end", {}, "site"));
    expect(post.whys.at(-1)?.text).toBe("70 -> 30 %  nobody works at the lamp any more");
  });

  it("ends it, and by day the lamp is off again", () => {
    const post = evening({ clock: syncedAt("2026-12-21T11:00:00Z") });
    asked(post, MINUTE, request("commission", { levelPct: 80 }, "site"));
    expect(post.levelPct).toBe(80);
    asked(post, MINUTE + 5_000, request("commission-end", {}, "site"));
    expect(post.levelPct).toBe(0);
  });

  it("stands where it jumped to when that is also what the rules want: no dip to the start of a ramp", () => {
    const post = new Post(SETTINGS).at(0, { clock: syncedAt(NIGHT), motion: NOBODY }).at(MINUTE);
    expect(post.levelPct).toBe(30);
    const seen = { active: true, edges: 1, lastEdgeAt: instant(MINUTE) };
    asked(post.at(MINUTE, { motion: seen }), MINUTE + 80, request("commission", { levelPct: 100 }, "site"));
    expect(post.levelPct).toBe(100);
    asked(post, MINUTE + 100, request("commission-end", {}, "site"));
    expect(post.state.level.reason).toBe("motion");
    expect(post.levelPct).toBe(100);
  });

  it("finds it blinking between full and floor for a minute, never dark", () => {
    const post = asked(evening(), MINUTE, request("identify")).at(3 * MINUTE);
    const blinks = post.levels.filter(([at]) => at >= MINUTE);
    expect(blinks.slice(0, 3)).toEqual([
      [MINUTE, 100],
      [MINUTE + 1_000, 10],
      [MINUTE + 2_000, 100],
    ]);
    expect(Math.min(...blinks.map(([, levelPct]) => levelPct))).toBe(10);
    expect(blinks.at(-1)).toEqual([2 * MINUTE, 30]);
  });

  it("blinks for half an hour at most, says so, and blinks again after a pause", () => {
    const post = evening();
    for (let at = MINUTE; at <= 33 * MINUTE; at += 50_000) asked(post, at, request("identify"));
    const answers = post.reports.filter(({ kind }) => kind === "answer").map(({ values }) => values);
    const refused = answers.filter(({ code }) => code === 409);
    expect(answers.indexOf(refused[0] ?? {})).toBe(36);
    expect(refused).toHaveLength(answers.length - 36);
    expect(refused[0]?.["result"]).toBe("not now: it has blinked for 30 min. Wait 60 s, then ask again");
    expect(post.at(33 * MINUTE).levelPct).toBe(30);
    expect(asked(post, 34 * MINUTE, request("identify")).levelPct).toBe(100);
    expect(codes(post).at(-1)).toBe(200);
  });
});
