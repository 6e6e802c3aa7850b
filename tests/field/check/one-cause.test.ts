import { expect, it } from "vitest";
import { exitCode } from "../../../device/field/check/check.ts";
import { findingsIn, subjectsOf } from "../../../device/field/check/finding.ts";
import { judge } from "../../../device/field/check/judge.ts";
import { partsBehind, sharedCauses } from "../../../device/field/check/one-cause.ts";
import { counted, toldLines } from "../../../device/field/check/told.ts";
import type { Failed } from "../../../device/measure/reading.ts";
import { transferFault } from "../../../drivers/i2c/cure.ts";
import { AT, factsOf, NOW_MS, postConfig } from "./facts.ts";

const BOARD = postConfig((text) =>
  text
    .replace("driver: mock, line: GPIO17", "driver: firmata-motion, line: arduino-1/2")
    .replace(/lux-1: .*/, "lux-1: { role: daylight, driver: firmata-light, line: arduino-1/A0 }")
    .replace("mode: active", "boards: { arduino-1: { driver: firmata, port: /dev/ttyACM0 } }\nmode: active"),
);
const gone = (part: string, more: object): Failed => ({
  ok: false,
  fault: { part, cause: "disconnected", detail: "the board on /dev/ttyACM0 went away: check its plug.", ...more },
  at: AT,
});
const verdictsOf = (more: object) => {
  const readings = { motion: gone("pir-1", more), daylight: gone("lux-1", more) };
  return sharedCauses(BOARD, judge(factsOf({ config: BOARD, readings }), subjectsOf("lamp-post")));
};

it("a board that went away is one error with its place, and its parts follow from it", () => {
  const verdicts = verdictsOf({ through: "arduino-1" });
  const lines = toldLines(
    { file: "lamp-post.yaml", config: BOARD, verdicts, nowMs: NOW_MS, tookMs: 2_400, walkMs: null },
    (word) => word,
  );
  expect(lines.slice(1, 5).join("\n")).toBe(
    `  config   ok         3 parts, no line used twice
  shared   ERROR 1    arduino-1 went away
  light    follows 1  lux-1 is behind arduino-1
  motion   follows 1  pir-1 is behind arduino-1`,
  );
  expect(lines.slice(-7).join("\n")).toBe(
    `18 checks in 2 s: 15 ok, 1 error, 2 that follow

1  arduino-1 went away: the board on /dev/ttyACM0 went away: check its plug.
   Behind it: lux-1, pir-1.                                  lamp-post.yaml:7:11

Until then the lamp burns at 100 % whenever it is dark.
When mended: gaturum check arduino-1 --config lamp-post.yaml`,
  );
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  const { checks, ok } = counted(verdicts);
  expect(checks - ok).toBe(3);
  expect(exitCode(verdicts)).toBe(1);
});

it("two parts that went away by themselves are two errors", () => {
  const levels = verdictsOf({})
    .flatMap(findingsIn)
    .map(({ level, part }) => `${level} ${part ?? "-"}`);
  expect(levels).toEqual(["error lux-1", "error pir-1"]);
});

it("what a bus carries is known by its name", () => {
  expect(partsBehind(BOARD, "arduino-1").map(({ name }) => name)).toEqual(["pir-1", "lux-1"]);
  expect(partsBehind(BOARD, "arduino")).toEqual([]);
});

it.each([
  ["EIO", "i2c-1"],
  ["ENODEV", "i2c-1"],
  ["ENXIO", undefined],
  ["EBUSY", undefined],
])("of the kernel's %s the bus is to blame: %s", (error, through) => {
  expect(transferFault("i2c-1", 0x23, error).through).toBe(through);
});
