import type { Report, Values } from "../../measure/decision.ts";
import type { Reading } from "../../measure/reading.ts";
import { millis, minutes, seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { Celsius } from "../../measure/units.ts";
import { beamDoubted } from "../looking/beam.ts";
import { BUTTONS, type Buttons } from "../looking/buttons.ts";
import type { Felt } from "../level/felt.ts";
import type { Care } from "../collection/late.ts";
import type { Fill, FillLevel } from "../level/fill.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Remembered } from "../remembered.ts";
import type { Guards } from "../looking/guards.ts";
import type { Holds } from "../press/holds.ts";
import type { Watch } from "../looking/watch.ts";
import type { BinSettings } from "../settings.ts";
import type { Mode } from "../press/states.ts";
import { TIMERS } from "../press/timers.ts";

/** Alarms that stand, `stream` or `stream/key`; the city hears when one begins and when it is over. */
export type Alarms = readonly string[];
export type PressSide = {
  readonly mode: Mode;
  readonly guards: Guards;
  readonly buttons: Buttons;
  readonly memory: Remembered;
  readonly holds: Holds;
  readonly felt: Felt;
  readonly watch: Watch;
};
/** What stood before this cycle, and the level and settings of it. */
type Beside = {
  readonly was: Alarms;
  readonly level: FillLevel;
  readonly settings: BinSettings;
  readonly care: Care;
};

/** So long a press has to show that there is room left: a stroke with its warning and its look afterwards. Row 1: 60 s. */
const PRESS_SHOWS_MS = seconds(45);
/** A sensor that looks at another corner for a moment is nobody's journey. Our choice. */
const ODD_FOR_MS = minutes(10);

export function alarmsNow(
  fill: Fill,
  onFire: boolean,
  press: PressSide | null,
  beside: Beside,
  moments: Moments,
): Alarms {
  const common = [
    ...levelAlarms(fill, press, moments),
    ...(onFire ? ["fire"] : []),
    ...(beside.care.late ? ["bin-alarm/collectionLate"] : []),
    ...(beside.care.overflowSoon ? [OVERFLOW_SOON] : []),
  ];
  return press === null ? common : [...common, ...pressAlarms(press, moments), ...beamAlarm(press, beside, moments)];
}

export const OVERFLOW_SOON = "bin-alarm/overflowSoon";
/** Of the alarms, those that ask for a crew to empty it, and what it does about its energy by itself. */
const FOR_NO_ALERT: readonly string[] = [
  ...["bin-full", "bin-alarm/collectionLate", "bin-alarm/nearlyFull", "bin-alarm/critical", OVERFLOW_SOON],
  "bin-alarm/energySaving",
];

/** Something about the bin wants a person: an alarm stands, or a cause is latched, told already or not. */
export const wantsPerson = (alarms: Alarms, press: PressSide | null): boolean =>
  alarms.some((alarm) => !FOR_NO_ALERT.includes(alarm)) || (press !== null && press.memory.latch.length > 0);

/** A level that the press has shown to be false alarms nobody; that it is false does. */
function levelAlarms({ past, oddSince }: Fill, press: PressSide | null, moments: Moments): Alarms {
  const falseFull = press !== null && press.holds.falseFull > 0;
  const stands = (since: Instant | null, wait: Millis) =>
    since !== null && !falseFull && (press === null || moments.passed(since, wait));
  return [
    ...(stands(past.nearlyFull, NOW) ? ["bin-alarm/nearlyFull"] : []),
    ...(stands(past.critical, PRESS_SHOWS_MS) ? ["bin-alarm/critical"] : []),
    ...(stands(past.full, PRESS_SHOWS_MS) || press?.memory.full === true ? ["bin-full"] : []),
    ...(oddSince !== null && moments.passed(oddSince, ODD_FOR_MS) ? ["bin-alarm/levelSensor"] : []),
    ...(falseFull ? ["bin-alarm/falseFull"] : []),
    ...(press?.felt.bagInflated === true ? ["bin-alarm/bagInflated"] : []),
  ];
}
const NOW = millis(0);

function pressAlarms({ mode, guards, buttons, memory }: PressSide, moments: Moments): Alarms {
  const waits = (name: Mode["name"], wait: typeof TIMERS.hour) =>
    mode.name === name && moments.passed(mode.since, wait);
  return [
    ...(guards.doorOpen && waits("COLLECTION", TIMERS.doorOpen) ? ["bin-alarm/doorOpen"] : []),
    ...(waits("SELF_TEST", TIMERS.guardsOpen) ? ["bin-alarm/guardsOpen"] : []),
    ...(waits("WAIT_START", TIMERS.waiting) ? ["bin-alarm/waiting"] : []),
    ...(BUTTONS.some((name) => buttons[name].is === "stuck") ? ["bin-alarm/stuckButton"] : []),
    ...(waits("SERVICE", TIMERS.keyLeft) ? ["bin-alarm/keyAtService"] : []),
    ...(mode.name === "SERVICE" ? memory.latch.map((cause) => `lockout/${cause}`) : []),
    ...(mode.name === "LOCKOUT" ? mode.causes.map((cause) => `lockout/${cause}`) : []),
  ];
}

const BEAM = "bin-alarm/beamBlocked";

function beamAlarm({ watch }: PressSide, { was, level, settings }: Beside, moments: Moments): Alarms {
  const { press } = settings;
  if (press === null) return [];
  const { beamBlocked } = watch.since;
  return beamDoubted(was.includes(BEAM), beamBlocked, level, settings, press, moments) ? [BEAM] : [];
}

/** One event for each alarm that began or ended. */
export function alarmReports(
  was: Alarms,
  is: Alarms,
  level: FillLevel,
  temperature: Reading<Celsius>,
): readonly Report[] {
  const values = (alarm: string, active: boolean): Values => {
    const [stream, key] = alarm.split("/");
    if (stream === "lockout") return { cause: key ?? "", active };
    if (stream === "bin-alarm") return { alarm: key ?? "", active, ...aboutLevel(key, level) };
    if (stream === "fire") return { active, ...(temperature.ok ? { temperatureC: temperature.value } : {}) };
    return { active, ...fillOf(level) };
  };
  const event = (alarm: string, active: boolean): Report => ({
    kind: "event",
    stream: alarm.split("/")[0] ?? alarm,
    class: 0,
    values: values(alarm, active),
  });
  return [
    ...was.filter((alarm) => !is.includes(alarm)).map((alarm) => event(alarm, false)),
    ...is.filter((alarm) => !was.includes(alarm)).map((alarm) => event(alarm, true)),
  ];
}

const ABOUT_LEVEL: readonly string[] = ["nearlyFull", "critical"];
const fillOf = (level: FillLevel): Values => (level.quality === "valid" ? { fillPct: Math.round(level.fillPct) } : {});
const aboutLevel = (alarm: string | undefined, level: FillLevel): Values =>
  alarm !== undefined && ABOUT_LEVEL.includes(alarm) ? fillOf(level) : {};
