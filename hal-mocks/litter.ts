import { instant, type Instant } from "../device/measure/time.ts";
import { between, chance } from "./random.ts";

/** One throw-in: when, and how high the loose litter stands for it. */
export type Throw = { readonly at: Instant; readonly looseMm: number };

/** Throw-ins an hour by hour of the local day at a busy square. Our choice: about 60 a day. */
const THROWS = [0.5, 0.3, 0.2, 0.1, 0.1, 0.3, 1, 2, 3, 3, 3, 4, 6, 5, 4, 4, 4, 4, 4, 3, 3, 2, 2, 1];
const HOUR = 3_600_000;

export function litterInHour(
  seed: number,
  bin: string,
  hour: number,
  localHour: number,
  hourStart: number,
  busy = 1,
): readonly Throw[] {
  const mean = busy * (THROWS[localHour % 24] ?? 0);
  const throws: Throw[] = [];
  let at = hourStart;
  for (let i = 0; i < 100; i++) {
    at += (-Math.log(1 - chance(seed, `throw ${bin}`, hour * 128 + i)) * HOUR) / mean;
    if (at >= hourStart + HOUR) break;
    throws.push({ at: instant(Math.round(at)), looseMm: between(10, 60, chance(seed, `size ${bin}`, hour * 128 + i)) });
  }
  return throws;
}
