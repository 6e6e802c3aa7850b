import { driverLevel, FULL_LEVEL, levelLight, type DimmingGear } from "../../device/measure/dimming-curve.ts";
import { after, millis, seconds, type Instant, type Millis } from "../../device/measure/time.ts";
import type { Percent } from "../../device/measure/units.ts";
import { beginBank, hearBank, type BankReading, type BankStep } from "./bank.ts";
import { level, query, STATUS, type Frame, type Reply, type Target } from "./frames.ts";
import { faultOf, forgetful, GEAR_FAILED, type GearFault } from "./gear-fault.ts";
import { bankRead, nextBank, nothingSaid, type BankName, type OwnWord } from "./own-word.ts";
import { beginSettling, hearSettling, whyNot, type SettleStep, type Settling, type Wish } from "./settle.ts";

/** How often what is asked. Our choice: a lamp's reading may be a minute old, and a failure is to be told within two. */
const LOOK_MS: Millis = seconds(1);
/**
 * After a level that stands, power is asked for at once and once more, for a gear measures it for a while: `selftest` and
 * `check --walk` look at it 2 s later. While levels come every 50 ms, it waits. Our choice.
 */
const POWER_AFTER_MS: readonly Millis[] = [millis(60), seconds(1)];
/** From a gear that cannot be settled to the next try. */
const RETRY_MS: Millis = seconds(2);
/** Questions without an answer, one after the other, until the gear is lost (GXF: 3 retries). */
const MISSES_MAX = 3;

/** `observes`: someone else's gear, which is asked and told nothing: no level, no commissioning, no look into a bank. */
export type Given = { readonly target: Target; readonly wish: Wish; readonly observes?: boolean };
/** What the gear is asked now; an idle one waits until `at`. */
type Talk =
  | { readonly on: "idle"; readonly at: Instant }
  | { readonly on: "settling"; readonly state: Settling; readonly frame: Frame }
  | { readonly on: "status" | "actual" | "without" | "anyone"; readonly frame: Frame }
  | { readonly on: "bank"; readonly name: BankName; readonly state: BankReading; readonly frame: Frame };

/** One gear as its lamp knows it. Plain data. */
export type Luminaire = {
  readonly talk: Talk;
  /** What is on its way: a level, a frame of the talk, or one of a guest. null: nothing, the master is free. */
  readonly asked: "level" | "talk" | "guest" | null;
  /** Whether the last frame was a level: the talk comes next, so that neither waits for the other's end. */
  readonly levelLast: boolean;
  /** The next frame of the talk belongs to the last one: no level between them. */
  readonly holding: boolean;
  /** The level sent last; null: none since the gear may have forgotten it. */
  readonly sent: number | null;
  /** Since when, and how often its power was asked for since. */
  readonly sentAt: Instant;
  readonly powerLooks: number;
  readonly settled: boolean;
  readonly leastLevel: number;
  /** What it says that it gives now, with the moment; null: not known. */
  readonly actual: { readonly level: number; readonly at: Instant } | null;
  /** What its banks tell. */
  readonly own: OwnWord;
  readonly misses: number;
  /** It cannot be reached or set: no level is taken. */
  readonly lost: GearFault | null;
  /** It can be set, and says that it is broken. */
  readonly broken: GearFault | null;
  /** It says that its lamp is. */
  readonly lampFailed: boolean;
  /** What was written when it was settled last, and what of it was not there afterwards. */
  readonly written: readonly string[];
  readonly forgot: readonly string[];
};

export function newLuminaire(given: Given, now: Instant): Luminaire {
  return {
    ...{ talk: beginning(given), asked: null, levelLast: false, holding: false, sent: null },
    ...{ sentAt: now, powerLooks: 0, settled: false },
    ...{
      leastLevel: 1,
      actual: null,
      own: nothingSaid(now, given.observes !== true),
      misses: 0,
      lost: null,
      broken: null,
      lampFailed: false,
      written: [],
      forgot: [],
    },
  };
}

const curveOf = (wish: Wish): DimmingGear["curve"] => (wish.curve === 1 ? "linear" : "logarithmic");
/** The level that gives this light, and the light of a level. */
export const levelOf = ({ leastLevel }: Luminaire, { wish }: Given, light: Percent): number =>
  driverLevel(light, { curve: curveOf(wish), leastLevel });
export const lightOfLevel = ({ leastLevel }: Luminaire, { wish }: Given, value: number): Percent =>
  levelLight(value, { curve: curveOf(wish), leastLevel });

/**
 * The next frame, if the master is free; null: nothing to say until `wakeAt`. A level goes before everything but a frame
 * that belongs to the one before it. A gear that is lost may hear what it cannot answer: it is told to be lit in full,
 * again at each try. Gear that is only observed is asked, and told no level. `guest`: a frame of another dialogue with the
 * bus, for which the talk waits, and no level.
 */
export function nextFrame(
  was: Luminaire,
  given: Given,
  wanted: number,
  now: Instant,
  guest: Frame | null = null,
): { readonly state: Luminaire; readonly frame: Frame | null; readonly wakeAt: Instant | null } {
  if (was.asked !== null) return { state: was, frame: null, wakeAt: null };
  const idle = was.talk.on === "idle" && now < was.talk.at;
  const aim = was.lost === null ? wanted : FULL_LEVEL;
  const holding = was.holding && was.talk.on !== "idle";
  if (given.observes !== true && was.sent !== aim && !holding && ((idle && guest === null) || !was.levelLast)) {
    const state: Luminaire = { ...was, asked: "level", levelLast: true, sent: aim };
    return { state, frame: level(given.target, aim), wakeAt: null };
  }
  if (guest !== null && !holding) {
    return { state: { ...was, asked: "guest", levelLast: false }, frame: guest, wakeAt: null };
  }
  if (was.talk.on === "idle") {
    if (idle) return { state: was, frame: null, wakeAt: was.talk.at };
    return asking(was, was.lost === null && was.settled ? looking(given.target) : beginning(given));
  }
  return asking(was, was.talk);
}

const asking = (was: Luminaire, talk: Exclude<Talk, { readonly on: "idle" }>) => ({
  state: { ...was, talk, asked: "talk", levelLast: false, holding: talk.frame.withNext === true } as const,
  frame: talk.frame,
  wakeAt: null,
});

/** Takes the answer to the frame that was on its way. */
export function hear(was: Luminaire, given: Given, reply: Reply, now: Instant): Luminaire {
  const free: Luminaire = { ...was, asked: null };
  if (was.asked === "level") {
    if (reply.kind === "failed") return { ...free, sent: null };
    // What it gives now is soon asked: whoever set it wants to read it back.
    // A look at its power that has begun is one at the level before.
    const powerLooks = was.talk.on === "bank" && was.talk.name === "energy" ? -1 : 0;
    const told = { ...free, sentAt: now, powerLooks };
    return was.talk.on === "idle" ? { ...told, talk: { on: "idle", at: now } } : told;
  }
  if (was.asked === "guest") return free;
  switch (was.talk.on) {
    case "idle":
      throw new Error("dali: an answer to nothing");
    case "settling":
      return settledBy(free, given, hearSettling(given.target, given.wish, was.talk.state, reply), now);
    case "status":
      return hearStatus(free, given, reply, now);
    case "actual":
      return hearActual(free, given, reply, now);
    case "without":
    case "anyone":
      return hearOthers(free, given, was.talk.on, reply, now);
    case "bank":
      return bankBy(free, was.talk.name, hearBank(given.target, was.talk.state, reply), now);
  }
}

function settledBy(was: Luminaire, given: Given, step: SettleStep, now: Instant): Luminaire {
  if ("frame" in step) return { ...was, talk: { on: "settling", state: step.state, frame: step.frame } };
  if ("settled" in step) {
    const fresh = {
      talk: looking(given.target),
      settled: true,
      misses: 0,
      lost: null,
      sent: null,
      own: nothingSaid(now),
    };
    return { ...was, ...step.settled, ...fresh };
  }
  const misses = was.misses + 1;
  const unsettled: Luminaire = { ...was, misses, sent: null, settled: false };
  const isSure = step.failed === "curve" || misses >= MISSES_MAX;
  // A frame may be lost, and an answer garbled by noise; a gear that is not there is asked less and less often.
  if (!isSure) return { ...unsettled, talk: { on: "idle", at: after(now, was.lost === null ? millis(0) : RETRY_MS) } };
  if (step.failed !== "absent" || given.target === "all")
    return givenUp(unsettled, faultOf(step.failed, given.target), now);
  return { ...unsettled, talk: { on: "without", frame: query("all", "missingAddress") } };
}

/** Nobody has the address: whether someone has none, or another one, is the cure. Nothing is written for it. */
function hearOthers(
  was: Luminaire,
  { target }: Given,
  asked: "without" | "anyone",
  reply: Reply,
  now: Instant,
): Luminaire {
  if (reply.kind === "failed") return givenUp(was, faultOf("dead", target), now);
  const answers = reply.kind !== "nothing";
  if (!answers && asked === "without") return { ...was, talk: { on: "anyone", frame: query("all", "present") } };
  const there = asked === "anyone" ? "elsewhere" : reply.kind === "byte" ? "nameless" : "crowd";
  return givenUp(was, faultOf(answers ? there : "absent", target), now);
}

const givenUp = (was: Luminaire, lost: GearFault, now: Instant): Luminaire => ({
  ...was,
  lost,
  talk: { on: "idle", at: after(now, RETRY_MS) },
});

function hearStatus(was: Luminaire, given: Given, reply: Reply, now: Instant): Luminaire {
  if (reply.kind !== "byte") return missed(was, given, reply, now);
  const has = (bit: number) => (reply.byte & bit) !== 0;
  const broken = has(STATUS.gearFailure) ? GEAR_FAILED : forgetful(was.forgot);
  const answered: Luminaire = { ...was, misses: 0, lost: null, broken, lampFailed: has(STATUS.lampFailure) };
  // It lost its power and is at its power-on level: a new one may have been put in its place.
  if (has(STATUS.powerCycleSeen) && given.observes !== true)
    return { ...answered, sent: null, talk: settling(given.target) };
  return { ...answered, talk: { on: "actual", frame: query(given.target, "actualLevel") } };
}

function hearActual(was: Luminaire, given: Given, reply: Reply, now: Instant): Luminaire {
  if (reply.kind !== "byte") return missed(was, given, reply, now);
  const byte = reply.byte;
  // MASK: it warms up, or its lamp failed and there is no light.
  const isKnown = byte <= FULL_LEVEL;
  const actual = isKnown || was.lampFailed ? { level: isKnown ? byte : 0, at: now } : null;
  const wrong = isKnown && given.wish.fade === 0 && was.sent !== null && byte !== heldTo(was.sent, was.leastLevel);
  const answered: Luminaire = { ...was, misses: 0, actual, ...(wrong ? { sent: null } : {}) };
  const next = nextBank(was.own, now, isPowerDue(was, now));
  if (next === null) return { ...answered, talk: { on: "idle", at: after(now, LOOK_MS) } };
  return bankBy(answered, next.name, beginBank(given.target, next.bank, next.from, next.count), now);
}

/** One bank after each look at the gear: its level and its state are not to wait for all of them. */
function bankBy(was: Luminaire, name: BankName, step: BankStep, now: Instant): Luminaire {
  if ("frame" in step) return { ...was, talk: { on: "bank", name, state: step.state, frame: step.frame } };
  const powerLooks = was.powerLooks + (name === "energy" ? 1 : 0);
  const own = bankRead(was.own, name, step.bytes, now);
  const is: Luminaire = { ...was, powerLooks, own };
  return { ...is, talk: { on: "idle", at: isPowerDue(is, now) ? now : after(now, LOOK_MS) } };
}

function isPowerDue({ sentAt, powerLooks }: Luminaire, now: Instant): boolean {
  const wait = POWER_AFTER_MS[powerLooks];
  return wait !== undefined && now >= after(sentAt, wait);
}

function missed(was: Luminaire, { target }: Given, reply: Reply, now: Instant): Luminaire {
  const misses = was.misses + 1;
  if (misses < MISSES_MAX) return { ...was, misses, talk: { ...looking(target) } };
  return givenUp({ ...was, misses, sent: null, settled: false, actual: null }, faultOf(whyNot(reply), target), now);
}

const beginning = ({ target, observes }: Given) => (observes === true ? looking(target) : settling(target));
const looking = (target: Target) => ({ on: "status", frame: query(target, "status") }) as const;

function settling(target: Target): Talk & { readonly on: "settling" } {
  const step = beginSettling(target);
  if (!("frame" in step)) throw new Error("dali: settling begins with a question");
  return { on: "settling", state: step.state, frame: step.frame };
}

const heldTo = (value: number, leastLevel: number): number => (value === 0 ? 0 : Math.max(value, leastLevel));
