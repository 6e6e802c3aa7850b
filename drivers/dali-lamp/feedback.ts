import type { LampFeedback } from "../../device/measure/samples.ts";
import { wattHours, watts, type Percent } from "../../device/measure/units.ts";
import type { Luminaire } from "../dali/luminaire.ts";
import { wordOf } from "../dali/own-word.ts";

/**
 * What a gear that answers does, and what it tells of itself. Its counts come once it is known who it is, or that it does
 * not say so: of another gear they mean something else.
 */
export function feedbackOf({ own, lampFailed }: Luminaire, levelPct: Percent): LampFeedback {
  const { id, energy, gear, source, due } = own;
  const power = energy?.power ?? null;
  const is = {
    levelPct,
    powerW: power === null ? null : watts(power),
    driverSays: lampFailed ? "lampFailed" : wordOf(own),
  } as const;
  if (due.identity.at !== null) return is;
  return {
    ...is,
    ...(id === null ? {} : { driverId: id }),
    ...(energy === null || energy.energy === null ? {} : { ownWh: wattHours(energy.energy) }),
    ...(source === null || source.litS === null ? {} : { ownLitS: source.litS }),
    ...(gear === null || gear.onTimeS === null ? {} : { ownOnS: gear.onTimeS }),
  };
}
