import type { Decision, Inputs } from "../measure/decision.ts";
import type { Machine } from "../measure/machine.ts";
import { Moments } from "../measure/moments.ts";
import { millis, type Instant, type WallClock } from "../measure/time.ts";
import { nextAsked, NOTHING_ASKED, type Asked } from "./asked/asked.ts";
import { commissioningPct } from "./asked/commissioning.ts";
import { guardLevel } from "./guard.ts";
import { levelBy, type Known, type Level } from "./level.ts";
import { nextRamp, rampLevel, type Ramp } from "./light/ramp.ts";
import { initialMemory, memoryToStore, readMemory, remembering, type Remembering } from "./memory.ts";
import { INITIAL_NIGHT, nextNight, nightNumber, trustedClock, type NightNow, type NightWatch } from "./night/night.ts";
import { someoneNear } from "./people/motion.ts";
import { initialPeople, nextPeople, remembering as withNights, type People, type PeopleNow } from "./people/people.ts";
import type { LampOutputs, LampReadings } from "./readings.ts";
import type { LampSettings } from "./settings.ts";
import { initialAlarms, nextAlarms, type Alarms, type Wrongs } from "./told/alarms.ts";
import { initialTold, nextTold, type Told } from "./told/reports.ts";
import { whyChanged } from "./told/why.ts";

/** All that a lamp post knows from one cycle to the next. */
export type LampState = {
  readonly memory: Remembering;
  readonly night: NightWatch;
  readonly asked: Asked;
  readonly people: People;
  /** The rule in force and the level it gives; the lamp may still be on its way there. */
  readonly level: Level;
  readonly ramp: Ramp;
  readonly outputs: LampOutputs;
  readonly told: Told;
  readonly alarms: Alarms;
};

/** A lamp post: dark by day, at its program when nobody is there, brighter when someone is, and lit when it is unsure. */
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
    memory: initialMemory(now),
    night: INITIAL_NIGHT,
    asked: NOTHING_ASKED,
    people: initialPeople(),
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
  { readings, requests, kept, heard }: Inputs<LampReadings>,
  settings: LampSettings,
  now: Instant,
): Decision<LampState, LampOutputs> {
  const moments = new Moments(now);
  const clock = trustedClock(readings.clock);
  const found = readMemory(was.memory, kept);
  const { watch, now: night } = nextNight(was.night, readings, settings.night, moments);
  const { asked, memory: taken, answers } = nextAsked(was.asked, found, requests, clock, moments);
  const before = found.read && !was.memory.read ? withNights(was.people, found.value.silentNights) : was.people;
  const here = nextPeople(
    before,
    readings.motion,
    nightOf(night, clock, settings, moments),
    heard.length,
    settings,
    moments,
  );
  const known = knownOf(asked, night, here, readings, settings, moments);
  const level = sameLevel(was.level, levelBy(known, settings));
  const fromPct = was.outputs.levelPct;
  const ramp = nextRamp(was.ramp, fromPct, level.levelPct, now);
  const levelPct = rampLevel(ramp, level.reason === "commissioning" ? AT_ONCE : settings, moments);
  const outputs = levelPct === fromPct ? was.outputs : { levelPct };
  const { told, reports } = nextTold(was.told, levelPct, readings, moments);
  const { alarms, reports: events } = nextAlarms(was.alarms, wrongsOf(level, known, here, watch), moments);
  const memory = remembering(taken, asked.override, here.people.judge.nights);
  const near = known.motionPct !== null;
  const { override } = asked;
  const change = {
    was: was.level,
    is: level,
    fromPct,
    night,
    known,
    someoneNear: near,
    doubt: here.doubt,
    override,
    program: null,
  };
  return {
    state: sameState(was, { memory, night: watch, asked, people: here.people, level, ramp, outputs, told, alarms }),
    outputs,
    why: level === was.level ? [] : [whyChanged(change, readings, settings, now)],
    reports: [...answers, ...events, ...reports],
    memory: memoryToStore(memory),
    wakeAt: moments.next,
  };
}

/** What table 5a is asked with. */
function knownOf(
  { override, commissioning }: Asked,
  { night, sun }: NightNow,
  { people, doubt }: PeopleNow,
  { motion }: LampReadings,
  settings: LampSettings,
  moments: Moments,
): Known {
  const near = someoneNear(people.presence, settings, moments);
  return {
    commissioningPct: commissioning === null ? null : commissioningPct(commissioning, settings.floorPct, moments),
    overridePct: override?.levelPct ?? null,
    night,
    clockOk: sun !== null,
    pirOk: motion.ok && doubt === null,
    program: { reason: "base", levelPct: settings.basePct, allowDark: false },
    motionPct: near ? settings.boostPct : null,
    neighbourPct: null,
  };
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

function wrongsOf({ reason }: Level, { clockOk }: Known, { doubt }: PeopleNow, night: NightWatch): Wrongs {
  return {
    clockLost: clockOk ? null : "lost",
    safeLight: reason === "safe" || reason === "pirFault" ? reason : null,
    stuckCell: night.doubt.stuck,
    motionDoubt: doubt,
  };
}

const sameLevel = (was: Level, is: Level): Level =>
  was.reason === is.reason && was.levelPct === is.levelPct ? was : is;

function sameState(was: LampState, is: LampState): LampState {
  const same = (Object.keys(is) as (keyof LampState)[]).every((part) => was[part] === is[part]);
  return same ? was : is;
}

/** Who works at a lamp, or looks for it, wants to see it jump. */
const AT_ONCE = { rampUpMs: millis(0), rampDownMs: millis(0) };
