import { describe, expect, it } from "vitest";
import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import { DONE } from "../../device/measure/fault.ts";
import { actuatorConformance } from "./actuator.ts";
import { on, until, type MakeRig, type Rig } from "./rig.ts";

export type DigitalOutputRig = Rig & {
  readonly part: string;
  readonly output: DigitalOutput;
  /** Whether the line is on, seen from outside. */
  on(): boolean;
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
};

/** The contract of `device/hal/digital-output.ts`. */
export function digitalOutputConformance(name: string, make: MakeRig<DigitalOutputRig>): void {
  actuatorConformance<boolean>(name, async () => {
    const rig = await make();
    return {
      ...rig,
      actuator: rig.output,
      safe: false,
      acted: true,
      act: () => rig.output.set(true),
      state: () => rig.on(),
    };
  });

  describe(`${name} keeps the contract of a digital output`, () => {
    it(
      "reads back what is in force",
      on(make, async (rig) => {
        for (const wanted of [true, false, true]) {
          expect(rig.output.set(wanted)).toEqual(DONE);
          await until(
            rig,
            () => rig.output.read(rig.now()),
            (reading) => reading.ok && reading.value === wanted,
          );
          expect(rig.on()).toBe(wanted);
        }
      }),
    );
  });
}
