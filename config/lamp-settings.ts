import type { LampSettings, LuminaireSettings, NightSettings } from "../device/lamp/settings.ts";
import { calendarSettings, programs } from "./calendar-settings.ts";
import type { Section, SectionFor } from "./section.ts";

/** A lamp post's place is the device's own (`place:`), so it is not asked for twice; programs alone say the last two. */
type AskedNight = Omit<NightSettings, "latitudeDeg" | "longitudeDeg" | "dawnWindow" | "cellInWindowAlone">;
/** A calendar and its programs are written in other words than the machine has them. */
type Asked = Omit<LampSettings, "night" | "calendar"> & { readonly night: AskedNight };

const MINUTE = 60_000;
/** A gateway of TALQ need keep 10; twice that is our choice. */
const DEPRECIATION_MAX = 20;

const luminaireSettings = {
  powerFullW: { kind: "power", min: 1, max: 2_000, default: 30, meaning: "What it takes at full output." },
  powerLeastW: { kind: "power", min: 0, max: 2_000, default: 1, meaning: "What it takes at its least output." },
  leastPct: { kind: "share", min: 0, max: 50, default: 1, meaning: "The least output that it can give." },
  controllerW: {
    kind: "power",
    min: 0,
    max: 100,
    default: 3,
    meaning: "What this controller takes round the clock: no saving is told without it.",
  },
  virtualPct: {
    kind: "share",
    min: 10,
    max: 100,
    default: 100,
    meaning: "100 % asked is so much of what the lamp could give, for a lamp that is too strong for its place.",
  },
  constantLight: {
    kind: "choice",
    of: ["off", "driver", "controller"],
    default: "off",
    meaning: "Who makes up for the light that it loses as it ages. A driver that does it must not have it twice.",
  },
  maintenancePct: {
    kind: "share",
    min: 50,
    max: 100,
    default: 100,
    meaning: "Output right after a cleaning; it grows evenly to 100 % over maintenanceHours.",
  },
  maintenanceHours: { kind: "count", min: 0, max: 100_000, default: 0, meaning: "Hours lit between two cleanings." },
  depreciation: {
    kind: "list",
    of: {
      hours: { kind: "count", min: 0, max: 1_000_000, meaning: "After so many hours lit." },
      outputPct: { kind: "share", min: 10, max: 100, meaning: "The output that gives the light of 100 % asked." },
    },
    max: DEPRECIATION_MAX,
    example: "- { hours: 5000, output: 85 % }",
    meaning: "What constantLight: controller goes by: straight from each to the next, and the last holds on.",
  },
} satisfies SectionFor<LuminaireSettings>;

const neighbourSettings = {
  aheadHops: { kind: "count", min: 1, max: 8, default: 4, meaning: "So many posts ahead of someone are lit." },
  behindHops: { kind: "count", min: 0, max: 8, default: 3, meaning: "And so many behind." },
  nearHops: { kind: "count", min: 1, max: 8, default: 2, meaning: "Up to so many posts away the boost is whole." },
  farPct: { kind: "share", min: 0, max: 100, default: 60, meaning: "The level of those further away." },
} satisfies SectionFor<LampSettings["neighbours"]>;

/**
 * Sources: base and boost as in Stockholm, Gävle and Jönköping (20 to 50 %, back to it after one minute); hold range of
 * Fagerhult e-Sense Move (5 s to 20 min); ramps and the photocell's levels and delay as public lighting has them
 * (35 lx on, Hager's 60 s); the window is that of the Grid eXchange Fabric's light trigger. The floor is our choice.
 */
const ownSettings = {
  basePct: {
    kind: "share",
    min: 0,
    max: 100,
    default: 100,
    meaning: "The lamp's level at night when nobody is there, unless a calendar names a program for the night.",
  },
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
  entry: {
    kind: "switch",
    default: false,
    meaning: "The first post of a path: lit in full all night, so that nobody walks towards the dark.",
  },
  supply: {
    kind: "choice",
    of: ["always", "switched"],
    default: "always",
    meaning: "switched: its mains go with the street's lamps, so it is dead by day and starts at each dusk.",
  },
  luminaire: luminaireSettings,
  neighbours: neighbourSettings,
  night: {
    sunBelowDeg: {
      kind: "angle",
      min: -12,
      max: 5,
      default: -6,
      meaning: "It is night when the sun stands lower than this: -6 deg is civil dusk, -0.833 deg sunset.",
    },
    duskOffsetMs: {
      kind: "duration",
      min: -180 * MINUTE,
      max: 180 * MINUTE,
      default: 0,
      meaning: "The night begins so much after that, or before with a minus.",
    },
    dawnOffsetMs: {
      kind: "duration",
      min: -180 * MINUTE,
      max: 180 * MINUTE,
      default: 0,
      meaning: "And ends so much after the sun is up to it again.",
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

/** All keys below `lamp`. */
export const lampSettings = { ...ownSettings, calendar: calendarSettings, programs } satisfies Section;
