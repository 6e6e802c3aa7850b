import { describe, expect, it } from "vitest";
import type { LampState } from "../../device/lamp/machine.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { DECIDING, example } from "./example.ts";

const stateOf = ({ device }: SimulatedDevice): LampState => device.control.mind.machine as LampState;
/** What each change rests on, whatever it was. */
const RESTS_ON = ["fromPct", "levelPct", "night", "sun", "elevationDeg", "cell", "daylightLux", "clock", "motion"];

/** A day and a night, with a look after every cycle. */
async function aNight(seed: number, faults: boolean, look: (run: SimulatedDevice) => void): Promise<void> {
  const words = { days: 1, seed, from: "2026-11-25", faults, cycle: false };
  const run = new SimulatedDevice(await example("lamp-post.yaml"), words, DECIDING);
  const { device } = run;
  const step = device.step.bind(device);
  device.step = (now) => {
    const stepped = step(now);
    look(run);
    return stepped;
  };
  run.runTo(instant(hours(24)));
}

describe.each([
  ["an ordinary night", 7, false],
  ["a night of faults", 3, true],
])("row 1, in %s", (_name, seed, faults) => {
  it("every change of the level has its reason and what it rests on", async () => {
    const reasons = new Set<string>();
    let [level, levelPct, changes, moves] = [null as LampState["level"] | null, Number.NaN, 0, 0];
    await aNight(seed, faults, (run) => {
      const { level: is, outputs } = stateOf(run);
      const last = run.device.control.why.at(-1);
      if (level !== null && is !== level) {
        changes += 1;
        reasons.add(is.reason);
        expect(last).toMatchObject({ reason: is.reason, because: { levelPct: is.levelPct } });
        expect(Object.keys(last?.because ?? {})).toEqual(expect.arrayContaining(RESTS_ON));
        expect(last?.text).toMatch(/\S {2}\S/);
      }
      if (outputs.levelPct !== levelPct) {
        moves += 1;
        if (level !== null) expect(is.levelPct).toBe(last?.because["levelPct"]);
      }
      [level, levelPct] = [is, outputs.levelPct];
    });
    expect(changes).toBeGreaterThan(20);
    expect(moves).toBeGreaterThan(changes);
    expect([...reasons]).toEqual(expect.arrayContaining(["day", "motion"]));
  });
});
