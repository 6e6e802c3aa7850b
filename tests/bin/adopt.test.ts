import { describe, expect, it } from "vitest";
import { binMachine, type BinState } from "../../device/bin/machine.ts";
import type { BinReadings } from "../../device/bin/readings.ts";
import type { BinSettings, QuietHours } from "../../device/bin/settings.ts";
import { valid } from "../../device/measure/reading.ts";
import { instant, millis, type WallClock } from "../../device/measure/time.ts";
import { millimetres, percent } from "../../device/measure/units.ts";
import { contact, keptAs, soundReadings, SOUND_SETTINGS } from "./sound-bin.ts";
import { settingsWith } from "./reach.ts";

const AT = instant(0);
const STEP_MS = 100;
/** Locked out: where nothing is about to move, settings are taken up. */
const PRESSED = contact(true, AT);

/** A bin at which nothing happens but that it gets other settings half way. */
function told(before: BinSettings, after: BinSettings, readings: BinReadings, halfMs: number): readonly BinState[] {
  const [first, then] = [binMachine(before), binMachine(after)];
  let kept = keptAs(0);
  let machine = first;
  let state = first.initial(AT);
  let atHalf = state;
  for (let now = STEP_MS; now < 2 * halfMs; now += STEP_MS) {
    if (now >= halfMs && machine === first) {
      const adopted = then.adopt?.(state, instant(now)) ?? null;
      if (adopted !== null) [machine, atHalf, state] = [then, state, adopted];
    }
    const decision = machine.decide(state, { readings, kept, requests: [], heard: [], taken: [] }, instant(now));
    state = decision.state;
    if (decision.memory !== null) kept = keptAs(decision.memory.revision);
  }
  if (machine === first) throw new Error("the settings were not taken up");
  return [atHalf, state];
}

describe("settings of the city in a bin at rest", () => {
  it.each([
    [85, 70, false, true],
    [70, 85, true, false],
  ])("full at %i %, then at %i %: a level of 75 % that does not move is judged anew", (from, to, was, is) => {
    const at = (fullPct: number): BinSettings => ({
      ...{ ...SOUND_SETTINGS, press: null, warnPct: percent(60), fullPct: percent(fullPct) },
      ...{ criticalPct: percent(95), hysteresisPct: percent(2) },
    });
    const level = valid({ quality: "valid", distanceMm: millimetres(525) } as const, AT);
    const states = told(at(from), at(to), { ...soundReadings(AT), level }, 60_000);
    expect(states.map(({ alarms }) => alarms.includes("bin-full"))).toEqual([was, is]);
    expect(states.at(-1)?.fill.quality).toBe("valid");
  });

  it.each([
    ["22:00", "11:00", false, true],
    ["11:00", "22:00", true, false],
  ])("quiet from %s, then from %s, at noon: in force at once", (from, to, was, is) => {
    const offsetMs = Date.UTC(2026, 6, 1, 10);
    const noon = valid<WallClock>({ offsetMs, quality: "sync", errorMs: millis(10) }, AT);
    const quiet = (begins: string): QuietHours => ({
      ...{ from: begins, to: begins === "22:00" ? "06:00" : "15:00", zone: "Europe/Stockholm" },
    });
    const [before, after] = [settingsWith({ quiet: quiet(from) }), settingsWith({ quiet: quiet(to) })];
    const states = told(before, after, { ...soundReadings(AT), eStop: PRESSED, clock: noon }, 30_000);
    expect(states.map(({ press }) => press?.blocks.includes("quiet"))).toEqual([was, is]);
  });
});
