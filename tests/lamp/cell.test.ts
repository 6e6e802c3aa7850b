import { describe, expect, it } from "vitest";
import { INITIAL_CELL, isProven, nextCell, type Cell } from "../../device/lamp/night/cell.ts";
import { Moments } from "../../device/measure/moments.ts";
import { faulty, valid } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { lux } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

type Said = readonly [seconds: number, daylightLux: number | "fault"];
const { night } = SETTINGS;

/** The cell once a second through what it is shown, until `until` seconds. */
function after(said: readonly Said[], until: number): Cell {
  let cell = INITIAL_CELL;
  for (let second = 0; second <= until; second += 1) {
    const shown = said.findLast(([from]) => from <= second)?.[1] ?? "fault";
    const at = instant(second * 1_000);
    const reading = shown === "fault" ? faulty("lux-1", "no-answer", at) : valid(lux(shown), at);
    cell = nextCell(cell, reading, night, new Moments(at));
  }
  return cell;
}

describe("the photocell", () => {
  it.each<[string, readonly Said[], number, Cell["verdict"]]>([
    ["says nothing at first", [[0, 1]], 59, null],
    ["is dark after the delay", [[0, 1]], 60, "dark"],
    ["is bright after the delay", [[0, 100]], 60, "bright"],
    ["says nothing between its thresholds", [[0, 45]], 600, null],
    ["is not dark at its threshold", [[0, 35]], 600, null],
    ["is not bright at its threshold", [[0, 55]], 600, null],
    [
      "stays dark between its thresholds",
      [
        [0, 1],
        [100, 45],
      ],
      600,
      "dark",
    ],
    [
      "stays bright between its thresholds",
      [
        [0, 100],
        [100, 45],
      ],
      600,
      "bright",
    ],
    [
      "is told nothing by headlights of 10 s at 500 lx",
      [
        [0, 1],
        [100, 500],
        [110, 1],
      ],
      600,
      "dark",
    ],
    [
      "nor by headlights between its thresholds",
      [
        [0, 1],
        [100, 45],
        [200, 500],
        [210, 45],
      ],
      600,
      "dark",
    ],
    [
      "turns bright after the delay",
      [
        [0, 1],
        [100, 500],
      ],
      160,
      "bright",
    ],
    [
      "and not before it",
      [
        [0, 1],
        [100, 500],
      ],
      159,
      "dark",
    ],
    [
      "begins anew when what it says is broken off",
      [
        [0, 1],
        [100, 500],
        [150, 45],
        [151, 500],
      ],
      200,
      "dark",
    ],
    [
      "says nothing while it is broken",
      [
        [0, 1],
        [100, "fault"],
      ],
      100,
      null,
    ],
    [
      "must say it for the delay after a fault",
      [
        [0, 1],
        [100, "fault"],
        [101, 1],
      ],
      160,
      null,
    ],
    [
      "and then says it",
      [
        [0, 1],
        [100, "fault"],
        [101, 1],
      ],
      161,
      "dark",
    ],
  ])("%s", (_name, said, until, verdict) => {
    expect(after(said, until).verdict).toBe(verdict);
  });

  it("has proved itself by turning from dark to bright, for 20 hours", () => {
    expect(after([[0, 1]], 600).provenAt).toBeNull();
    expect(
      after(
        [
          [0, 100],
          [100, 1],
        ],
        600,
      ).provenAt,
    ).toBeNull();
    expect(
      after(
        [
          [0, 1],
          [100, "fault"],
          [101, 500],
        ],
        600,
      ).provenAt,
    ).toBeNull();
    const proven = after(
      [
        [0, 1],
        [100, 500],
      ],
      600,
    );
    expect(proven.provenAt).toBe(160_000);
    expect(isProven(proven, new Moments(instant(160_000 + 20 * 3_600_000 - 1)))).toBe(true);
    expect(isProven(proven, new Moments(instant(160_000 + 20 * 3_600_000)))).toBe(false);
  });
});
