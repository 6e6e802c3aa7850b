import type { Decision, Inputs, Report } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import { Moments } from "../measure/moments.ts";
import type { NeighbourCall } from "../measure/neighbour.ts";
import type { Instant, WallClock } from "../measure/time.ts";
import { nextAsked, NOTHING_ASKED, type Asked } from "./asked/asked.ts";
import { overrideTold } from "./asked/override.ts";
import { guardLevel } from "./guard.ts";
import { knownOf, type Grounds } from "./grounds.ts";
import { levelBy, type Level } from "./level.ts";
import { initialLight, nextLight, type Light } from "./light/light.ts";
import { initialMemory, memoryToStore, readMemory, remembering, type Remembering } from "./memory.ts";
import { INITIAL_NIGHT, nextNight, nightNumber, trustedClock, type NightNow, type NightWatch } from "./night/night.ts";
import { nextPeople, NOBODY_KNOWN, withNights, type People } from "./people/people.ts";
import { ruleNow, tonightBy } from "./program/rule.ts";
import type { Tonight } from "./program/tonight.ts";
import type { LampOutputs, LampReadings } from "./readings.ts";
import { rememberedNow } from "./remembered-now.ts";
import type { LampSettings } from "./settings.ts";
import { lampStanding, type LampStanding } from "./shown.ts";
import { initialAlarms, nextAlarms, wrongsOf, type Alarms } from "./told/alarms.ts";
import { initialTold, nextTold, type Told } from "./told/reports.ts";
import { whyChanged } from "./told/why.ts";
import { livedNow } from "./watch/lived.ts";
import { initialWatch, nextWatch, resumedWatch, type Watch } from "./watch/watch.ts";
import { wholeHours } from "./watch/meter.ts";

/** All that a lamp post knows from one cycle to the next. */
export type LampState = {
  readonly memory: Remembering;
  readonly tonight: Tonight | null;
  readonly night: NightWatch;
  readonly asked: Asked;
  readonly people: People;
  /** The rule in force and the level it gives; the lamp may still be on its way there. */
  readonly level: Level;
  readonly light: Light;
  readonly outputs: LampOutputs;
  readonly watch: Watch;
  readonly told: Told;
  readonly alarms: Alarms;
};

/**
 * A lamp post: dark by day, at its program when nobody is there, brighter when someone is, and lit when it is unsure.
 * `observes`: what is decided is not written, and the lamp follows someone else.
 */
export function lampMachine(
  settings: LampSettings,
  observes = false,
): Machine<LampState, null, LampReadings, LampOutputs> {
  return {
    safeOutputs: { levelPct: settings.safePct },
    initial: (now) => initialLamp(settings, now),
    decide: (state, inputs, now) => decideLamp(state, inputs, { settings, observes }, now),
    standing: (state, readings, now): LampStanding => lampStanding(state, settings, trustedClock(readings.clock), now),
    forCity: ({ asked: { override } }, now) => ({ override: override === null ? null : overrideTold(override, now) }),
    moving: ({ light }) =>
      light.levelPct === light.ramp.toPct ? null : `the lamp, on its way to ${light.ramp.toPct} %`,
    adopt: adoptedLamp,
    initialGuard: () => null,
    guard: (_guard, _inputs, wanted) => guardLevel(wanted),
  };
}

export function initialLamp({ safePct }: LampSettings, now: Instant): LampState {
  return {
    memory: initialMemory(now),
    tonight: null,
    night: INITIAL_NIGHT,
    asked: NOTHING_ASKED,
    people: NOBODY_KNOWN,
    level: { reason: "safe", levelPct: safePct },
    light: initialLight(safePct, now),
    outputs: { levelPct: safePct },
    watch: initialWatch(now),
    told: initialTold(safePct, now),
    alarms: initialAlarms(now),
  };
}

/** The calendar is read anew, and the light goes on from where it is: a ramp's pace may be another one now. */
function adoptedLamp(was: LampState, now: Instant): LampState {
  const { levelPct, ramp } = was.light;
  return { ...was, tonight: null, light: { levelPct, ramp: { ...ramp, fromPct: levelPct, startedAt: now } } };
}

/** One cycle. Pure; the same state comes back when nothing changed and no announced moment passed. */
export function decideLamp(
  before: LampState,
  { readings, requests, kept, heard }: Inputs<LampReadings>,
  { settings, observes }: { readonly settings: LampSettings; readonly observes: boolean },
  now: Instant,
): Decision<LampState, LampOutputs> {
  const moments = new Moments(now);
  const clock = trustedClock(readings.clock);
  const was = recalled(before, readMemory(before.memory, kept), now);
  const tonight = tonightBy(was.tonight, settings, clock, moments);
  const { watch: nightWatch, now: night } = nextNight(was.night, readings, tonight?.night ?? settings.night, moments);
  const { asked, memory: taken, answers } = nextAsked(was.asked, was.memory, requests, clock, moments);
  const nightIs = nightOf(night, clock, settings, moments);
  const here = nextPeople(was.people, readings.motion, heard, night.night !== "no", nightIs, settings, moments);
  const rule = ruleNow(tonight, clock, settings, moments);
  const grounds: Grounds = { asked, night, here, rule, pirAnswers: readings.motion.ok };
  const known = knownOf(grounds, settings, moments);
  const level = sameLevel(was.level, levelBy(known, settings));
  const hours = wholeHours(was.watch.keeping.totals.litS);
  const { light, givenPct } = nextLight(was.light, level, settings, { sinceNew: hours, sinceCleaning: hours }, moments);
  const outputs = givenPct === was.outputs.levelPct ? was.outputs : { levelPct: givenPct };
  const lived = livedNow(
    { level, light, rule, tonight, night, readings, people: here.people, givenPct, observes },
    clock,
    settings,
    moments,
  );
  const { watch, reports: watched, closed } = nextWatch(was.watch, lived, settings.luminaire, moments);
  const { told, reports } = nextTold(was.told, light.levelPct, readings, moments);
  const wrongs = wrongsOf(level, known, readings.motion, here.doubt, nightWatch);
  const { alarms, reports: events } = nextAlarms(was.alarms, wrongs, moments);
  const memory = remembering(
    taken,
    rememberedNow(taken, { asked, people: here.people, before: was.watch, watch, closed }, now),
  );
  const change = { was: was.level, is: level, fromPct: was.light.levelPct, known, grounds };
  const { people } = here;
  return {
    state: sameState(before, {
      memory,
      tonight,
      night: nightWatch,
      asked,
      people,
      level,
      light,
      outputs,
      watch,
      told,
      alarms,
    }),
    outputs,
    why: level === was.level || isBlink(was.level, level) ? [] : [whyChanged(change, readings, settings, now)],
    reports: joined(answers, events, watched, reports),
    calls: here.call === null ? NO_CALLS : [here.call],
    memory: memoryToStore(memory),
    wakeAt: moments.next,
  };
}

/** In almost every cycle there is none. */
function joined(...lists: readonly (readonly Report[])[]): readonly Report[] {
  return lists.every((list) => list.length === 0) ? NO_REPORTS : lists.flat();
}
const NO_REPORTS: readonly Report[] = [];
const NO_CALLS: readonly NeighbourCall[] = [];

/** In the cycle in which the store has been read, what it held is gone on from. */
function recalled(was: LampState, memory: Remembering, now: Instant): LampState {
  if (memory === was.memory) return was;
  const { silentNights } = memory.value;
  const isNew = memory.revision === 0;
  const watch = isNew ? was.watch : resumedWatch(was.watch, memory.value, now);
  return { ...was, memory, people: withNights(was.people, silentNights), watch };
}

/** Which night it is; null: none, or no clock that could tell. */
function nightOf(
  { night }: NightNow,
  clock: WallClock | null,
  settings: LampSettings,
  moments: Moments,
): number | null {
  return night !== "yes" || clock === null ? null : nightNumber(clock, settings.night, moments);
}

/** A lamp that blinks says so once: `why` has room for 200 decisions. */
const isBlink = (was: Level, is: Level): boolean => was.reason === "commissioning" && is.reason === "commissioning";

const sameLevel = (was: Level, is: Level): Level =>
  was.reason === is.reason && was.levelPct === is.levelPct ? was : is;

/** Spelled out, because it is asked in every cycle. */
function sameState(was: LampState, is: LampState): LampState {
  const sameRules =
    is.memory === was.memory &&
    is.tonight === was.tonight &&
    is.night === was.night &&
    is.asked === was.asked &&
    is.people === was.people &&
    is.level === was.level;
  const sameLamp =
    is.light === was.light &&
    is.outputs === was.outputs &&
    is.watch === was.watch &&
    is.told === was.told &&
    is.alarms === was.alarms;
  return sameRules && sameLamp ? was : is;
}
