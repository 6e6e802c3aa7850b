import { expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import { count, joined } from "../../../drivers/firmata/tally.ts";

const at = instant;
const START = { high: false, rises: 0, falls: 0, riseAt: null, fallAt: null };

it("counts no edge at the first report, and none when the level is told again", () => {
  const first = count(undefined, true, at(5));
  expect(first).toEqual({ ...START, high: true });
  expect(count(first, true, at(6))).toBe(first);
});

it("counts each edge with its moment", () => {
  const pulse = count(count(START, true, at(7)), false, at(8));
  expect(pulse).toEqual({ high: false, rises: 1, falls: 1, riseAt: 7, fallAt: 8 });
});

it("goes on counting over a board that was lost, whatever its pin did meanwhile", () => {
  const before = { high: true, rises: 3, falls: 2, riseAt: at(7), fallAt: at(6) };
  expect(joined(before, START)).toEqual({ high: false, rises: 3, falls: 2, riseAt: 7, fallAt: 6 });
  expect(joined(before, count(START, true, at(20)))).toEqual({ high: true, rises: 4, falls: 2, riseAt: 20, fallAt: 6 });
  expect(joined(undefined, START)).toBe(START);
});
