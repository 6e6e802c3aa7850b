import { describe, expect, it } from "vitest";
import type { Lamp } from "../../device/hal/lamp.ts";
import { DONE } from "../../device/measure/fault.ts";
import { percent } from "../../device/measure/units.ts";
import { actuatorConformance } from "./actuator.ts";
import { on, until, type MakeRig, type Rig } from "./rig.ts";

export type LampRig = Rig & {
  readonly part: string;
  readonly lamp: Lamp;
  /** What it gives, seen from outside, in percent of full output. */
  levelPct(): number;
  /** The levels that the suite asks for, where the lamp cannot give every level. Not lit in full first: that it is. */
  readonly levels?: readonly number[];
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
};

/** The contract of `device/hal/lamp.ts`. */
export function lampConformance(name: string, make: MakeRig<LampRig>): void {
  actuatorConformance(name, async () => {
    const rig = await make();
    const [acted = 30] = rig.levels ?? [];
    const state = () => rig.levelPct();
    return { ...rig, actuator: rig.lamp, safe: 100, acted, act: () => rig.lamp.setLevel(percent(acted)), state };
  });

  describe(`${name} keeps the contract of a lamp`, () => {
    it(
      "gives every level that it is set to, dark included, and reads it back",
      on(make, async (rig) => {
        for (const level of rig.levels ?? [0, 30, 100]) {
          expect(rig.lamp.setLevel(percent(level))).toEqual(DONE);
          await until(
            rig,
            () => rig.levelPct(),
            (seen) => seen === level,
          );
          await until(
            rig,
            () => rig.lamp.read(rig.now()),
            (reading) => reading.ok && reading.value.levelPct === level,
          );
        }
      }),
    );
  });
}
