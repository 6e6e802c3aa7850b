import { expect, it } from "vitest";
import { after, hours, instant, type Instant } from "../../../device/measure/time.ts";
import { luxOf, veml7700, type LightRange } from "../../../drivers/veml7700/registers.ts";

const START = instant(0);
const model = veml7700(1_000);
const read = (count: number, range: LightRange, still: { count: number; since: Instant } | null = null, now = START) =>
  model.hear({ at: "read", range, still }, [count & 0xff, count >> 8], now, now);

it("84286: gain 1 and 100 ms are 0.0672 lx a count, gain 1/8 0.5376; bytes come low first", () => {
  expect(luxOf(1_000, "dim")).toBeCloseTo(67.2, 9);
  expect(luxOf(1_000, "bright")).toBeCloseTo(537.6, 9);
  expect(model.begin().ask.write).toEqual([0, 0x00, 0x00]);
  const found = model.hear({ at: "read", range: "dim", still: null }, [0xe8, 0x03], START, START).found;
  expect(found?.ok === true && found.value).toBeCloseTo(67.2, 9);
});

it("84323: above 1 klx the polynomial adds what the counts lag, 13 % at 2 klx and more above", () => {
  const straight = 2_000;
  const bent = luxOf(straight / 0.5376, "bright");
  expect(bent).toBeCloseTo(6.0135e-13 * 1.6e13 - 9.3924e-9 * 8e9 + 8.1488e-5 * 4e6 + 1.0023 * 2e3, 6);
  expect(bent / straight).toBeCloseTo(1.132, 2);
});

it("takes the other range where its own ends, and says nothing meanwhile", () => {
  const day = read(60_001, "dim");
  expect(day).toMatchObject({ state: { range: "bright" }, ask: { write: [0, 0x00, 0x10] } });
  expect(day.found).toBeUndefined();
  expect(read(2_499, "bright")).toMatchObject({ state: { range: "dim" } });
  expect(read(2_500, "bright").found).toMatchObject({ ok: true });
});

it("brighter than the sun is a fault, and the same count for an hour too", () => {
  expect(read(0xffff, "bright").found).toMatchObject({ ok: false, cause: "out-of-range" });
  const first = read(500, "dim");
  expect(read(500, "dim", first.state.still, after(START, hours(1))).found).toMatchObject({
    ok: false,
    cause: "stuck",
  });
  expect(read(0, "dim", read(0, "dim").state.still, after(START, hours(9))).found).toMatchObject({
    ok: true,
    value: 0,
  });
});
