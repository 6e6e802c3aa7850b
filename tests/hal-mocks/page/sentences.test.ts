import { describe, expect, it } from "vitest";
import { CAUSES } from "../../../device/bin/press/causes.ts";
import { LATCHED_STATES, type ModeName } from "../../../device/bin/press/states.ts";
import { FILL_QUALITIES } from "../../../device/contract/bin-words.ts";
import type { LevelReason } from "../../../device/lamp/level.ts";
import { ROLES } from "../../../device/measure/roles.ts";
import { CAUSE_WORDS, MODE_WORDS, QUALITY_WORDS } from "../../../device/words/press-words.ts";
import { BIN_DRAWING, LAMP_DRAWING } from "../../../device/words/machine-drawing.ts";
import { ROLE_WORDS } from "../../../device/words/part-words.ts";
import { binSentence, postSentence } from "../../../hal-mocks/page/sentences.ts";
import { LANGUAGES } from "../../../device/words/language.ts";
import { binFrame, postFrame } from "./stages.ts";

const PRESS_AT = 85;
/** Typed by the lamp's own names, as {@link MODES} is by those of the bin. */
const ALL_RULES: Readonly<Record<LevelReason, true>> = {
  commissioning: true,
  safe: true,
  override: true,
  day: true,
  pirFault: true,
  base: true,
  program: true,
  motion: true,
  neighbour: true,
  entry: true,
  floor: true,
};
const RULES = Object.keys(ALL_RULES) as readonly LevelReason[];
/** Typed by the machine's own names: a state that is added there has no word here, and this does not compile. */
const MODES: Readonly<Record<ModeName, unknown>> = MODE_WORDS;

const isSound = (text: string): void => {
  expect(text).not.toMatch(/undefined|NaN|null|\[object| {2}|\.\.|: \./);
  expect(text).toMatch(/^\S.*\.$/);
};

describe("a lamp's sentence", () => {
  it("says what it does, why, and what comes next", () => {
    const post = postFrame({
      levelPct: 100,
      givenPct: 100,
      litPct: 100,
      targetPct: 100,
      rule: "motion",
      seenAgoS: 12,
      secondsLeft: 48,
    });
    expect(postSentence("lamp-4", post, "en")).toBe(
      "Lamp 4 is at 100 %: someone passed 12 s ago. Back to 30 % in 48 s.",
    );
    expect(postSentence("lamp-4", post, "sv")).toBe(
      "Lampa 4 lyser med 100 %: någon gick förbi för 12 s sedan. Åter till 30 % om 48 s.",
    );
  });

  it("says when a lamp that someone's neighbour lit is at rest again", () => {
    const post = postFrame({
      ...{ levelPct: 60, givenPct: 60, litPct: 60, targetPct: 60 },
      rule: "neighbour",
      secondsLeft: 31.4,
    });
    expect(postSentence("lamp-5", post, "en")).toBe(
      "Lamp 5 is at 60 %: someone is a few posts away. Back to 30 % in 32 s.",
    );
  });

  it("says the levels of the program in force, and nothing of a rise where motion does nothing", () => {
    const held = postFrame({ rule: "motion", seenAgoS: 12, secondsLeft: 548, restPct: 15, someonePct: 70 });
    expect(postSentence("lamp-4", held, "en")).toContain("Back to 15 % in");
    const rests = postFrame({ rule: "program", restPct: 15, someonePct: 70 });
    expect(postSentence("lamp-4", rests, "en")).toContain("It rises to 70 % when someone comes.");
    expect(postSentence("lamp-4", { ...rests, someonePct: 15 }, "en")).not.toContain("rises");
  });

  it("believes a lamp that is given less than its level, as its luminaire wants it", () => {
    const dimmed = postFrame({ levelPct: 100, givenPct: 70, litPct: 70, rule: "motion" });
    expect(postSentence("lamp-4", dimmed, "en")).not.toContain("really");
  });

  it.each(LANGUAGES)("has words for each rule, and none twice (%s)", (language) => {
    const said = RULES.flatMap((rule) =>
      ([null, "rising", "falling"] as const).map((moving) =>
        postSentence("lamp-1", postFrame({ rule, moving }), language),
      ),
    );
    said.forEach(isSound);
    expect(new Set(said).size).toBe(said.length);
  });

  it.each(LANGUAGES)("tells no power, faults, and a lamp that does not do as told (%s)", (language) => {
    const dark = postSentence("lamp-1", postFrame({ levelPct: null, litPct: 0 }), language);
    const faulty = postSentence("lamp-1", postFrame({ faults: ["motion", "lamp", "x-9"] }), language);
    const broken = postSentence("lamp-1", postFrame({ levelPct: 100, givenPct: 100, litPct: 0 }), language);
    const starts = postSentence("lamp-1", postFrame({ levelPct: null, litPct: 100 }), language);
    for (const said of [dark, faulty, broken, starts]) isSound(said);
    expect(starts).not.toBe(dark);
    expect(faulty).toContain("x-9");
    expect(broken).toContain("0 %.");
  });

  it("leaves a city's own names as they are", () => {
    expect(postSentence("4711-0382", postFrame(), "sv")).toMatch(/^4711-0382 lyser/);
    expect(postSentence("<b>", postFrame(), "en")).toMatch(/^<b> is/);
  });
});

describe("a bin's sentence", () => {
  it("says how full it is and when it presses", () => {
    expect(binSentence("bin-1", binFrame(), PRESS_AT, "en")).toBe(
      "Bin 1 is at rest. It is 26 % full and presses at 85 %.",
    );
    const pressing = binFrame({ mode: "EXTEND", modeS: 3, ramMm: 410, currentMa: 2_800, fillPct: 87 });
    expect(binSentence("bin-2", pressing, PRESS_AT, "en")).toBe(
      "Bin 2 is pressing, 3 s. Ram 41 cm down, 2.8 A. It is 87 % full.",
    );
  });

  it.each(LANGUAGES)("has words for each mode, and none twice (%s)", (language) => {
    const said = Object.keys(MODES).map((mode) => binSentence("bin-1", binFrame({ mode }), PRESS_AT, language));
    said.forEach(isSound);
    expect(new Set(said).size).toBe(said.length);
    expect(said.join()).not.toMatch(/[A-Z]{4}_|SELF|IDLE/);
  });

  it.each(LANGUAGES)("has words for each cause (%s)", (language) => {
    for (const cause of [...Object.keys(CAUSES), "I3"]) {
      for (const mode of LATCHED_STATES) {
        isSound(binSentence("bin-1", binFrame({ mode, causes: [cause, "tilt"] }), PRESS_AT, language));
      }
    }
  });

  it("says in English what the controller says", () => {
    expect(Object.keys(CAUSE_WORDS).sort()).toEqual(Object.keys(CAUSES).sort());
    for (const [cause, { text }] of Object.entries(CAUSES)) expect(CAUSE_WORDS[cause]?.en).toBe(text);
  });

  it.each(LANGUAGES)("says so when it does not know how full it is, and why (%s)", (language) => {
    for (const fillQuality of FILL_QUALITIES.filter((each) => each !== "valid")) {
      expect(QUALITY_WORDS[fillQuality]?.[language]).toBeTruthy();
      isSound(binSentence("bin-1", binFrame({ fillPct: null, fillQuality }), PRESS_AT, language));
      isSound(binSentence("bin-1", binFrame({ fillPct: 40, fillQuality }), PRESS_AT, language));
    }
  });

  it.each(LANGUAGES)("tells no power, no press, and a mode that it does not know (%s)", (language) => {
    isSound(binSentence("bin-1", binFrame({ powered: false }), PRESS_AT, language));
    isSound(binSentence("bin-1", binFrame({ mode: null }), null, language));
    isSound(binSentence("bin-1", binFrame({ mode: "NEWER" }), PRESS_AT, language));
  });
});

describe("what the page names", () => {
  it("is every part of both devices", () => {
    const roles = new Set(Object.values(ROLES).flatMap((each) => Object.keys(each)));
    expect(Object.keys(ROLE_WORDS).sort()).toEqual([...roles].sort());
  });

  it("is every state, in the drawings", () => {
    expect(BIN_DRAWING.boxes.map(({ id }) => id).sort()).toEqual(Object.keys(MODES).sort());
    expect(LAMP_DRAWING.boxes.map(({ id }) => id).sort()).toEqual([...RULES].sort());
  });
});
