import { describe, expect, it } from "vitest";
import { levelBy, type Known } from "../../device/lamp/level.ts";
import { nightBy } from "../../device/lamp/night/night.ts";
import type { Sun } from "../../device/lamp/night/sun.ts";
import type { LampSettings } from "../../device/lamp/settings.ts";
import { percent } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

const levels = (...all: readonly (number | null)[]) => all.map((level) => (level === null ? null : percent(level)));
const SUNS: readonly (Sun | null)[] = [
  null,
  { phase: "night", down: true },
  { phase: "window", down: true },
  { phase: "window", down: false },
  { phase: "day", down: false },
];
const CELLS = [
  ["dark", false],
  ["bright", false],
  ["bright", true],
  [null, false],
] as const;
/** A program that cannot be read, a gap, dark, low, full; each with and without `allowDark`. */
const PROGRAMS: readonly Known["program"][] = [
  null,
  ...levels(null, 0, 20, 100).flatMap((levelPct) =>
    [true, false].map((allowDark) => ({ reason: "program" as const, levelPct, allowDark })),
  ),
];
const set = (boost: number, floor: number, safe: number, entry: boolean): LampSettings => ({
  ...SETTINGS,
  boostPct: percent(boost),
  floorPct: percent(floor),
  safePct: percent(safe),
  entry,
});
const LAMPS = [set(100, 10, 100, false), set(100, 10, 100, true), set(80, 0, 60, false), set(40, 40, 50, true)];

type Combination = {
  readonly sun: Sun | null;
  readonly cell: "dark" | "bright" | null;
  readonly proven: boolean;
  readonly known: Omit<Known, "night" | "clockOk">;
};

/** Every combination of what the table is about. */
function* combinations(boost: number): Generator<Combination> {
  for (const sun of SUNS)
    for (const [cell, proven] of CELLS)
      for (const commissioningPct of levels(null, 35))
        for (const overridePct of levels(null, 0, 5, 70))
          for (const pirOk of [true, false])
            for (const program of PROGRAMS)
              for (const motionPct of levels(null, boost))
                for (const neighbourPct of levels(null, 60, 100))
                  yield {
                    sun,
                    cell,
                    proven,
                    known: { commissioningPct, overridePct, pirOk, program, motionPct, neighbourPct },
                  };
}

/** The table of the final level, retyped row by row: what each of its columns says, and the first row that holds. */
function table(combination: Combination, settings: LampSettings): readonly [level: number, reasons: readonly string[]] {
  const { sun, cell, proven, known } = combination;
  const isClockOk = sun !== null;
  const night = isClockOk
    ? {
        night: "yes",
        day: cell === "dark" ? "yes" : "no",
        window: { dark: "yes", bright: "no", none: sun.down ? "yes" : "no" }[cell ?? "none"],
      }[sun.phase]
    : cell === "dark"
      ? "yes"
      : cell === "bright" && proven
        ? "no"
        : "unsure";
  const dark = known.program?.allowDark === true;
  const F = dark ? 0 : settings.floorPct;
  if (known.commissioningPct !== null) return [known.commissioningPct, ["commissioning"]];
  if (night === "unsure" || (night === "yes" && !isClockOk)) return [settings.safePct, ["safe"]];
  if (night === "yes" && known.program === null) return [settings.safePct, ["safe"]];
  if (known.overridePct !== null && night === "yes") return [Math.max(known.overridePct, F), ["override"]];
  if (known.overridePct !== null) return [known.overridePct, ["override"]];
  if (night === "no") return [0, ["day"]];
  if (!known.pirOk && !dark) return [settings.safePct, ["pirFault"]];
  const terms = {
    program: known.program?.levelPct ?? -1,
    motion: known.motionPct ?? -1,
    neighbour: known.neighbourPct ?? -1,
    entry: settings.entry && !dark ? 100 : -1,
    floor: F,
  };
  const most = Math.max(...Object.values(terms));
  const largest = Object.entries(terms).flatMap(([name, level]) => (level === most ? [name] : []));
  return [most, largest.includes("program") ? ["program"] : largest];
}

describe("table 5a (row 1 of 5b)", () => {
  it.each(LAMPS)("is kept in each of 51,840 combinations by lamp %#", (settings) => {
    let count = 0;
    const wrong: unknown[] = [];
    for (const combination of combinations(settings.boostPct)) {
      count += 1;
      const { sun, cell, proven, known } = combination;
      const night = nightBy(sun, cell, proven);
      const won = levelBy({ ...known, night, clockOk: sun !== null }, settings);
      const [levelPct, reasons] = table(combination, settings);
      if (won.levelPct !== levelPct || !reasons.includes(won.reason))
        wrong.push({ combination, won, levelPct, reasons });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(count).toBe(5 * 4 * 2 * 4 * 2 * 9 * 2 * 3);
  });

  it.each(LAMPS)("never gives a night level under the floor, nor a neighbour that dims, by lamp %#", (settings) => {
    for (const { sun, cell, proven, known } of combinations(settings.boostPct)) {
      const asked = { ...known, commissioningPct: null, night: nightBy(sun, cell, proven), clockOk: sun !== null };
      const { levelPct } = levelBy(asked, settings);
      const without = levelBy({ ...asked, neighbourPct: null }, settings).levelPct;
      if (levelPct < without) throw new Error(`a neighbour dims ${without} to ${levelPct}: ${JSON.stringify(asked)}`);
      if (asked.night !== "no" && known.program?.allowDark !== true && levelPct < settings.floorPct)
        throw new Error(`${levelPct} % is under the floor: ${JSON.stringify(asked)}`);
    }
  });
});
