import type { LampSettings, NightSettings } from "../device/lamp/settings.ts";
import type { SectionFor } from "./section.ts";

/** A lamp post's place is the device's own (`place:`), so it is not asked for twice. */
type AskedNight = Omit<NightSettings, "latitudeDeg" | "longitudeDeg">;
type Asked = Omit<LampSettings, "night"> & { readonly night: AskedNight };

const MINUTE = 60_000;

/**
 * Sources: base and boost as in Stockholm, Gävle and Jönköping (20 to 50 %, back to it after one minute); hold range of
 * Fagerhult e-Sense Move (5 s to 20 min); ramps and the photocell's levels and delay as public lighting has them
 * (35 lx on, Hager's 60 s); the window is that of the Grid eXchange Fabric's light trigger. The floor is our choice.
 */
export const lampSettings = {
  basePct: { kind: "share", min: 0, max: 100, default: 30, meaning: "The lamp's level at night when nobody is there." },
  boostPct: { kind: "share", min: 0, max: 100, default: 100, meaning: "Its level when someone is there." },
  floorPct: { kind: "share", min: 0, max: 100, default: 10, meaning: "The least at night, whatever else is asked." },
  safePct: {
    kind: "share",
    min: 50,
    max: 100,
    default: 100,
    meaning: "Its level when the post is unsure: no clock, no working motion sensor, nothing decided yet.",
  },
  holdMs: {
    kind: "duration",
    min: 5_000,
    max: 20 * MINUTE,
    default: 60_000,
    meaning: "How long it stays bright, counted from the last movement.",
  },
  minActiveMs: {
    kind: "duration",
    min: 0,
    max: 1_000,
    default: 100,
    meaning: "A pulse of the motion sensor shorter than this is no one.",
  },
  rampUpMs: { kind: "duration", min: 0, max: 10_000, default: 1_000, meaning: "From dark to full; 0 s is at once." },
  rampDownMs: { kind: "duration", min: 0, max: 90_000, default: 8_000, meaning: "From full to dark; 0 s is at once." },
  night: {
    sunBelowDeg: {
      kind: "angle",
      min: -12,
      max: 5,
      default: -6,
      meaning: "It is night when the sun stands lower than this: -6 deg is civil dusk, -0.833 deg sunset.",
    },
    windowBeforeMs: {
      kind: "duration",
      min: 0,
      max: 180 * MINUTE,
      default: 30 * MINUTE,
      meaning: "The photocell may decide from so long before the sun does.",
    },
    windowAfterMs: {
      kind: "duration",
      min: 0,
      max: 180 * MINUTE,
      default: 30 * MINUTE,
      meaning: "And until so long after; then it is night whatever the photocell says.",
    },
    cellOnLux: { kind: "light", min: 1, max: 200, default: 35, meaning: "Darker than this, the photocell says dark." },
    cellOffLux: { kind: "light", min: 1, max: 400, default: 55, meaning: "Brighter than this, it says bright." },
    cellDelayMs: {
      kind: "duration",
      min: 0,
      max: 10 * MINUTE,
      default: MINUTE,
      meaning: "It must say so for this long: a car's headlights are no morning.",
    },
  },
} satisfies SectionFor<Asked>;
