import type { Report, Values } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Motion } from "../../measure/samples.ts";
import { seconds, type Instant } from "../../measure/time.ts";
import type { Known, Level } from "../level.ts";
import type { NightWatch } from "../night/night.ts";
import type { PirDoubt } from "../people/pir-judge.ts";

/** One alarm: what there is to say and since when, and what the city was told. null: nothing is wrong. */
type Alarm = { readonly says: string | null; readonly since: Instant; readonly told: string | null };
export type Alarms = {
  readonly clockLost: Alarm;
  readonly safeLight: Alarm;
  readonly stuckCell: Alarm;
  readonly motionDoubt: Alarm;
};
/** What is wrong now, in a word each. */
export type Wrongs = { readonly [Name in keyof Alarms]: string | null };

/** Our choice: a start takes less, and so is no alarm. */
export const SETTLE_MS = seconds(10);

export function initialAlarms(now: Instant): Alarms {
  const quiet: Alarm = { says: null, since: now, told: null };
  return { clockLost: quiet, safeLight: quiet, stuckCell: quiet, motionDoubt: quiet };
}

/** Only what the city must send someone for, or hear of: a motion sensor that warms up after a start is neither. */
export function wrongsOf(
  { reason }: Level,
  { clockOk }: Known,
  motion: Reading<Motion>,
  motionDoubt: PirDoubt | null,
  { doubt }: NightWatch,
): Wrongs {
  const warmsUp = !motion.ok && motion.fault.cause === "starting";
  return {
    clockLost: clockOk ? null : "lost",
    safeLight: reason === "safe" || (reason === "pirFault" && !warmsUp) ? reason : null,
    stuckCell: doubt.stuck,
    motionDoubt,
  };
}

/** An alarm begins, changes or ends when it has been so for {@link SETTLE_MS}. */
export function nextAlarms(
  was: Alarms,
  wrongs: Wrongs,
  moments: Moments,
): { readonly alarms: Alarms; readonly reports: readonly Report[] } {
  const is: Alarms = {
    clockLost: nextAlarm(was.clockLost, wrongs.clockLost, moments),
    safeLight: nextAlarm(was.safeLight, wrongs.safeLight, moments),
    stuckCell: nextAlarm(was.stuckCell, wrongs.stuckCell, moments),
    motionDoubt: nextAlarm(was.motionDoubt, wrongs.motionDoubt, moments),
  };
  const same =
    is.clockLost === was.clockLost &&
    is.safeLight === was.safeLight &&
    is.stuckCell === was.stuckCell &&
    is.motionDoubt === was.motionDoubt;
  if (same) return { alarms: was, reports: [] };
  const reason = is.safeLight.told ?? was.safeLight.told;
  const cause = is.motionDoubt.told ?? was.motionDoubt.told;
  const reports = [
    ...report("clock-lost", was.clockLost, is.clockLost, {}),
    ...report("safe-light", was.safeLight, is.safeLight, { reason }),
    ...report("stuck-cell", was.stuckCell, is.stuckCell, {}),
    ...report("motion-doubt", was.motionDoubt, is.motionDoubt, { cause }),
  ];
  return { alarms: is, reports };
}

function nextAlarm(was: Alarm, says: string | null, moments: Moments): Alarm {
  const alarm = was.says === says ? was : { ...was, says, since: moments.now };
  return says !== alarm.told && moments.passed(alarm.since, SETTLE_MS) ? { ...alarm, told: says } : alarm;
}

function report(stream: string, was: Alarm, is: Alarm, values: Values): readonly Report[] {
  if (was.told === is.told) return [];
  return [{ kind: "event", stream, class: 0, values: { active: is.told !== null, ...values } }];
}
