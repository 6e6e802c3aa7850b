import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatQuantity, KINDS, parseQuantity, quantityPattern } from "../../config/quantities.ts";
import type { QuantityKind } from "../../device/measure/setting.ts";

const KIND_NAMES = Object.keys(KINDS) as QuantityKind[];

describe("a quantity as a person writes it", () => {
  it.each<[QuantityKind, string, number]>([
    ["duration", "60 s", 60_000],
    ["duration", "100 ms", 100],
    ["duration", "2 min", 120_000],
    ["duration", "1 h", 3_600_000],
    ["duration", "1.5 h", 5_400_000],
    ["duration", "60s", 60_000],
    ["duration", "0 s", 0],
    ["share", "30 %", 30],
    ["share", "30%", 30],
    ["share", "0.5 %", 0.5],
    ["length", "1.2 m", 1_200],
    ["length", "30 cm", 300],
    ["length", "255 mm", 255],
    ["light", "35 lx", 35],
    ["angle", "-6 deg", -6],
    ["angle", "-0.833 deg", -0.833],
    ["latitude", "59.32938 N", 59.32938],
    ["latitude", "33.9 S", -33.9],
    ["longitude", "18.06871 E", 18.06871],
    ["longitude", "58.4 W", -58.4],
    ["current", "2.8 A", 2_800],
    ["current", "300 mA", 300],
    ["voltage", "11.5 V", 11_500],
    ["heat", "70 C", 70],
    ["heat", "-10 C", -10],
    ["rate", "50 Hz", 50],
  ])("%s %s is %d in its base unit", (kind, text, value) => {
    expect(parseQuantity(kind, text)).toBe(value);
  });

  it.each<[QuantityKind, string]>([
    ["duration", "60"],
    ["duration", ""],
    ["duration", "s"],
    ["duration", "60 S"],
    ["duration", "60 sec"],
    ["duration", "60  s"],
    ["duration", "60 s "],
    ["duration", "60 %"],
    ["duration", "1,5 s"],
    ["duration", "1.5.2 s"],
    ["duration", ".5 s"],
    ["duration", "5. s"],
    ["duration", "1e3 s"],
    ["duration", "0x10 s"],
    ["duration", "Infinity s"],
    ["duration", "NaN s"],
    ["duration", "60 s\n"],
    ["duration", "60 constructor"],
    ["duration", "60 __proto__"],
    ["duration", "1 h 30 min"],
    ["length", "1.2 M"],
    ["latitude", "18.06871 E"],
    ["longitude", "59.32938 N"],
    ["latitude", "-59.3 S"],
    ["angle", "6 N"],
    ["heat", "70 °C"],
  ])("%s refuses %j", (kind, text) => {
    expect(parseQuantity(kind, text)).toBeNull();
  });

  it("refuses more digits than a number can hold", () => {
    expect(parseQuantity("duration", `${"9".repeat(400)} s`)).toBeNull();
  });
});

describe("properties of quantities", () => {
  const kind = fc.constantFrom(...KIND_NAMES);
  /** Thousandths of the smallest shown unit: what a person would write. */
  const value = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((thousandths) => thousandths / 1_000);

  it("every value comes back from its own text", () => {
    fc.assert(
      fc.property(kind, value, (of, written) => {
        expect(parseQuantity(of, formatQuantity(of, written))).toBe(written);
      }),
      { numRuns: 5_000 },
    );
  });

  it("each unit means the same with and without its space, and as a share of the base unit", () => {
    const units = KIND_NAMES.flatMap((of) =>
      Object.entries(KINDS[of].units).map(([unit, { factor }]) => ({ of, unit, factor })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.nat(100_000), ({ of, unit, factor }, count) => {
        expect(parseQuantity(of, `${count} ${unit}`)).toBe(count * factor + 0);
        expect(parseQuantity(of, `${count}${unit}`)).toBe(count * factor + 0);
      }),
    );
  });

  it("junk is refused, never guessed: what is taken matches the pattern that editors check", () => {
    const letters = fc.constantFrom(..."0123456789.,+-eE %msinhcALxHzdegNSW°\n\t".split(""));
    const junk = fc.oneof(fc.string(), fc.string({ unit: letters, maxLength: 12 }));
    fc.assert(
      fc.property(kind, junk, (of, text) => {
        const read = parseQuantity(of, text);
        expect(read !== null).toBe(new RegExp(quantityPattern(of)).test(text));
        if (read !== null) expect(Number.isFinite(read)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});
