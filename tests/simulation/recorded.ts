import { inject, type InjectedFault } from "../../hal-mocks/faults.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { after, hours, instant, minutes, seconds } from "../../device/measure/time.ts";
import { DECIDING, example } from "./example.ts";

/** Faults at a rate that no street has: one begins every 50 s, each lasting 40 s. */
export const LAMP_FAULTS: readonly InjectedFault[] = [
  { what: "part", role: "motion", says: "no-answer" },
  { what: "part", role: "daylight", says: "disconnected" },
  { what: "clock", trouble: { kind: "lost" } },
  { what: "part", role: "lamp", says: "no-answer" },
  { what: "clock", trouble: { kind: "step", byMs: -3_600_000 } },
];
export const BIN_FAULTS: readonly InjectedFault[] = [
  { what: "part", role: "level", says: "corrupt" },
  { what: "contact", contact: "doorA", active: false },
  { what: "press", faults: { jamDownMm: 40 } },
  { what: "contact", contact: "eStop", active: true },
  { what: "clock", trouble: { kind: "lost" } },
];

/** The flight record of ten minutes under faults, by night for a lamp post, with people and litter poked in. */
export async function recorded(
  file: string,
  faults: readonly InjectedFault[],
): Promise<{ readonly device: string; readonly text: string }> {
  const words = { days: 1, seed: 7, from: "2026-11-25", faults: false, cycle: false };
  const simulated = new SimulatedDevice(await example(file), words, DECIDING);
  const { device } = simulated.device.config;
  const begin = instant(hours(8));
  const plan = Array.from({ length: 12 }, (_, i) => {
    const at = after(begin, seconds(50 * i));
    const fault = faults[i % faults.length];
    return fault === undefined ? [] : [{ at, until: after(at, seconds(40)), device, fault }];
  });
  inject(simulated.world, plan.flat());
  for (let i = 0; i < 20; i++) {
    simulated.world.plan(after(begin, seconds(30 * i)), () => {
      simulated.world.walkSomeonePast();
      simulated.world.throwLitter(device);
    });
  }
  simulated.runTo(after(begin, minutes(10)));
  return { device, text: `${[...simulated.device.recordLines()].join("\n")}\n` };
}
