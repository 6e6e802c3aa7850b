import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readIntelHex } from "../../../device/field/flash-board/intel-hex.ts";
import { hexOf } from "../../hil/arduino/hands.ts";

const SKETCH = readFileSync(hexOf("StandardFirmata"), "utf8");
const END = ":00000001FF";
/** Four bytes at an address. */
function dataAt(at: number): string {
  const bytes = [4, at >> 8, at & 0xff, 0, 1, 2, 3, 4];
  const sum = (256 - (bytes.reduce((total, byte) => total + byte, 0) & 0xff)) & 0xff;
  return `:${Buffer.from([...bytes, sum])
    .toString("hex")
    .toUpperCase()}`;
}

describe("the HEX file of a board's program", () => {
  it("is counted, as Arduino's own tools count it", () => {
    expect(readIntelHex(SKETCH)).toEqual({ ok: true, firmware: { bytes: 12_194 } });
    expect(readIntelHex(SKETCH.replaceAll("\n", "\r\n"))).toMatchObject({ ok: true });
  });

  it("may reach up to the bootloader, and no byte further", () => {
    expect(readIntelHex([dataAt(0x7dfc), END].join("\n"))).toMatchObject({ ok: true, firmware: { bytes: 4 } });
    expect(readIntelHex([dataAt(0x7dfd), END].join("\n"))).toMatchObject({
      problem: expect.stringMatching(/another board, or has a boot/) as string,
    });
  });

  it.each<[string, string, RegExp]>([
    ["nothing", "", /^is no Intel HEX file/],
    ["a sketch in C", "void setup() {}\n", /^line 1 is damaged/],
    ["a flipped digit", SKETCH.replace(/^(:.{20})./m, "$1F").replace(/^(:.{20})F/m, "$1E"), /^line 1 is damaged/],
    ["a file cut off between two lines", SKETCH.split("\n").slice(0, 100).join("\n"), /^is cut off/],
    ["a file cut off within a line", SKETCH.slice(0, 1_000), /^line \d+ is damaged/],
    ["an end and nothing before", END, /^there is no program/],
    ["a program for a Mega", [":020000021000EC", dataAt(0), END].join("\n"), /another board/],
    ["a program for another family", [":020000040800F2", dataAt(0), END].join("\n"), /another board/],
  ])("is refused when it is %s", (_, text, problem) => {
    expect(readIntelHex(text)).toMatchObject({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});
