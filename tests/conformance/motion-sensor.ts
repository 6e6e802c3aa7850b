import { describe, expect, it } from "vitest";
import type { Motion } from "../../device/measure/samples.ts";
import { on, until, type MakeRig } from "./rig.ts";
import { sensorConformance, value, type SensorRig } from "./sensor.ts";

export type MotionRig = SensorRig<Motion> & {
  /** The output of the sensor is high from now on, or low. */
  setActive(active: boolean): void | Promise<void>;
  /** High for so long, and low again when this resolves. */
  pulse(ms: number): void | Promise<void>;
};

/** The contract of `device/hal/motion-sensor.ts`. */
export function motionSensorConformance(name: string, make: MakeRig<MotionRig>): void {
  sensorConformance(name, make);

  describe(`${name} keeps the contract of a motion sensor`, () => {
    const test = (says: string, body: (rig: MotionRig) => Promise<void> | void) => it(says, on(make, body));
    const reads = (rig: MotionRig, holds: (motion: Motion) => boolean) =>
      until(
        rig,
        () => rig.sensor.read(rig.now()),
        (reading) => reading.ok && holds(reading.value),
      );

    test("counts a pulse of 5 ms that nobody read", async (rig) => {
      const { edges } = (await value(rig)).value;
      const before = rig.now();
      await rig.pulse(5);
      const reading = await reads(rig, (motion) => motion.edges === edges + 1 && !motion.active);
      if (!reading.ok) return;
      expect(reading.value.lastEdgeAt).toBeGreaterThanOrEqual(before);
      expect(reading.value.lastEdgeAt).toBeLessThanOrEqual(rig.now());
    });

    test("counts each of three pulses between two readings", async (rig) => {
      const { edges } = (await value(rig)).value;
      for (let pulse = 0; pulse < 3; pulse += 1) await rig.pulse(5);
      await reads(rig, (motion) => motion.edges === edges + 3);
    });

    test("is active while its output is, and counts rising edges alone", async (rig) => {
      const { edges } = (await value(rig)).value;
      await rig.setActive(true);
      await reads(rig, (motion) => motion.active && motion.edges === edges + 1);
      await rig.setActive(true);
      await rig.setActive(false);
      await reads(rig, (motion) => !motion.active && motion.edges === edges + 1);
    });
  });
}
