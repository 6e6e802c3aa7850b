import { expect, it } from "vitest";
import { JSON_DEPTH_MAX, jsonIn } from "../../device/contract/json-text.ts";
import { lampDayWithOutage } from "../../device/contract/sample-day.ts";

const nested = (depth: number): Buffer => Buffer.from("[".repeat(depth) + "]".repeat(depth));

it("S3: reads JSON as deep as it may be, and nothing deeper; brackets in texts are no depth", () => {
  expect(jsonIn(nested(JSON_DEPTH_MAX))).toBeDefined();
  expect(jsonIn(nested(JSON_DEPTH_MAX + 1))).toBeUndefined();
  const text = `["${"[{".repeat(50)}\\"[[", "\\\\", [1]]`;
  expect(jsonIn(Buffer.from(text), 2)).toEqual(JSON.parse(text));
  expect(jsonIn(Buffer.from(text), 1)).toBeUndefined();
});

it("S3: what is no JSON or no UTF-8 is undefined", () => {
  for (const bytes of [Buffer.from(""), Buffer.from('{"a":'), Buffer.from("]]]"), Buffer.from([0x22, 0xff, 0x22])])
    expect(jsonIn(bytes)).toBeUndefined();
  expect(jsonIn(Buffer.from("null"))).toBeNull();
});

it("S3: takes no longer than its length, whatever is in it", () => {
  // An expression that looks for texts begins anew at each of these: a quarter of an hour.
  expect(jsonIn(Buffer.from(`"${'\\"'.repeat(500_000)}\\`))).toBeUndefined();
});

it("leaves room above the deepest packet of the contract", () => {
  const deepest = Math.max(...lampDayWithOutage().map(({ payload }) => depthOf(payload)));
  expect(deepest).toBeLessThan(JSON_DEPTH_MAX / 2);
});

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
