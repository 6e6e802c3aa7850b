import { describe, expect, it } from "vitest";
import { siteTest } from "../../device/control/site-test.ts";
import { streamNamed } from "../../device/contract/streams.ts";
import type { Json } from "../../device/measure/decision.ts";

const asked = (args: { readonly [key: string]: Json }, from: "site" | "city" = "site") =>
  siteTest({ id: "site-1", from, verb: "site-test", args });
const GOOD = { passed: ["lamp"], failed: [], skipped: ["motion", "photocell"], fullW: 31.8 };

it("an outcome is a report as the contract has it, and an answer", () => {
  const [report, answer] = asked(GOOD);
  expect(report).toEqual({ kind: "event", stream: "site-test", class: 1, values: GOOD });
  expect(streamNamed("site-test").values.safeParse(report?.values).success).toBe(true);
  expect(answer?.values).toMatchObject({ id: "site-1", code: 200 });
});

describe("what is none is refused, and nothing is reported", () => {
  it.each<[string, { readonly [key: string]: Json }]>([
    ["nothing tested", { passed: [], failed: [], skipped: [] }],
    ["a list is missing", { passed: ["lamp"], failed: [] }],
    ["a part of another world", { ...GOOD, passed: ["lamp", "jetpack"] }],
    ["twice", { ...GOOD, failed: ["lamp"] }],
    ["a power that cannot be", { ...GOOD, fullW: 1e9 }],
    ["a power that is no number", { ...GOOD, fullW: "32" }],
  ])("%s", (_, args) => {
    expect(asked(args).map(({ values }) => values["code"])).toEqual([400]);
  });
  it("from the city", () => {
    expect(asked(GOOD, "city").map(({ values }) => values["code"])).toEqual([403]);
  });
  it("what else stands in it goes nowhere", () => {
    expect(asked({ ...GOOD, who: "A. Lind" })[0]?.values).toEqual(GOOD);
  });
});
