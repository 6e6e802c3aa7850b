import { expect, it } from "vitest";
import { after, hours, instant, millis, type Instant } from "../../../device/measure/time.ts";
import { bh1750, luxOf, type Bh1750State } from "../../../drivers/bh1750/registers.ts";

const START = instant(1_000);
const model = bh1750({ everyMs: 1_000 });
const NOTHING: Omit<Bh1750State, "at"> = { time: 69, still: null };
const measured = (count: number, kept = NOTHING, now: Instant = START) =>
  model.hear({ ...kept, at: "measured" }, [count >> 8, count & 0xff], now, now);

it("BH1750FVI page 7: 10000011 10010000 is 28067 lx", () => {
  const { found } = measured(0b10000011_10010000);
  if (found?.ok !== true) throw new Error("no value");
  expect(Math.round(found.value)).toBe(28_067);
});

it("BH1750FVI page 11: half the measuring time is half the count", () => {
  expect(luxOf(1_200, 138)).toBeCloseTo(500, 9);
  expect(luxOf(0, 69)).toBe(0);
});

it("asks as page 5 says: power, measuring time in two parts, one measurement, and two bytes after it", () => {
  let turn = model.begin();
  const asks = [turn.ask];
  const waits = [turn.afterMs];
  for (let step = 0; step < 4; step += 1) {
    turn = model.hear(turn.state, [], START, START);
    asks.push(turn.ask);
    waits.push(turn.afterMs);
  }
  expect(asks.map(({ write }) => write)).toEqual([[0x01], [0x42], [0x65], [0x20], []]);
  expect(asks.at(-1)?.readBytes).toBe(2);
  expect(waits).toEqual([0, 0, 0, 0, 180]);
});

it("at the end of its count it measures again for a shorter time, and says nothing meanwhile", () => {
  const dazzled = measured(0xffff);
  expect(dazzled.found).toBeUndefined();
  expect(dazzled.state.time).toBe(31);
  const sun = measured(59_000, dazzled.state);
  expect(sun.found?.ok === true && Math.round(sun.found.value)).toBe(109_435);
  expect(sun.state.time).toBe(31);
});

it("goes back when it is dim enough, and not at the edge", () => {
  expect(measured(30_000, { time: 31, still: null }).state.time).toBe(31);
  expect(measured(14_721, { time: 31, still: null }).state.time).toBe(69);
});

it("brighter than the sun is a fault, not light: nobody's lamp goes out for it", () => {
  expect(measured(0xffff, { time: 31, still: null }).found).toMatchObject({ ok: false, cause: "out-of-range" });
});

it("the same count for an hour is stuck; a night of darkness is not", () => {
  const first = measured(500);
  expect(measured(500, first.state, after(START, millis(hours(1) - 1))).found).toMatchObject({ ok: true });
  expect(measured(500, first.state, after(START, hours(1))).found).toMatchObject({ ok: false, cause: "stuck" });
  expect(measured(501, first.state, after(START, hours(1))).found).toMatchObject({ ok: true });
  const dark = measured(0);
  expect(measured(0, dark.state, after(START, hours(14))).found).toMatchObject({ ok: true, value: 0 });
});
