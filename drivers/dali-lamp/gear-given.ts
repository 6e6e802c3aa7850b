import { driverLevel, type DimmingCurve } from "../../device/measure/dimming-curve.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { percent } from "../../device/measure/units.ts";
import type { Given } from "../dali/luminaire.ts";
import type { settings } from "./settings.ts";

/** IEC 62386-207: how a gear numbers its curves. */
const CURVE_NUMBERS = { logarithmic: 0, linear: 1 } as const satisfies Partial<Record<DimmingCurve, number>>;

/** What a config asks of the gear, in the gear's own numbers. Without a fade: the ramp is the device's. */
export function gearGiven(settled: SettingsOf<typeof settings>, observes = false): Given {
  const { curve, powerOnPct, systemFailurePct } = settled;
  const address = settled.address as number | null;
  const level = (levelPct: number) => driverLevel(percent(levelPct), { curve, leastLevel: 1 });
  return {
    target: address ?? "all",
    observes,
    wish: {
      powerOnLevel: level(powerOnPct),
      systemFailureLevel: level(systemFailurePct),
      fade: 0,
      curve: CURVE_NUMBERS[curve],
    },
  };
}
