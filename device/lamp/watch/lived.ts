import type { Moments } from "../../measure/moments.ts";
import type { WallClock } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import { promisedPct } from "../grounds.ts";
import type { Level } from "../level.ts";
import type { Light } from "../light/light.ts";
import { nightNumber, type NightNow } from "../night/night.ts";
import type { People } from "../people/people.ts";
import type { Rule } from "../program/rule.ts";
import type { Tonight } from "../program/tonight.ts";
import type { LampReadings } from "../readings.ts";
import type { LampSettings } from "../settings.ts";
import type { At, Lived } from "../told/indicators.ts";
import type { LampFeedback } from "../../measure/samples.ts";
import type { OwnCounts } from "./counters.ts";
import type { Watched } from "./electrical.ts";
import type { Taken } from "./meter.ts";

/** What the lamp does now, as it is metered, judged and counted. */
export type Doing = {
  readonly level: Level;
  readonly light: Light;
  readonly rule: Rule;
  readonly tonight: Tonight | null;
  readonly night: NightNow;
  readonly readings: LampReadings;
  readonly people: People;
  readonly givenPct: Percent;
  readonly observes: boolean;
};

export function livedNow(
  { level, light, rule, tonight, night, readings, people, givenPct, observes }: Doing,
  clock: WallClock | null,
  settings: LampSettings,
  moments: Moments,
): { readonly taken: Taken; readonly watched: Watched; readonly lived: Omit<Lived, "failures"> } {
  const { lamp, motion } = readings;
  const powerW = lamp.ok ? lamp.value.powerW : null;
  const isNight = night.night !== "no";
  const driverSays = lamp.ok ? (lamp.value.driverSays ?? null) : null;
  const isOverridden = level.reason === "override" || level.reason === "commissioning";
  const taken = { levelPct: givenPct, measuredW: powerW, isNight };
  return {
    taken: lamp.ok ? { ...taken, own: ownCounts(lamp.value) } : taken,
    // A lamp that follows someone else is as if nothing measured it: its power says nothing of what was decided.
    watched: {
      askedPct: givenPct,
      powerW: observes ? null : powerW,
      driverSays: observes ? null : driverSays,
      isDay: !isNight,
      isOverridden,
    },
    lived: {
      dayNumber: clock === null ? null : dayNumber(tonight, clock, settings, moments),
      at: atOf(level),
      isNight,
      isSomeoneHere: people.presence.here,
      movements: motion.ok ? people.presence.visits : null,
      levelPct: light.levelPct,
      promisedPct: promisedPct(rule, settings),
    },
  };
}

const ownCounts = ({ driverId, ownWh, ownLitS, ownOnS }: LampFeedback): OwnCounts => ({
  driverId: driverId ?? null,
  energyWh: ownWh ?? null,
  litS: ownLitS ?? null,
  onS: ownOnS ?? null,
});

/** By the calendar's zone; without a calendar there is none, and noon is the sun's. */
function dayNumber(tonight: Tonight | null, clock: WallClock, settings: LampSettings, moments: Moments): number {
  return tonight?.day ?? nightNumber(clock, settings.night, moments);
}

function atOf({ reason }: Level): At {
  switch (reason) {
    case "base":
    case "program":
    case "floor":
      return "base";
    case "motion":
    case "neighbour":
      return "boost";
    case "safe":
    case "pirFault":
      return "safe";
    case "day":
    case "override":
      return reason;
    case "commissioning":
    case "entry":
      return "other";
  }
}
