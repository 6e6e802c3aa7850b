import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Standing } from "../../../device/bin/told/standing.ts";
import type { Shown } from "../../../device/field/console/desk.ts";
import { logged, LINES_MAX, withLine, type Line } from "../../../device/field/console/log.ts";
import { NOTHING_SEEN, stateOf, type Seen, type Status } from "../../../device/field/console/look.ts";
import { machineSection } from "../../../device/field/console/machine-section.ts";
import { faultsSection, nowSection, partsSection } from "../../../device/field/console/sections.ts";
import { STYLE } from "../../../device/field/console/style.ts";
import { ACT_WORDS, wordsIn } from "../../../device/field/console/words.ts";
import { epochMs, instant } from "../../../device/measure/time.ts";
import { AT_REST, DECIDED } from "./played-control.ts";

const EN = { language: "en", timeZone: "UTC" } as const;
const SV = { language: "sv", timeZone: "UTC" } as const;
const WALL = epochMs(1_790_000_000_000);

const PRESS = {
  ...{ state: "IDLE", forS: 12, waitsFor: null, latch: [], blocks: [], missing: [], stuckButtons: [] },
  strokes: { total: 3, lastAgoS: null, lastEndMm: null, open: false },
};
const FILL = { quality: "valid", fillPct: 62, distanceMm: 500, errorPct: 0, confirmed: true, full: false };
const statusOf = (changes: object): Status => ({ ...AT_REST, ...changes }) as unknown as Status;
const seenOf = (changes: object): Seen => ({ status: statusOf(changes), decisions: [DECIDED as never], away: null });
const binOf = (press: object | null, fill: object = FILL): Seen =>
  seenOf({
    kind: "litter-bin",
    readings: {},
    standing: { fill, press: press === null ? null : { ...PRESS, ...press } } as unknown as Standing,
  });
const shown = (seen: Seen, log: readonly Line[] = []): Shown => ({
  ...{ device: "bin-1", seen, log, armed: null, ramp: null, said: null, now: instant(0) },
});

describe("what the console shows of a bin", () => {
  it("is its level and what its press does", () => {
    expect(nowSection(shown(binOf({})), EN).text).toMatch(/62<small>.*Is at rest, for 12 s\./s);
    expect(nowSection(shown(binOf({ state: "WAIT_START", waitsFor: "START to be pressed" })), SV).text).toMatch(
      /Väntar på att någon.*Den väntar på <span lang="en">START to be pressed/s,
    );
  });

  it("is no number where the level is not known", () => {
    const { text } = nowSection(shown(binOf({}, { quality: "noEcho", full: false })), EN);
    expect(text).toMatch(/class="number unknown">–.*its level sensor hears no echo/s);
    expect(text).not.toMatch(/<small>|<svg/);
    expect(nowSection(shown(NOTHING_SEEN), EN).text).not.toMatch(/<small>|\d/);
  });

  it("is each latch with its cure, each open guard, each stuck button", () => {
    const latch = [{ cause: "guard", tool: false, text: "a guard opened", cure: "Close hopper and <door>." }];
    const press = {
      state: "LOCKOUT",
      latch,
      missing: ["the hopper is open by its contact A"],
      stuckButtons: ["start"],
    };
    const { text } = faultsSection(shown(binOf(press)), SV);
    expect(text).toMatch(/<li class="latched">.*Close hopper and &lt;door&gt;\./s);
    expect(text).toMatch(/<li class="look">.*by its contact A/s);
    expect(text).toMatch(/knappen START har fastnat/);
    expect(machineSection(shown(binOf(press)), EN).text).toMatch(/state current faulty" data-state="LOCKOUT"/);
  });

  it("has no machine where it has no press", () => {
    expect(machineSection(shown(binOf(null)), EN).text).not.toContain("<svg");
    expect(nowSection(shown(binOf(null)), EN).text).toContain("It measures; it has no press.");
  });
});

describe("what the console shows of a part", () => {
  const value = (role: string, read: unknown): string => {
    const readings = { [role]: { ok: true, at: 0, value: read } };
    const status = statusOf({ kind: "litter-bin", readings, standing: { fill: FILL, press: PRESS } });
    return partsSection(shown({ ...NOTHING_SEEN, status }), EN).text;
  };
  const contact = (active: boolean) => ({ active, rises: 0, falls: 0, changedAt: null });

  it.each([
    ["hopperA", contact(true), "closed"],
    ["chain", contact(false), "open"],
    ["topOpen", contact(true), "not at the top"],
    ["key", contact(true), "at SERVICE"],
    ["eStop", contact(true), "pressed"],
    ["lock", true, "on"],
    ["battery", { chargePct: 81, voltageMv: 12_640 }, "81 %, 12.64 V"],
    ["current", 2_840, "2.84 A"],
    ["temperature", -3.25, "-3.3 °C"],
    ["level", { quality: "valid", distanceMm: 1_202 }, "1,202 mm"],
    ["level", { quality: "blind" }, "something covers its level sensor"],
    ["ram", { driven: "down", travelMm: 410 }, "driven down, 410 mm"],
    ["ram", { driven: "off", travelMm: null }, "not driven"],
  ])("is said as a person says it: %s %o", (role, read, words) => {
    expect(value(role, read)).toContain(`<td>${words}</td>`);
  });

  it("is nothing where the config names none", () => {
    expect(partsSection(shown(seenOf({})), EN).text).not.toContain("photocell");
    expect(partsSection(shown(seenOf({})), EN).text).toContain("30 %, 12.3 W");
  });
});

describe("the log of the console", () => {
  const fault = { ok: false, at: 1, fault: { part: "pir-1", cause: "no-answer" } };
  const blind = seenOf({ readings: { ...AT_REST.readings, motion: fault } });
  const texts = (lines: readonly Line[]) => lines.map(({ text, isFault }) => [text.en, isFault]);

  it("has what comes and what goes, once", () => {
    const first = logged([], seenOf({}), blind, WALL);
    expect(texts(first)).toEqual([["the motion sensor: it does not answer", true]]);
    expect(logged(first, blind, blind, WALL)).toBe(first);
    expect(texts(logged(first, blind, seenOf({}), WALL)).at(-1)).toEqual([
      "over: the motion sensor: it does not answer",
      false,
    ]);
  });

  it("does not say that a fault is over because control is away", () => {
    const away: Seen = { status: null, decisions: [], away: "gone" };
    expect(texts(logged([], blind, away, WALL))).toEqual([["control does not answer", true]]);
  });

  it("has each state of a press, and a latch", () => {
    const latch = [{ cause: "eStop", tool: false, text: "", cure: "" }];
    const lines = logged([], binOf({}), binOf({ state: "LOCKOUT", latch }), WALL);
    expect(texts(lines)).toEqual([
      ["locked out", true],
      ["latched: the emergency stop was pressed", true],
    ]);
  });

  it("grows no longer than its limit", () => {
    const line: Line = { wall: WALL, isFault: false, text: { en: "x", sv: "x" } };
    const full = withLine([], ...Array.from({ length: LINES_MAX + 5 }, () => line));
    expect(full).toHaveLength(LINES_MAX);
  });
});

describe("the state of a lamp post", () => {
  it("is the rule of its last decision about the lamp", () => {
    const settings = { ...DECIDED, subject: "settings", reason: "applied" };
    expect(stateOf({ ...seenOf({}), decisions: [DECIDED, settings] as never })).toBe("base");
    expect(stateOf(NOTHING_SEEN)).toBeNull();
  });
});

describe("the words of the console", () => {
  it("are Swedish in Swedish", () => {
    const flat = (tree: object): readonly string[] =>
      Object.values(tree).flatMap((value: unknown) =>
        typeof value === "object" && value !== null ? flat(value) : typeof value === "string" ? [value] : [],
      );
    const [en, sv] = [flat(wordsIn("en")), flat(wordsIn("sv"))];
    expect(sv).toHaveLength(en.length);
    expect(sv.filter((text, at) => text === en[at])).toEqual(["full"]);
    for (const { label, asks } of Object.values(ACT_WORDS))
      expect([label.sv, asks.sv]).not.toEqual([label.en, asks.en]);
  });

  it("stand in the colours of the street's page: it takes them from the same file", () => {
    const page = readFileSync(new URL("../../../hal-mocks/page/page.css", import.meta.url), "utf8");
    expect(page).toContain('@import "../../device/screen/palette.css";');
    expect(STYLE.match(/--\w+: #\w+;/g)).toHaveLength(24);
    expect(STYLE).toContain("--fault: #e4572e;");
  });

  it("of a bin that has not had its first cycle are no number, and of a lamp post no standing is asked", () => {
    const bin = shown(seenOf({ kind: "litter-bin", standing: null }));
    expect(nowSection(bin, EN).text).toMatch(/class="number unknown">–/);
    expect(machineSection(bin, EN).text).toContain("<svg");
    expect(machineSection(bin, EN).text).not.toContain("current");
  });
});
