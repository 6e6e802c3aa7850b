import { describe, expect, it } from "vitest";
import type { Range, RangeQuality } from "../../device/measure/samples.ts";
import { on, until, type MakeRig } from "./rig.ts";
import { sensorConformance, value, type SensorRig } from "./sensor.ts";

export type RangeRig = SensorRig<Range> & {
  /** From now on the litter is so far below the sensor. */
  distance(mm: number): void | Promise<void>;
  /** From now on frames come and carry no distance; the quality that this model gives then. */
  noDistance(): Exclude<RangeQuality, "valid"> | Promise<Exclude<RangeQuality, "valid">>;
  /** Distances that the model can give, where 255, 766 and 1953 mm are not among them. */
  readonly distancesMm?: readonly number[];
  /** The air's temperature by which the model reckons, where it does not correct for the air itself. */
  readonly assumedC?: number;
};

/** The contract of `device/hal/range-sensor.ts`. */
export function rangeSensorConformance(name: string, make: MakeRig<RangeRig>): void {
  sensorConformance(name, make);

  describe(`${name} keeps the contract of a range sensor`, () => {
    const test = (says: string, body: (rig: RangeRig) => Promise<void> | void) => it(says, on(make, body));
    const reads = (rig: RangeRig, wanted: Range) =>
      until(
        rig,
        () => rig.sensor.read(rig.now()),
        (reading) => reading.ok && isWanted(reading.value, wanted),
      );

    test("gives the distance in millimetres", async (rig) => {
      await rig.giveValue();
      const air = rig.assumedC === undefined ? {} : { assumedC: rig.assumedC as never };
      for (const mm of rig.distancesMm ?? [255, 766, 1_953]) {
        await rig.distance(mm);
        await reads(rig, { quality: "valid", distanceMm: mm as never, ...air });
      }
    });

    test("without a distance it is a valid reading with its quality, and the last distance is gone", async (rig) => {
      await value(rig);
      const quality = await rig.noDistance();
      const reading = await reads(rig, { quality });
      expect(reading).not.toHaveProperty("value.distanceMm");
    });
  });
}

/** Whether it assumes a temperature of the air is the model's own affair. */
const isWanted = (range: Range, wanted: Range): boolean =>
  range.quality === wanted.quality && distanceOf(range) === distanceOf(wanted);
const distanceOf = (range: Range) => ("distanceMm" in range ? range.distanceMm : null);
