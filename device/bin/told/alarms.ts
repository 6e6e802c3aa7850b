import type { Report, Values } from "../../measure/decision.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Celsius } from "../../measure/units.ts";
import { BUTTONS, type Buttons } from "../looking/buttons.ts";
import type { Care } from "../collection/late.ts";
import type { Fill, FillLevel } from "../level/fill.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Remembered } from "../remembered.ts";
import type { Guards } from "../looking/guards.ts";
import type { Mode } from "../press/states.ts";
import { TIMERS } from "../press/timers.ts";

/** Alarms that stand, `stream` or `stream/key`; the city hears when one begins and when it is over. */
export type Alarms = readonly string[];
export type PressSide = {
  readonly mode: Mode;
  readonly guards: Guards;
  readonly buttons: Buttons;
  readonly memory: Remembered;
};

export function alarmsNow(
  fill: Fill,
  burning: boolean,
  press: PressSide | null,
  { late, overflowSoon }: Care,
  moments: Moments,
): Alarms {
  const common = [
    ...(fill.full || press?.memory.full === true ? ["bin-full"] : []),
    ...(burning ? ["fire"] : []),
    ...(late ? ["bin-alarm/collectionLate"] : []),
    ...(overflowSoon ? [OVERFLOW_SOON] : []),
  ];
  return press === null ? common : [...common, ...pressAlarms(press, moments)];
}

/** Of the alarms, those that ask for nobody but a crew. */
export const OVERFLOW_SOON = "bin-alarm/overflowSoon";
const FOR_CREW: readonly string[] = ["bin-full", "bin-alarm/collectionLate", OVERFLOW_SOON];

/** Something about the bin wants a person: an alarm stands, or a cause is latched, told already or not. */
export const wantsPerson = (alarms: Alarms, press: PressSide | null): boolean =>
  alarms.some((alarm) => !FOR_CREW.includes(alarm)) || (press !== null && press.memory.latch.length > 0);

function pressAlarms({ mode, guards, buttons }: PressSide, moments: Moments): Alarms {
  const waits = (name: Mode["name"], wait: typeof TIMERS.hour) =>
    mode.name === name && moments.passed(mode.since, wait);
  return [
    ...(guards.doorOpen && waits("COLLECTION", TIMERS.doorOpen) ? ["bin-alarm/doorOpen"] : []),
    ...(waits("SELF_TEST", TIMERS.guardsOpen) ? ["bin-alarm/guardsOpen"] : []),
    ...(waits("WAIT_START", TIMERS.waiting) ? ["bin-alarm/waiting"] : []),
    ...(BUTTONS.some((name) => buttons[name].is === "stuck") ? ["bin-alarm/stuckButton"] : []),
    ...(mode.name === "LOCKOUT" ? mode.causes.map((cause) => `lockout/${cause}`) : []),
  ];
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
    if (stream === "bin-alarm") return { alarm: key ?? "", active };
    if (stream === "fire") return { active, ...(temperature.ok ? { temperatureC: temperature.value } : {}) };
    return { active, ...(level.quality === "valid" ? { fillPct: Math.round(level.fillPct) } : {}) };
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
