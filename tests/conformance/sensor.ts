import { describe, expect, it } from "vitest";
import type { Sensor } from "../../device/hal/sensor.ts";
import { FAULT_CAUSES } from "../../device/measure/fault.ts";
import type { Reading } from "../../device/measure/reading.ts";
import { after, hours } from "../../device/measure/time.ts";
import { on, until, type MakeRig, type Rig } from "./rig.ts";

/** A sensor that has not had a value yet, and the world it senses. */
export type SensorRig<T> = Rig & {
  readonly part: string;
  readonly sensor: Sensor<T>;
  /** The world gives values from now on. */
  giveValue(): void | Promise<void>;
  /** The hardware fails from now on, and works again. */
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
  /** For a part that is there from the first moment on, such as an output read back: it never is `starting`. */
  readonly knowsAtOnce?: boolean;
};

/** The contract of `device/hal/sensor.ts`, for mock and driver alike. */
export function sensorConformance<T>(name: string, make: MakeRig<SensorRig<T>>): void {
  describe(`${name} keeps the contract of a sensor`, () => {
    const test = (says: string, body: (rig: SensorRig<T>) => Promise<void> | void) => it(says, on(make, body));

    test("before the first value it is the fault starting, of its own name", (rig) => {
      if (rig.knowsAtOnce === true) return;
      expect(rig.sensor.read(rig.now())).toMatchObject({ ok: false, fault: { part: rig.part, cause: "starting" } });
    });

    test("gives a value, with the moment at which it was taken", async (rig) => {
      const asked = rig.now();
      const reading = await value(rig);
      if (rig.knowsAtOnce !== true) expect(reading.at).toBeGreaterThanOrEqual(asked);
      expect(reading.at).toBeLessThanOrEqual(rig.now());
    });

    test("says the same twice when nothing came in between", async (rig) => {
      await value(rig);
      const now = rig.now();
      expect(rig.sensor.read(now)).toEqual(rig.sensor.read(now));
    });

    test("failing, it is a fault with its name and cause and no old value; mended, a value again", async (rig) => {
      await value(rig);
      await rig.fail();
      const failed = await until(
        rig,
        () => rig.sensor.read(rig.now()),
        (reading) => !reading.ok,
      );
      if (failed.ok) return;
      expect(failed.fault.part).toBe(rig.part);
      expect(FAULT_CAUSES).toContain(failed.fault.cause);
      expect(failed).not.toHaveProperty("value");
      expect(failed.at).toBeLessThanOrEqual(rig.now());
      const mended = rig.now();
      await rig.mend();
      expect((await value(rig)).at).toBeGreaterThanOrEqual(mended);
    });

    test("never throws: starting, with a value, failing, or read an hour later", async (rig) => {
      const read = () => {
        rig.sensor.read(rig.now());
      };
      expect(read).not.toThrow();
      await value(rig);
      expect(read).not.toThrow();
      await rig.fail();
      expect(read).not.toThrow();
      expect(() => rig.sensor.read(after(rig.now(), hours(1)))).not.toThrow();
    });
  });
}

/** Lets the world give a value and waits for it. */
export async function value<T>(rig: SensorRig<T>): Promise<Extract<Reading<T>, { ok: true }>> {
  await rig.giveValue();
  const reading = await until(
    rig,
    () => rig.sensor.read(rig.now()),
    (seen) => seen.ok,
  );
  if (!reading.ok) throw new Error("until gave a fault");
  return reading;
}
