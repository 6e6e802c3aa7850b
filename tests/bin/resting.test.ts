import fc from "fast-check";
import { expect, it } from "vitest";
import { fillLevel, initialFill, nextFill } from "../../device/bin/level/fill.ts";
import { restingFill } from "../../device/bin/level/resting.ts";
import { Moments } from "../../device/measure/moments.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { Range } from "../../device/measure/samples.ts";
import { instant } from "../../device/measure/time.ts";
import { celsius, millimetres } from "../../device/measure/units.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

const OPEN = { doorOpen: true, ramOut: false, hasDoor: true };
const SHUT = { ...OPEN, doorOpen: false };
const mm = fc.constantFrom(400, 403, 420, 700, 703, 1_190, 1_500, null);
const change = fc.record({
  mm: fc.tuple(mm, mm, mm),
  moves: fc.nat(7),
  lastsS: fc.integer({ min: 1, max: 90 }),
  airC: fc.constantFrom(18, 18.1, 18.2, 30),
  open: fc.nat(9),
});
const absent = faulty("none", "absent", instant(0));

/** `sensors`: 1 to 3; `assumedC`: what they believe of the air, if they do. */
function holds(sensors: number, assumedC: number | undefined): number {
  let rested = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 5, maxLength: 30 }), (changes) => {
      let [sampled, resting] = [initialFill(instant(0)), initialFill(instant(0))];
      let now = 0;
      let said = [absent, absent, absent] as Reading<Range>[];
      for (const { mm, moves, lastsS, airC, open } of changes) {
        const at = instant(now);
        said = said.map((was, index) => {
          const [is, stays] = [mm[index] ?? null, now > 0 && ((moves >> index) & 1) === 0];
          if (index >= sensors || stays) return was;
          if (is === null) return faulty("level", "no-answer", at);
          const assumed = assumedC === undefined ? {} : { assumedC: celsius(assumedC) };
          return valid<Range>({ quality: "valid", distanceMm: millimetres(is), ...assumed }, at);
        });
        const [level = absent, level2 = absent, level3 = absent] = said;
        const reading = { level, level2, level3, temperature: valid(celsius(airC), at) };
        const sight = { ...(open === 0 ? OPEN : SHUT), counted: open === 1 };
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
    propertyRuns(100),
  );
  return rested;
}

it("a level that rests is, at each moment, the one that was sampled every 5 s", () => {
  expect(holds(1, undefined)).toBeGreaterThan(1_000);
});
it("so it is with three sensors over one litter, and with those that are told the air's temperature", () => {
  expect(holds(3, undefined)).toBeGreaterThan(1_000);
  expect(holds(3, 20)).toBeGreaterThan(500);
});

it("a thermometer that moves by tenths wakes only the level of a sensor that assumes a temperature", () => {
  const rests = (assumed: object): boolean => {
    const range: Range = { quality: "valid", distanceMm: millimetres(700), ...assumed };
    const others = { level: valid(range, instant(0)), level2: absent, level3: absent };
    const sight = { ...SHUT, counted: false };
    let fill = initialFill(instant(0));
    for (let now = 0; now < 60_000; now += 1_000) {
      const temperature = valid(celsius(now < 59_000 ? 18 : 18.1), instant(now < 59_000 ? 0 : 59_000));
      fill = restingFill(fill, { ...others, temperature }, sight, SOUND_SETTINGS, new Moments(instant(now)));
    }
    return fill.restsSince !== null;
  };
  expect(rests({})).toBe(true);
  expect(rests({ assumedC: celsius(20) })).toBe(false);
});
