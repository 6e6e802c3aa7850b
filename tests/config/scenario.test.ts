import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatProblem } from "../../config/problem.ts";
import { parseScenario } from "../../config/scenario.ts";

const FILES = globSync("hal-mocks/scenarios/*.yaml").sort();
const QUIET = readFileSync("hal-mocks/scenarios/quiet-night.yaml", "utf8");

const problems = (text: string): readonly string[] => {
  const parsed = parseScenario(text, "s.yaml");
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

describe("a scenario file", () => {
  it.each(FILES)("%s is sound", (file) => {
    expect(problems(readFileSync(file, "utf8"))).toEqual([]);
  });

  it.each([
    [QUIET.replace("lasts:", "last:"), /s\.yaml:7:1: there is no key "last"\. Did you mean "lasts"\?/],
    [`${QUIET}posts: 61\n`, /posts: 61 is above 60/],
    [QUIET.replace("11-25T", "13-45T"), /starts: there is no such moment/],
    [QUIET.replace("a quiet night", "<script>alert(1)</script>"), /scenario: .*Write a name of at most 60 letters/],
    [
      `${QUIET}happens:\n  a: { at: 1 s, do: wolk }\n`,
      /happens\.a\.do: nothing is called "wolk"\. Did you mean "walk"\?/,
    ],
    [`${QUIET}happens:\n  a: { at: 1 s, do: jam, device: bin-3 }\n`, /this street has 2 bins and no bin-3/],
    [
      `${QUIET}happens:\n  a: { at: 1 s, do: power-cut, device: bench-1 }\n`,
      /happens\.a\.device: .*Write all, lamp-1, bin-2/,
    ],
    [`${QUIET}happens:\n  a: { do: walk }\n`, /happens\.a\.at: this key is missing/],
    [`${QUIET}happens:\n  a: walk\n`, /happens\.a: this is not something that happens/],
    [`${QUIET}happens:\n  - walk\n`, /happens: this is a list\. Leave out the dashes/],
    [
      `${QUIET}happens:\n  a: { at: 1 s, do: break, device: lamp-1, role: moton }\n`,
      /happens\.a\.role: "moton" is none of its choices\. Write motion, /,
    ],
    [
      `${QUIET}happens:\n  a: { at: 1 s, do: break, device: lamp-1, role: top }\n`,
      /a lamp-post has no part with the role top\. Write motion, daylight, lamp or clock/,
    ],
    [
      `${QUIET}happens:\n  a: { at: 1 s, do: jam, device: lamp-1 }\n`,
      /happens\.a\.device: .*another bin of this street/,
    ],
    [`${QUIET}happens:\n  a: { at: 17 h, do: walk }\n`, /happens\.a\.at: this is after its end/],
    ["", /the file is empty\. Begin with "scenario: NAME"/],
  ])("is refused with its line and cure %#", (text, told) => {
    expect(problems(text).join("\n")).toMatch(told);
  });
});
