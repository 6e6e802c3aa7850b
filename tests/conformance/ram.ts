import { describe, expect, it } from "vitest";
import type { Ram } from "../../device/hal/ram.ts";
import { DONE } from "../../device/measure/fault.ts";
import type { RamDirection } from "../../device/measure/samples.ts";
import { actuatorConformance } from "./actuator.ts";
import { on, until, type MakeRig, type Rig } from "./rig.ts";

export type RamRig = Rig & {
  readonly part: string;
  readonly ram: Ram;
  /** What the outputs drive, seen from outside. */
  driven(): RamDirection;
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
};

/** The contract of `device/hal/ram.ts`. */
export function ramConformance(name: string, make: MakeRig<RamRig>): void {
  for (const direction of ["down", "up"] as const) {
    actuatorConformance<RamDirection>(`${name}, ${direction},`, async () => {
      const rig = await make();
      const act = () => rig.ram.drive(direction);
      return { ...rig, actuator: rig.ram, safe: "off", acted: direction, act, state: () => rig.driven() };
    });
  }

  describe(`${name} keeps the contract of a ram`, () => {
    it(
      "reads back what its outputs drive, and never turns round by itself",
      on(make, async (rig) => {
        for (const direction of ["down", "off", "up", "off"] as const) {
          expect(rig.ram.drive(direction)).toEqual(DONE);
          await until(
            rig,
            () => rig.ram.read(rig.now()),
            (reading) => reading.ok && reading.value.driven === direction,
          );
          for (let passed = 0; passed < 20; passed += 1) {
            await rig.pass();
            expect(rig.driven()).toBe(direction);
          }
        }
      }),
    );
  });
}
