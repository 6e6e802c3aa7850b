import { describe, expect, it } from "vitest";
import type { Digital } from "../../device/measure/samples.ts";
import { on, until, type MakeRig } from "./rig.ts";
import { sensorConformance, value, type SensorRig } from "./sensor.ts";

/** At 5 ms each on hardware. */
const STILL_LOOKS = 20;
const LOOKS_MAX = 1_000;

export type DigitalInputRig = SensorRig<Digital> & {
  setActive(active: boolean): void | Promise<void>;
};

/** The contract of `device/hal/digital-input.ts`. */
export function digitalInputConformance(name: string, make: MakeRig<DigitalInputRig>): void {
  sensorConformance(name, make);

  describe(`${name} keeps the contract of a digital input`, () => {
    const test = (says: string, body: (rig: DigitalInputRig) => Promise<void> | void) => it(says, on(make, body));
    const reads = (rig: DigitalInputRig, holds: (digital: Digital) => boolean) =>
      until(
        rig,
        () => rig.sensor.read(rig.now()),
        (reading) => reading.ok && holds(reading.value),
      );

    test("shows an opening that is over before anyone read, in its edges", async (rig) => {
      await rig.setActive(true);
      await value(rig);
      const { falls, rises } = await first(rig, true);
      const before = rig.now();
      await rig.setActive(false);
      await rig.setActive(true);
      const reading = await reads(rig, (digital) => digital.active && digital.falls === falls + 1);
      if (!reading.ok) return;
      expect(reading.value.rises).toBe(rises + 1);
      expect(reading.value.changedAt).toBeGreaterThanOrEqual(before);
    });

    test("counts no edge when it is set to what it is", async (rig) => {
      await rig.setActive(true);
      await value(rig);
      const { falls, rises } = await settled(rig);
      await rig.setActive(true);
      await rig.pass();
      expect(rig.sensor.read(rig.now())).toMatchObject({ value: { active: true, falls, rises } });
    });
  });

  /** Edges of when the rig was made may still be on their way through the kernel. */
  async function settled(rig: DigitalInputRig): Promise<Digital> {
    let was = await first(rig, true);
    let still = 0;
    for (let looks = 0; looks < LOOKS_MAX && still < STILL_LOOKS; looks++) {
      await rig.pass();
      const is = await first(rig, true);
      still = is.falls === was.falls && is.rises === was.rises ? still + 1 : 0;
      was = is;
    }
    if (still < STILL_LOOKS) throw new Error("it counts edges, though nobody touches it");
    return was;
  }

  async function first(rig: DigitalInputRig, active: boolean): Promise<Digital> {
    const reading = await until(
      rig,
      () => rig.sensor.read(rig.now()),
      (seen) => seen.ok && seen.value.active === active,
    );
    if (!reading.ok) throw new Error("until gave a fault");
    return reading.value;
  }
}
