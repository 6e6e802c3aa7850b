import type { Decision, Inputs, Report, Request } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import { Moments } from "../measure/moments.ts";
import type { Instant } from "../measure/time.ts";
import { initialAlarms, nextAlarms, type Alarms, type Wrongs } from "./told/alarms.ts";
import { guardLevel } from "./guard.ts";
import { levelBy, type Level } from "./level.ts";
import { nextCalls, NOT_CALLED, type Calls } from "./people/calls.ts";
import { neighbourLevel, nextNeighbours, NOBODY_ALONG, type Neighbourhood } from "./people/neighbours.ts";
import { NOBODY, nextPresence, someoneNear, type Presence } from "./people/motion.ts";
import { INITIAL_NIGHT, nextNight, type NightWatch } from "./night/night.ts";
import { nextRamp, rampLevel, type Ramp } from "./light/ramp.ts";
import type { LampOutputs, LampReadings } from "./readings.ts";
import { initialTold, nextTold, type Told } from "./told/reports.ts";
import type { LampSettings } from "./settings.ts";
import { whyChanged } from "./told/why.ts";

/** All that a lamp post knows from one cycle to the next. */
export type LampState = {
  readonly night: NightWatch;
  readonly presence: Presence;
  readonly calls: Calls;
  readonly along: Neighbourhood;
  /** The rule in force and the level it gives; the lamp may still be on its way there. */
  readonly level: Level;
  readonly ramp: Ramp;
  readonly outputs: LampOutputs;
  readonly told: Told;
  readonly alarms: Alarms;
};

/** A lamp post: dark by day, at base when nobody is there, at boost when someone is, and lit when it is unsure. */
export function lampMachine(settings: LampSettings): Machine<LampState, null, LampReadings, LampOutputs> {
  return {
    safeOutputs: { levelPct: settings.safePct },
    initial: (now) => initialLamp(settings, now),
    decide: (state, inputs, now) => decideLamp(state, inputs, settings, now),
    initialGuard: () => null,
    guard: (_guard, _inputs, wanted) => guardLevel(wanted),
  };
}

export function initialLamp({ safePct }: LampSettings, now: Instant): LampState {
  return {
    night: INITIAL_NIGHT,
    presence: NOBODY,
    calls: NOT_CALLED,
    along: NOBODY_ALONG,
    level: { reason: "safe", levelPct: safePct },
    ramp: { fromPct: safePct, toPct: safePct, startedAt: now },
    outputs: { levelPct: safePct },
    told: initialTold(safePct, now),
    alarms: initialAlarms(now),
  };
}

/** One cycle. Pure; the same state comes back when nothing changed and no announced moment passed. */
export function decideLamp(
  was: LampState,
  { readings, requests, heard }: Inputs<LampReadings>,
  settings: LampSettings,
  now: Instant,
): Decision<LampState, LampOutputs> {
  const moments = new Moments(now);
  const { watch, now: night } = nextNight(was.night, readings, settings.night, moments);
  const presence = nextPresence(was.presence, readings.motion, settings, moments);
  const near = someoneNear(presence, settings, moments);
  const seenNow = presence.here || presence.lastAt !== was.presence.lastAt;
  const { calls, call } = nextCalls(was.calls, seenNow, moments);
  const began = seenNow && !was.presence.here;
  const along = nextNeighbours(was.along, heard, began, settings, moments);
  const neighboursPct = neighbourLevel(along, settings, moments);
  const clockOk = night.sun !== null;
  const won = levelBy(
    { night: night.night, clockOk, pirOk: readings.motion.ok, someoneNear: near, neighboursPct },
    settings,
  );
  const isSame = won.reason === was.level.reason && won.levelPct === was.level.levelPct;
  const level = isSame ? was.level : won;
  const fromPct = was.outputs.levelPct;
  const ramp = nextRamp(was.ramp, fromPct, level.levelPct, now);
  const levelPct = rampLevel(ramp, settings, moments);
  const outputs = levelPct === fromPct ? was.outputs : { levelPct };
  const { told, reports } = nextTold(was.told, levelPct, readings, moments);
  const { alarms, reports: events } = nextAlarms(was.alarms, wrongsOf(level, clockOk, watch), moments);
  const change = { was: was.level, is: level, fromPct, night, someoneNear: near };
  return {
    state: kept(was, { night: watch, presence, calls, along, level, ramp, outputs, told, alarms }),
    outputs,
    why: level === was.level ? [] : [whyChanged(change, readings, settings, now)],
    reports: [...requests.map(refused), ...events, ...reports],
    ...(call === null ? {} : { calls: [call] }),
    memory: null,
    wakeAt: moments.next,
  };
}

function wrongsOf({ reason }: Level, clockOk: boolean, { doubt }: NightWatch): Wrongs {
  return {
    clockLost: clockOk ? null : "lost",
    safeLight: reason === "safe" || reason === "pirFault" ? reason : null,
    stuckCell: doubt.stuck,
  };
}

function kept(was: LampState, is: LampState): LampState {
  const same =
    was.night === is.night &&
    was.presence === is.presence &&
    was.calls === is.calls &&
    was.along === is.along &&
    was.level === is.level &&
    was.ramp === is.ramp &&
    was.outputs === is.outputs &&
    was.told === is.told &&
    was.alarms === is.alarms;
  return same ? was : is;
}

const refused = ({ id, verb }: Request): Report => ({
  kind: "answer",
  stream: verb,
  class: 0,
  values: { id, code: 404, phase: "done", result: "this lamp post takes no requests yet" },
});
