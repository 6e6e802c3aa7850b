import fc from "fast-check";
import { expect, it } from "vitest";
import { fillLevel, initialFill, nextFill } from "../../device/bin/level/fill.ts";
import { restingFill } from "../../device/bin/level/resting.ts";
import { Moments } from "../../device/measure/moments.ts";
import { faulty, valid } from "../../device/measure/reading.ts";
import type { Range } from "../../device/measure/samples.ts";
import { instant } from "../../device/measure/time.ts";
import { millimetres } from "../../device/measure/units.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

const OPEN = { doorOpen: true, ramOut: false, hasDoor: true };
const SHUT = { ...OPEN, doorOpen: false };
const absent = faulty("none", "absent", instant(0));
const OTHERS = { level2: absent, level3: absent, temperature: absent };
const change = fc.record({
  mm: fc.constantFrom(400, 420, 700, 1_190, null),
  lastsS: fc.integer({ min: 1, max: 90 }),
  open: fc.nat(9),
});

it("a level that rests is, at each moment, the one that was sampled every 5 s", () => {
  let rested = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 5, maxLength: 30 }), (changes) => {
      let [sampled, resting] = [initialFill(instant(0)), initialFill(instant(0))];
      let now = 0;
      for (const { mm, lastsS, open } of changes) {
        const at = instant(now);
        const range = (distance: number): Range => ({ quality: "valid", distanceMm: millimetres(distance) });
        const level = mm === null ? faulty("level", "no-answer", at) : valid(range(mm), at);
        const reading = { level, ...OTHERS };
        const sight = open === 0 ? OPEN : SHUT;
        for (const end = now + lastsS * 1_000; now < end; now += 1_000) {
          const moments = new Moments(instant(now));
          sampled = nextFill(sampled, reading, sight, SOUND_SETTINGS, moments);
          resting = restingFill(resting, reading, sight, SOUND_SETTINGS, moments);
          expect(fillLevel(resting, moments)).toEqual(fillLevel(sampled, moments));
          if (resting.restsSince === null) expect(resting).toEqual(sampled);
          else rested += 1;
        }
      }
    }),
    propertyRuns(200),
  );
  expect(rested).toBeGreaterThan(1_000);
});
