import { describe, expect, it } from "vitest";
import { OTHER_RUN_MIN, PARSER_START } from "../../../drivers/range-line/parser.ts";
import { digitsFrame, hex, repeated } from "./frames.ts";
import { findIn, modelOf, type Short } from "./models.ts";

const hrxl = await modelOf("maxbotix-hrxl");
const hrxl10 = await modelOf("maxbotix-hrxl", { range: "10 m" });
const xl = await modelOf("maxbotix-xl");

/** bins.md 10. */
const VECTORS: readonly [bytes: string, expected: readonly Short[]][] = [
  ["52 31 32 33 34 0D", [1_234]],
  ["52 30 33 30 30 0D", ["blind"]],
  ["52 35 30 30 30 0D", ["noEcho"]],
  ["33 34 0D 52 30 38 31 35 0D", [815]],
  ["52 30 FF 38 31 35 0D", [815]],
  ["52 30 38 52 30 38 31 36 0D", [816]],
  ["52 30 38 31 0D", []],
  ["52 30 38 31 41 0D", []],
];

describe("a MaxBotix HRXL", () => {
  it.each(VECTORS)("%s: %j", (text, expected) => {
    expect(findIn(hrxl, hex(text))).toEqual(expected);
  });

  it.each(VECTORS)("%s again and again, from every start: %j", (text, expected) => {
    const bytes = hex(text);
    for (let skip = 0; skip < bytes.length; skip += 1) {
      const found = findIn(hrxl, repeated(bytes, 4, skip));
      expect(found.length).toBeGreaterThanOrEqual(expected.length * 3);
      expect(new Set(found)).toEqual(new Set(expected));
    }
  });

  it("keeps no more than four digits of a line that sends nothing else", () => {
    expect(hrxl.parse(PARSER_START, Uint8Array.from(Buffer.from(`R${"7".repeat(10_000)}`))).state.pending).toEqual([]);
    expect(findIn(hrxl, Buffer.from("R12345\rR1234\r"))).toEqual([1_234]);
  });

  it("of 5 m has no target at 5000 and blind at 300; of 10 m no target at 9999 and blind at 500", () => {
    const says = (model: typeof hrxl, ...mm: number[]) => mm.map((value) => findIn(model, digitsFrame(value, 4))[0]);
    expect(says(hrxl, 0, 300, 301, 4_999, 5_000, 9_999)).toEqual(["blind", "blind", 301, 4_999, "noEcho", "noEcho"]);
    expect(says(hrxl10, 500, 501, 5_000, 9_998, 9_999)).toEqual(["blind", 501, 5_000, 9_998, "noEcho"]);
  });

  it("is right for every distance from every start, from the first whole frame on", () => {
    for (let mm = 301; mm < 5_000; mm += 1) {
      for (let skip = 0; skip < 6; skip += 1) {
        const found = findIn(hrxl, repeated(digitsFrame(mm, 4), 3, skip));
        if (found.length !== (skip === 0 ? 3 : 2) || found.some((value) => value !== mm)) {
          expect.fail(`${mm} mm from byte ${skip}: ${found.join(" ")}`);
        }
      }
    }
  });
});

describe("a MaxBotix XL", () => {
  it("52 30 38 31 0D is 81 cm, 810 mm; four digits are no frame of it", () => {
    expect(findIn(xl, hex("52 30 38 31 0D"))).toEqual([810]);
    expect(findIn(xl, hex("52 31 32 33 34 0D"))).toEqual([]);
  });

  it("is blind up to 20 cm, and has no target at 765 cm", () => {
    expect([20, 21, 764, 765].map((cm) => findIn(xl, digitsFrame(cm, 3))[0])).toEqual(["blind", 210, 7_640, "noEcho"]);
  });
});

it("each knows the other by ten of its frames in a row, and not by fewer", () => {
  for (const [model, other] of [
    [hrxl, digitsFrame(81, 3)],
    [xl, digitsFrame(812, 4)],
  ] as const) {
    const run = (count: number) => model.parse(PARSER_START, repeated(other, count)).state.otherRun;
    expect([run(OTHER_RUN_MIN - 1), run(OTHER_RUN_MIN)]).toEqual([OTHER_RUN_MIN - 1, OTHER_RUN_MIN]);
  }
});
