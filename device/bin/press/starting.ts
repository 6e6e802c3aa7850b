import { blocksNow, unableToWarn } from "./blocks.ts";
import {
  clicked,
  flowsNow,
  held,
  notTopText,
  percentText,
  type Facts,
  type ModeOf,
  type Row,
  type Step,
} from "./facts.ts";
import { startGivenUp } from "./holds.ts";
import { noted, type Remembered } from "../remembered.ts";
import { readyStep } from "./self-test.ts";
import { toService } from "./service.ts";
import type { Mode, Stroke, Trigger } from "./states.ts";
import { TIMERS } from "./timers.ts";

/**
 * key → SERVICE; START ∧ G: topOK → IDLE or FULL_LOCKED without motion, TOP made all the same → nothing, and why, else
 * LOCKING(home); `autoHome`: TOP not made, guards closed 10 s and no latch → LOCKING(home); alarm at 15 min.
 */
export const waitStart: Row<ModeOf<"WAIT_START">> = (mode, facts) => {
  const { guards, press } = facts;
  const turned = toService(facts);
  if (turned !== null) return turned;
  if (clicked(facts, "start") && guards.good && guards.auto) {
    if (guards.topOk) return readyStep(facts);
    // TOP cuts the way up by itself: the motor would take no current, and its wires would be blamed.
    if (guards.topMade) return { to: mode, reason: "startRefused", text: `START moves nothing: ${notTopText(facts)}` };
    return toLocking(facts, "home", "START was pressed: the press goes home");
  }
  const alone =
    press.autoHome && !guards.topMade && guards.auto && blocksNow(facts).every((block) => block === "quarantine");
  if (alone && held(facts, "guards", TIMERS.autoHome, facts.mode.since)) {
    return toLocking(facts, "home", "guards were closed for 10 s: the press goes home");
  }
  return null;
};

/** closed ≥ 1 s ∧ lock feedback ∧ intent acknowledged → WARN; ¬G or 5 s → IDLE, or WAIT_START if home. */
export const locking: Row<ModeOf<"LOCKING">> = (mode, facts) => {
  const { guards, moments, now } = facts;
  const { trigger, intent } = mode;
  if (!mayGoOn(facts, trigger)) return givenUp(facts, trigger, false);
  if (held(facts, "guards", TIMERS.closed, mode.since) && guards.lock && facts.durable >= intent) {
    return { to: { name: "WARN", since: now, trigger, intent }, text: "locked: warning before it moves" };
  }
  return moments.passed(mode.since, TIMERS.lock) ? givenUp(facts, trigger, false) : null;
};

/** 3 s → EXTEND, or RETRACT if home; G or lock lost → IDLE or WAIT_START as above, 60 s pause. */
export const warn: Row<ModeOf<"WARN">> = (mode, facts) => {
  const { guards, moments, level, press, now } = facts;
  const { trigger, intent } = mode;
  if (!mayGoOn(facts, trigger) || !guards.lock || facts.durable < intent) return givenUp(facts, trigger, true);
  if (!moments.passed(mode.since, press.warnMs)) return null;
  const home = trigger === "home";
  // TOP lost a moment ago: it comes back, or the start is given up.
  if ((!home && !guards.topOk) || flowsNow(facts)) return null;
  const topOpened = guards.topValid && !guards.topMade;
  const stroke: Stroke = { trigger, intent, topOpened, end: null, endMm: null, downMs: null, strokesMs: null };
  return {
    to: { name: home ? "RETRACT" : "EXTEND", since: now, stroke },
    text: `warned for ${press.warnMs / 1_000} s, now ${home ? "going home" : "pressing"}: ${fillText(facts)}`,
    because: { trigger, ...(level.quality === "valid" ? { fillPct: level.fillPct } : {}) },
    holds: { startFails: 0, startBlocks: 0 },
  };
};

const fillText = ({ level, press }: Facts) =>
  level.quality === "valid"
    ? `fill ${percentText(level.fillPct)}, pressing from ${percentText(press.pressAtPct)}`
    : `fill is not known (${level.quality})`;

const isDrifting = (facts: Facts): boolean => held(facts, "notTop", TIMERS.drift);

function mayGoOn(facts: Facts, trigger: Trigger): boolean {
  const { guards, readings } = facts;
  if (!guards.good || !guards.auto || !readings.current.ok || unableToWarn(readings) !== null) return false;
  const weak = !facts.energy.affordable || held(facts, "lowVoltage", TIMERS.lowVoltage);
  return trigger === "home" || !(isDrifting(facts) || weak);
}

/** A start that is given up leaves nothing latched: somebody reached for the hopper. */
function givenUp(facts: Facts, trigger: Trigger, pause: boolean): Step {
  const { now, holds } = facts;
  const to: Mode =
    trigger === "home" || isDrifting(facts) ? { name: "WAIT_START", since: now } : { name: "IDLE", since: now };
  const missing = whatIsMissing(facts, trigger);
  return {
    to,
    text: `start given up in ${facts.mode.name}: ${missing}`,
    because: { missing },
    memory: uncounted(facts, trigger),
    holds: startGivenUp(holds, now, pause),
  };
}

function whatIsMissing(facts: Facts, trigger: Trigger): string {
  const { guards, readings } = facts;
  if (guards.missing !== "") return guards.missing;
  if (!guards.auto) return "key at AUTO";
  if (!readings.current.ok) return "motor current";
  const unable = unableToWarn(readings);
  if (unable !== null) return unable;
  if (trigger !== "home" && isDrifting(facts)) return "TOP";
  if (trigger !== "home" && held(facts, "lowVoltage", TIMERS.lowVoltage)) return "battery voltage";
  if (trigger !== "home" && !facts.energy.affordable) return "energy for the stroke";
  return guards.lock ? "acknowledgement of the store" : "hopper lock";
}

export function toLocking(facts: Facts, trigger: Trigger, text: string): Step {
  return {
    to: { name: "LOCKING", since: facts.now, trigger, intent: facts.nextRevision },
    text: `locking the hopper: ${text}`,
    because: { trigger },
    memory: counted(facts, trigger),
  };
}

/** The intent, and the quota with it: both are durable before anything moves. Going home counts for no quota. */
function counted({ memory, level, holds, now }: Facts, trigger: Trigger): Partial<Remembered> {
  if (trigger === "home") return { strokeOpen: true };
  const blind = level.quality !== "valid" || holds.falseFull > 0;
  return {
    strokeOpen: true,
    strokesTotal: memory.strokesTotal + 1,
    strokesAt: noted(memory.strokesAt, now, TIMERS.day),
    ...(blind ? { blindStrokesAt: noted(memory.blindStrokesAt, now, TIMERS.day) } : {}),
  };
}

function uncounted({ memory }: Facts, trigger: Trigger): Partial<Remembered> {
  if (trigger === "home") return { strokeOpen: false };
  const begun = memory.strokesAt.at(-1);
  return {
    strokeOpen: false,
    strokesTotal: memory.strokesTotal - 1,
    strokesAt: memory.strokesAt.slice(0, -1),
    blindStrokesAt: memory.blindStrokesAt.filter((at) => at !== begun),
  };
}
