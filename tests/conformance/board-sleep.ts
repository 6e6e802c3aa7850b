import { describe, expect, it } from "vitest";
import { SLEEP_AFTER_MS, SLEEP_LEAST_MS, SLEEP_MOST_MS, type BoardSleep } from "../../device/hal/board-sleep.ts";
import { DONE } from "../../device/measure/fault.ts";
import { after, millis, type Instant } from "../../device/measure/time.ts";
import { actuatorConformance } from "./actuator.ts";
import { on, type MakeRig, type Rig } from "./rig.ts";

export type BoardSleepRig = Rig & {
  readonly part: string;
  readonly sleep: BoardSleep;
  /** Whether the board has power at a moment that is still to come; null: on real hardware nobody can wait for it. */
  powered: ((at: Instant) => boolean) | null;
  fail(): void | Promise<void>;
  mend(): void | Promise<void>;
};

/** The contract of `device/hal/board-sleep.ts`. */
export function boardSleepConformance(name: string, make: MakeRig<BoardSleepRig>): void {
  actuatorConformance<number | null>(name, async () => {
    const rig = await make();
    const order = () => {
      const reading = rig.sleep.read(rig.now());
      return reading.ok ? (reading.value?.forMs ?? null) : null;
    };
    return {
      ...rig,
      actuator: rig.sleep,
      safe: null,
      acted: SLEEP_LEAST_MS,
      act: () => rig.sleep.sleepFor(SLEEP_LEAST_MS, rig.now()),
      state: order,
    };
  });

  describe(`${name} keeps the contract of a board that sleeps`, () => {
    const test = (says: string, body: (rig: BoardSleepRig) => void) => it(says, on(make, body));
    const ordered = (rig: BoardSleepRig) => {
      const reading = rig.sleep.read(rig.now());
      return reading.ok ? reading.value : reading.fault;
    };

    test("cuts after the shutdown, not at once, and another order takes its place", (rig) => {
      const cutAt = after(rig.now(), SLEEP_AFTER_MS);
      expect(rig.sleep.sleepFor(SLEEP_LEAST_MS, rig.now())).toEqual(DONE);
      expect(ordered(rig)).toEqual({ cutAt, forMs: SLEEP_LEAST_MS });
      expect(rig.sleep.sleepFor(SLEEP_MOST_MS, rig.now())).toEqual(DONE);
      expect(ordered(rig)).toEqual({ cutAt, forMs: SLEEP_MOST_MS });
    });

    test("refuses a sleep that is too short or too long, and keeps what was ordered", (rig) => {
      rig.sleep.sleepFor(SLEEP_LEAST_MS, rig.now());
      const before = ordered(rig);
      for (const forMs of [0, -1, SLEEP_LEAST_MS - 1, SLEEP_MOST_MS + 1]) {
        expect(rig.sleep.sleepFor(millis(forMs), rig.now())).toMatchObject({
          ok: false,
          fault: { part: rig.part, cause: "out-of-range" },
        });
      }
      expect(ordered(rig)).toEqual(before);
    });

    test("gives the power back when the sleep is over, with nothing ordered", (rig) => {
      if (rig.powered === null) return;
      const cutAt = after(rig.now(), SLEEP_AFTER_MS);
      rig.sleep.sleepFor(SLEEP_LEAST_MS, rig.now());
      const wakesAt = after(cutAt, SLEEP_LEAST_MS);
      const seen = [cutAt - 1, cutAt, wakesAt - 1, wakesAt].map((at) => rig.powered?.(at as Instant));
      expect(seen).toEqual([true, false, false, true]);
      expect(ordered(rig)).toBe(null);
    });

    test("halted before the cut, it leaves the board on", (rig) => {
      rig.sleep.sleepFor(SLEEP_LEAST_MS, rig.now());
      rig.sleep.halt();
      if (rig.powered !== null) expect(rig.powered(after(rig.now(), SLEEP_AFTER_MS))).toBe(true);
      expect(ordered(rig)).toBe(null);
    });
  });
}
