import {
  fillLevel,
  initialFill,
  nextFill,
  type Fill,
  type FillLevel,
  type FillSight,
} from "../../../device/bin/level/fill.ts";
import type { LevelReadings } from "../../../device/bin/level/sensors.ts";
import type { BinSettings } from "../../../device/bin/settings.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { faulty, valid, type Reading } from "../../../device/measure/reading.ts";
import type { Range } from "../../../device/measure/samples.ts";
import { instant } from "../../../device/measure/time.ts";
import { celsius, millimetres } from "../../../device/measure/units.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";

export const OUTSIDE: FillSight = { doorOpen: false, ramOut: false, hasDoor: true };
export const mm = (distanceMm: number): Range => ({ quality: "valid", distanceMm: millimetres(distanceMm) });
/** The sound bin is 1200 mm high and full at 300 mm: 9 mm a point. */
export const at = (fillPct: number): Range => mm(1_200 - 9 * fillPct);
export const reading = (range: Range | Reading<Range>): Reading<Range> =>
  "ok" in range ? range : valid(range, instant(0));
export const absent = (role: string) => faulty(role, "absent", instant(0));

export const readingsOf = (
  level: Range | Reading<Range>,
  level2: Range | Reading<Range> = absent("level2"),
  level3: Range | Reading<Range> = absent("level3"),
): LevelReadings => ({
  ...{ level: reading(level), level2: reading(level2), level3: reading(level3) },
  temperature: valid(celsius(20), instant(0)),
});

/** Fill sensors and what the bin makes of them, every 5 s. */
export class Depth {
  now = 1_000;
  fill: Fill = initialFill(instant(0));
  readonly settings: BinSettings;

  constructor(settings: BinSettings = SOUND_SETTINGS) {
    this.settings = settings;
  }

  see(level: Range | Reading<Range> | LevelReadings, sight: Partial<FillSight> = {}): FillLevel {
    const moments = new Moments(instant(this.now));
    const readings = "level" in level ? level : readingsOf(level);
    this.fill = nextFill(this.fill, readings, { ...OUTSIDE, ...sight }, this.settings, moments);
    const seen = fillLevel(this.fill, moments);
    this.now += 5_000;
    return seen;
  }
  sees = (fillPct: number, times = 3): FillLevel => {
    let last = this.see(at(fillPct));
    for (let time = 1; time < times; time++) last = this.see(at(fillPct));
    return last;
  };
}
