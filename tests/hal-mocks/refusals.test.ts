import { describe, expect, it } from "vitest";
import { REFUSALS, refused, refusalLine, refusalText } from "../../hal-mocks/refusals.ts";
import { UNMET, unmetText } from "../../hal-mocks/unmet.ts";

const placesIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\w*\}/g)].map(([place]) => place).sort();

describe("what the street says to a person", () => {
  it.each(Object.entries({ ...REFUSALS, ...UNMET }))("%s puts the same into both languages", (_, { en, sv }) => {
    expect(placesIn(sv)).toEqual(placesIn(en));
    expect(sv).not.toBe(en);
  });

  it("is a refusal in the language of the page, and in English in a terminal, with what a checker said", () => {
    const why = { key: "scenarioWrong", given: { file: "my.yaml" } } as const;
    expect(refusalText(why, "sv")).toMatch(/^my\.yaml är inte ett scenario .* på engelska/);
    const line = refusalLine(refused(why, ["my.yaml:4:1: no key", "my.yaml:9:1: no value"]));
    expect(line).toMatch(/^my\.yaml is not a scenario .*: my\.yaml:4:1: no key my\.yaml:9:1: no value$/);
  });

  it("keeps a name as it is, whatever is in it", () => {
    const why = { key: "noScenario", given: { name: "{name} $& $1" } } as const;
    expect(refusalText(why, "en")).toMatch(/^There is no scenario "\{name\} \$& \$1"\. /);
  });

  it("is a verdict, with numbers as each language writes them", () => {
    const unmet = { key: "saved", given: { foundPct: 61.5, leastPct: 99 } } as const;
    expect(unmetText(unmet, "en")).toBe("saved 61.5 %, not 99 % or more");
    expect(unmetText(unmet, "sv")).toBe("sparade 61,5 %, inte 99 % eller mer");
  });
});
