import { describe, expect, it } from "vitest";
import { findNumber, type NumberedChip } from "../../../drivers/gpio/find-number.ts";

const HEADER: NumberedChip = { label: "pinctrl-bcm2711", base: 512, lines: 58 };
const EXPANDER: NumberedChip = { label: "pcf8574", base: 488, lines: 8 };

describe("sysfs finds the number of", () => {
  it.each([
    ["GPIO17", 529],
    ["pinctrl-bcm2711/0", 512],
    ["pcf8574/7", 495],
  ])("%s", (line, number) => {
    expect(findNumber([EXPANDER, HEADER], line)).toEqual({ ok: true, number });
  });
});

describe("sysfs refuses", () => {
  it.each([
    [
      "GPIO17",
      [EXPANDER],
      "sysfs knows no names of lines. Write CHIP/NUMBER with one of the chips here: pcf8574 (8 lines)",
    ],
    ["pca9535/1", [], "there is no such chip. Write CHIP/NUMBER with one of the chips here: none"],
    ["pcf8574/8", [EXPANDER], "pcf8574 has no line 8: its lines are 0 to 7."],
    ["pcf8574/1", [EXPANDER, { ...EXPANDER, base: 400 }], "two chips are labelled pcf8574"],
  ])("%s", (line, chips, says) => {
    const found = findNumber(chips, line);
    expect(found.ok ? "found" : found.detail).toContain(says);
  });
});
