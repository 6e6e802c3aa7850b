import { describe, expect, it } from "vitest";
import { number, orDash, spanText } from "../../device/words/spoken.ts";
import { whyLine } from "../../device/words/why-line.ts";

describe("numbers and spans", () => {
  it("are said as a person says them", () => {
    expect(number(21_950, "en")).toBe("21,950");
    expect(number(2.84, "sv", 1)).toBe("2,8");
    expect([orDash(null, "en"), orDash(Number.NaN, "en"), orDash(0, "en")]).toEqual(["–", "–", "0"]);
    expect([12, 130, 7_800, 3 * 86_400].map((s) => spanText(s, "en"))).toEqual([
      "12 s",
      "2 min",
      "2 h 10 min",
      "3 days",
    ]);
  });
});

describe("a decision in a line", () => {
  const why = { reason: "motion" } as const;
  const text = "30 -> 100 %  someone passed";

  it("is the controller's own in English, and Swedish where there is a word", () => {
    const decision = { ...why, text, because: { fromPct: 30, levelPct: 100 } };
    expect(whyLine(decision, "en")).toEqual({ text: "30 → 100 %: someone passed", language: "en" });
    expect(whyLine(decision, "sv")).toEqual({ text: "30 → 100 %: någon gick förbi", language: "sv" });
    const timeless = whyLine({ ...decision, reason: "timeless", because: {} }, "sv");
    expect(timeless).toEqual({ text: expect.stringMatching(/^Styrenheten visste aldrig/) as string, language: "sv" });
    expect(whyLine({ ...decision, reason: "drift", text: "it left its top" }, "sv").language).toBe("en");
  });
});
