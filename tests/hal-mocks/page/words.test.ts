import { describe, expect, it } from "vitest";
import { daySky, daysOn, localDay, sunPhase } from "../../../hal-mocks/page/day-sky.ts";
import { messageLine } from "../../../hal-mocks/page/message-line.ts";
import { wordsIn } from "../../../hal-mocks/page/words.ts";

type Tree = { readonly [key: string]: unknown };
/** Each word of the page with its place: `verbs.walk`. Words that take something are given `7`. */
function flat(tree: Tree, place = ""): readonly (readonly [place: string, text: string])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = `${place}${key}`;
    if (typeof value === "string") return [[at, value] as const];
    if (typeof value === "function") return [[at, (value as (...given: string[]) => string)("7", "7", "7")] as const];
    return flat(value as Tree, `${at}.`);
  });
}

describe("the words of the page", () => {
  it("are the same ones in both languages, each with something in it", () => {
    const [en, sv] = [flat(wordsIn("en")), flat(wordsIn("sv"))];
    expect(sv.map(([place]) => place)).toEqual(en.map(([place]) => place));
    for (const [place, text] of [...en, ...sv]) expect(text, place).toMatch(/^\S(?:.*\S)?$/);
    expect([...en, ...sv].map(([, text]) => text).join()).not.toMatch(/undefined|NaN/);
  });

  it("are Swedish in Swedish", () => {
    const english = new Map(flat(wordsIn("en")));
    const same = flat(wordsIn("sv")).filter(([place, text]) => english.get(place) === text);
    expect(same.map(([place]) => place)).toEqual(["scenario", "lux", "run.scenario"]);
  });

  it("name the verbs as they are promised", () => {
    expect(Object.values(wordsIn("en").verbs)).toEqual([
      "Walk someone past",
      "Throw litter",
      "Jam the ram",
      "Cut the network",
      "Lose the clock",
      "Mend everything",
    ]);
  });
});

const PLACE = { timeZone: "Europe/Stockholm", latitudeDeg: 59.317, longitudeDeg: 18.05 };
const HOUR = 3_600_000;
const hoursOf = (wall: number): number => {
  const { startsAt, endsAt } = localDay(wall, PLACE.timeZone);
  return (endsAt - startsAt) / HOUR;
};

describe("a day of the ribbon", () => {
  it("is from local midnight to local midnight, also where the clocks change", () => {
    const wall = Date.UTC(2026, 10, 25, 14, 35);
    expect(localDay(wall, PLACE.timeZone).startsAt).toBe(Date.UTC(2026, 10, 24, 23));
    expect(hoursOf(wall)).toBe(24);
    for (const hour of [0, 1, 2, 12, 22]) {
      expect(hoursOf(Date.UTC(2026, 2, 29, hour) - HOUR + 1), `spring ${hour}`).toBe(23);
      expect(hoursOf(Date.UTC(2026, 9, 25, hour) - 2 * HOUR + 1), `autumn ${hour}`).toBe(25);
    }
  });

  it("has dawn before dusk, and dusk in November at about 16", () => {
    const { startsAt, endsAt, dawnAt, duskAt, elevationsDeg } = daySky(Date.UTC(2026, 10, 25, 12), PLACE);
    expect(elevationsDeg).toHaveLength(97);
    expect(((duskAt ?? 0) * (endsAt - startsAt)) / HOUR).toBeCloseTo(15.6, 0);
    expect(((dawnAt ?? 0) * (endsAt - startsAt)) / HOUR).toBeCloseTo(7.4, 0);
  });

  it("has neither where the sun does not go so low", () => {
    const far = daySky(Date.UTC(2026, 5, 21, 12), { ...PLACE, latitudeDeg: 68 });
    expect([far.dawnAt, far.duskAt]).toEqual([null, null]);
  });

  it("moves by days and keeps the hour", () => {
    const wall = Date.UTC(2026, 9, 24, 13, 35, 7);
    expect(daysOn(wall, 1, PLACE.timeZone)).toBe(Date.UTC(2026, 9, 25, 14, 35, 7) - HOUR);
    expect(daysOn(wall, -1, PLACE.timeZone)).toBe(wall - 24 * HOUR);
  });

  it("knows dawn from dusk", () => {
    const day = localDay(Date.UTC(2026, 10, 25, 12), PLACE.timeZone);
    expect([4, -4, -14].map((deg) => sunPhase(deg, day.startsAt + 16 * HOUR, day))).toEqual(["day", "dusk", "night"]);
    expect(sunPhase(-4, day.startsAt + 7 * HOUR, day)).toBe("dawn");
  });
});

describe("a message in a line", () => {
  const topic = (below: string): string => `gaturum/1/street/lamp-1/up/${below}`;
  const line = (below: string, payload: unknown, language: "en" | "sv" = "en"): string => {
    const { about, says } = messageLine(topic(below), JSON.stringify(payload), language);
    return `${about}: ${says}`;
  };

  it("has its values with units", () => {
    const level = { values: { levelPct: 42.4 }, aggregate: { windowS: 300 } };
    expect(line("t/lamp-level", level)).toBe("light: 42.4 %, mean of 5 min");
    expect(line("t/battery", { values: { chargePct: 81, voltageMv: 12_640 } }, "sv")).toBe("batteri: 81 % · 12,64 V");
    expect(line("t/bin-state", { values: { state: "FULL_LOCKED", blocks: [], strokes: 12 } })).toBe(
      "press: full, locked · 12 strokes",
    );
    expect(line("state", { status: "lost" })).toBe("presence: lost without a word");
    expect(line("e/active", { active: [{ kind: "safe-light" }] })).toBe("open alarms: safe light");
    expect(line("b", { records: [1, 2, 3] }, "sv")).toBe("det som väntat: 3 rapporter");
  });

  it("shows what it does not know as it is", () => {
    expect(line("t/newer", { values: { odd: { deep: 1 } } })).toBe("t/newer: ");
    expect(messageLine(topic("state"), "<script>", "en").says).toBe("<script>");
    expect(messageLine(topic("birth"), "", "en").says).toBe("nothing, to be forgotten");
    expect(messageLine("elsewhere", "[1]", "en")).toEqual({ about: "elsewhere", says: "[1]" });
  });
});
