import { hours, millis } from "../../measure/time.ts";
import type { ActivePeriod } from "../program-settings.ts";
import type { NightSettings } from "../settings.ts";
import { SUNSET_DEG } from "./sun-events.ts";

/**
 * The photocell alone decides. The longest window that may be set: a cell that is bright so long after the sun's dusk, or
 * dark so long before it, is broken, and in the depth of the night a broken one must not keep the street dark.
 */
const SENSOR_WINDOW_MS = hours(3);
const NO_WINDOW = { beforeMs: millis(0), afterMs: millis(0) };

/** What a night is under a program: the post's own, or as its active period says. */
export function nightUnder(period: ActivePeriod, own: NightSettings): NightSettings {
  switch (period.type) {
    case "Night":
    case "Absolute":
      return own;
    case "AstroClock":
      return { ...own, ...offsets(period), ...window(0, 0), dawnWindow: NO_WINDOW };
    case "Sensor":
      return { ...own, ...lights(period), ...window(SENSOR_WINDOW_MS, SENSOR_WINDOW_MS) };
    case "AstroAndSensor": {
      const dawnWindow = { beforeMs: period.beforeSunriseMs, afterMs: millis(0) };
      const duskWindow = window(period.beforeSunsetMs, 0);
      return { ...own, ...lights(period), ...offsets(period), ...duskWindow, dawnWindow, cellInWindowAlone: true };
    }
  }
}

type Astro = Extract<ActivePeriod, { type: "AstroClock" | "AstroAndSensor" }>;
type Photocell = Extract<ActivePeriod, { type: "Sensor" | "AstroAndSensor" }>;

const offsets = ({ sunsetOffsetMs, sunriseOffsetMs }: Astro) => ({
  sunBelowDeg: SUNSET_DEG,
  duskOffsetMs: sunsetOffsetMs,
  dawnOffsetMs: sunriseOffsetMs,
});
const lights = ({ onLux, offLux }: Photocell) => ({ cellOnLux: onLux, cellOffLux: offLux });
const window = (before: number, after: number) => ({ windowBeforeMs: millis(before), windowAfterMs: millis(after) });
