import type { Guarded } from "../measure/machine.ts";
import { percent } from "../measure/units.ts";
import type { LampOutputs } from "./readings.ts";

/** A lamp that cannot be told a level is told to light: a dark street is the worse fault. */
const LIT: LampOutputs = { levelPct: percent(100) };

/** L1: a level is a number from 0 to 100. Whatever else was wanted, the lamp is lit in full. */
export function guardLevel(wanted: LampOutputs): Guarded<null, LampOutputs> {
  const { levelPct } = wanted;
  if (levelPct >= 0 && levelPct <= 100) return { state: null, outputs: wanted, violations: [], wakeAt: null };
  const text = `a level of ${levelPct} % was wanted`;
  return { state: null, outputs: LIT, violations: [{ invariant: "L1", text }], wakeAt: null };
}
