import { describe, expect, it } from "vitest";
import type { Actuator } from "../../device/hal/actuator.ts";
import { DONE, type Result } from "../../device/measure/fault.ts";
import { on, until, type MakeRig, type Rig } from "./rig.ts";

/** An actuator just constructed. `State` is what the hardware does, seen from outside, as plain data. */
export type ActuatorRig<State> = Rig & {
  readonly part: string;
  readonly actuator: Actuator;
  /** The fail-safe state that the interface names. */
  readonly safe: State;
  /** Some other state that `act` asks for. */
  readonly acted: State;
  act(): Result<void>;
  state(): State;
  /** The hardware refuses from now on, and works again. */
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
};

/** The contract of `device/hal/actuator.ts`, for mock and driver alike. */
export function actuatorConformance<State>(name: string, make: MakeRig<ActuatorRig<State>>): void {
  describe(`${name} keeps the contract of an actuator`, () => {
    const test = (says: string, body: (rig: ActuatorRig<State>) => Promise<void> | void) => it(says, on(make, body));

    test("is in its fail-safe state from its construction on", (rig) => {
      expect(rig.state()).toEqual(rig.safe);
    });

    test("does as asked, and halt brings the fail-safe state back", async (rig) => {
      expect(rig.act()).toEqual(DONE);
      await becomes(rig, rig.acted);
      expect(rig.actuator.halt()).toEqual(DONE);
      await becomes(rig, rig.safe);
    });

    test("may be halted twice, and at the very start", async (rig) => {
      expect(rig.actuator.halt()).toEqual(DONE);
      expect(rig.actuator.halt()).toEqual(DONE);
      await rig.pass();
      expect(rig.state()).toEqual(rig.safe);
    });

    test("may be asked for the same twice", async (rig) => {
      expect(rig.act()).toEqual(DONE);
      await becomes(rig, rig.acted);
      expect(rig.act()).toEqual(DONE);
      await rig.pass();
      expect(rig.state()).toEqual(rig.acted);
    });

    test("broken, it answers with its fault and stays as it was; mended, it works", async (rig) => {
      await rig.fail();
      expect(rig.act()).toMatchObject({ ok: false, fault: { part: rig.part } });
      await rig.pass();
      expect(rig.state()).toEqual(rig.safe);
      await rig.mend();
      expect(rig.act()).toEqual(DONE);
      await becomes(rig, rig.acted);
    });

    test("broken while it acts, halt says that it failed and does not throw", async (rig) => {
      rig.act();
      await becomes(rig, rig.acted);
      await rig.fail();
      expect(rig.actuator.halt()).toMatchObject({ ok: false, fault: { part: rig.part } });
    });
  });
}

export const becomes = <State>(rig: ActuatorRig<State>, wanted: State) =>
  until(
    rig,
    () => rig.state(),
    (state) => JSON.stringify(state) === JSON.stringify(wanted),
  );
