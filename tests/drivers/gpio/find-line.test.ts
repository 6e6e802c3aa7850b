import { describe, expect, it } from "vitest";
import { findLine, type Chip } from "../../../drivers/gpio/find-line.ts";

const HEADER: Chip = { path: "/dev/gpiochip0", label: "pinctrl-rp1", names: ["ID_SDA", "GPIO17", "", "GPIO18"] };
const EXPANDER: Chip = { path: "/dev/gpiochip4", label: "pcf8574", names: ["", "", "GPIO40"] };

describe("a line is found", () => {
  it.each([
    ["GPIO18", "/dev/gpiochip0", 3],
    ["GPIO40", "/dev/gpiochip4", 2],
    ["pinctrl-rp1/0", "/dev/gpiochip0", 0],
    ["pcf8574/1", "/dev/gpiochip4", 1],
  ])("%s", (line, path, offset) => {
    expect(findLine([EXPANDER, HEADER], line)).toEqual({ ok: true, path, offset });
  });
});

describe("a line is refused with what is there instead", () => {
  it.each([
    ["GPIO99", [HEADER, EXPANDER], "no GPIO chip has a line called GPIO99: write CHIP/NUMBER instead."],
    ["GPIO99", [HEADER, EXPANDER], "The chips here: pinctrl-rp1 (4 lines), pcf8574 (3 lines)."],
    ["pinctrl-bcm2711/17", [HEADER], "there is no GPIO chip pinctrl-bcm2711. The chips here: pinctrl-rp1 (4 lines)."],
    ["pcf8574/3", [EXPANDER], "pcf8574 has no line 3: its lines are 0 to 2."],
    ["pcf8574/0", [EXPANDER, { ...EXPANDER, path: "/dev/gpiochip5" }], "/dev/gpiochip4 and /dev/gpiochip5 are both"],
    ["GPIO40", [EXPANDER, { ...HEADER, names: ["GPIO40"] }], "write pcf8574/2 or pinctrl-rp1/0, whichever is meant."],
    ["GPIO17", [{ ...HEADER, names: ["GPIO17", "GPIO17"] }], "write pinctrl-rp1/0 or pinctrl-rp1/1, whichever"],
    ["GPIO17", [], "There is no chip at all."],
  ])("%s", (line, chips, says) => {
    const found = findLine(chips, line);
    expect(found.ok ? "found" : found.detail).toContain(says);
  });
});
