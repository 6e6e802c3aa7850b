import { blocksNow } from "./blocks.ts";
import { causeText } from "./causes.ts";
import { clicked, held, percentText, safeStop, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { isAtMost } from "./fill.ts";
import { startGivenUp } from "./holds.ts";
import { noted, type Remembered } from "./remembered.ts";
import type { Mode, Trigger } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** store read → SELF_TEST; unreadable or 10 s → LOCKOUT(`nvLost`). */
export const boot: Row<ModeOf<"BOOT">> = (mode, facts) => {
  const { memory, memoryRead, moments, now } = facts;
  if (memoryRead && !memory.latch.includes("nvLost")) {
    return { to: { name: "SELF_TEST", since: now, powerUp: true }, text: "read what was to be remembered" };
  }
  if (!memoryRead && !moments.passed(mode.since, TIMERS.store)) return null;
  return lockedOut(facts, [...new Set([...memory.latch, "nvLost" as const])], causeText("nvLost"));
};

/**
 * latch, open intent → LOCKOUT; limits in conflict → SAFE_STOP(tool); door open and topOK → COLLECTION; ¬G: **wait**,
 * event at 60 s, no fault; ¬topOK → WAIT_START; else FULL_LOCKED if `full` and not (level valid ≤ full − 8), else IDLE
 * (WAIT_START if `armAfterPowerLoss: false`).
 */
export const selfTest: Row<ModeOf<"SELF_TEST">> = (mode, facts) => {
  const { memory, guards, press, now } = facts;
  if (memory.strokeOpen) return lockedOut(facts, [...new Set([...memory.latch, "openIntent" as const])], causeText("openIntent"));
  const [first] = memory.latch;
  if (first !== undefined) return lockedOut(facts, memory.latch, `still latched: ${causeText(first)}`);
  if (limitsConflict(facts)) return safeStop(facts, "limits");
  if (guards.doorOpen && guards.topOk) return toCollection(facts);
  if (!guards.good || !guards.auto) return null;
  if (!guards.topOk) return { to: { name: "WAIT_START", since: now }, text: "the press is not at its top: waiting for START" };
  const ready = readyStep(facts);
  if (ready.to.name === "IDLE" && mode.powerUp && !press.armAfterPowerLoss) {
    return { to: { name: "WAIT_START", since: now }, text: "power is back: waiting for START" };
  }
  return ready;
};

/**
 * START ∧ G: topOK → IDLE or FULL_LOCKED without motion, else LOCKING(home); `autoHome`: guards closed 10 s and no
 * latch → LOCKING(home); alarm at 15 min.
 */
export const waitStart: Row<ModeOf<"WAIT_START">> = (_mode, facts) => {
  const { guards, press } = facts;
  if (clicked(facts, "start") && guards.good && guards.auto) {
    return guards.topOk ? readyStep(facts) : toLocking(facts, "home", "START was pressed: the press goes home");
  }
  const alone = press.autoHome && !guards.topOk && guards.auto && blocksNow(facts).every((block) => block === "quarantine");
  if (alone && held(facts, "guards", TIMERS.autoHome, facts.mode.since)) {
    return toLocking(facts, "home", "guards were closed for 10 s: the press goes home");
  }
  return null;
};

/** closed ≥ 1 s ∧ lock feedback ∧ intent acknowledged → WARN; ¬G or 5 s → IDLE, or WAIT_START if home. */
export const locking: Row<ModeOf<"LOCKING">> = (mode, facts) => {
  const { guards, stored, moments, now } = facts;
  if (!mayGoOn(facts, mode.trigger)) return givenUp(facts, mode.trigger, false);
  if (held(facts, "guards", TIMERS.closed, mode.since) && guards.lock && stored) {
    return { to: { name: "WARN", since: now, trigger: mode.trigger }, text: "locked: warning before it moves" };
  }
  return moments.passed(mode.since, TIMERS.lock) ? givenUp(facts, mode.trigger, false) : null;
};

/** 3 s → EXTEND, or RETRACT if home; G or lock lost → IDLE or WAIT_START as above, 60 s pause. */
export const warn: Row<ModeOf<"WARN">> = (mode, facts) => {
  const { guards, stored, moments, level, press, now } = facts;
  if (!mayGoOn(facts, mode.trigger) || !guards.lock) return givenUp(facts, mode.trigger, true);
  if (!moments.passed(mode.since, press.warnMs)) return null;
  if (!stored) return moments.passed(mode.since, LATEST_STORED) ? givenUp(facts, mode.trigger, true) : null;
  const home = mode.trigger === "home";
  const levelBeforePct = level.quality === "valid" ? level.fillPct : null;
  const stroke = { trigger: mode.trigger, topOpened: false, end: null, endMm: null, strokesMs: null };
  return {
    to: { name: home ? "RETRACT" : "EXTEND", since: now, stroke },
    text: `warned for ${press.warnMs / 1_000} s, now ${home ? "going home" : "pressing"}: ${fillText(facts)}`,
    because: { trigger: mode.trigger, ...(levelBeforePct === null ? {} : { fillPct: levelBeforePct }) },
    holds: { startFails: 0, startBlocks: 0 },
  };
};

/** The store must have acknowledged by the end of the warning, and so much later at most. */
const LATEST_STORED = TIMERS.verify;

const fillText = ({ level, press }: Facts) =>
  level.quality === "valid"
    ? `fill ${percentText(level.fillPct)}, pressing from ${percentText(press.pressAtPct)}`
    : `fill is not known (${level.quality})`;

const mayGoOn = ({ guards }: Facts, trigger: Trigger): boolean =>
  guards.good && guards.auto && (trigger === "home" || guards.topOk);

/** A start that is given up leaves nothing latched: somebody reached for the hopper. */
function givenUp(facts: Facts, trigger: Trigger, pause: boolean): Step {
  const { guards, now, holds } = facts;
  const to: Mode = trigger === "home" || !guards.topOk ? { name: "WAIT_START", since: now } : { name: "IDLE", since: now };
  const missing = guards.missing !== "" ? guards.missing : !guards.auto ? "key" : !guards.lock ? "hopper lock" : "store";
  return {
    to,
    text: `start given up in ${facts.mode.name}: ${missing}`,
    because: { missing },
    memory: uncounted(facts, trigger),
    holds: startGivenUp(holds, now, pause),
  };
}

export function toLocking(facts: Facts, trigger: Trigger, text: string): Step {
  return {
    to: { name: "LOCKING", since: facts.now, trigger },
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

export const toCollection = ({ now }: Facts): Step => ({
  to: { name: "COLLECTION", since: now, returned: false },
  text: "the service door was opened",
});

/** Ready without motion: a bin that was full stays locked until a valid level says otherwise. */
export function readyStep(facts: Facts): Step {
  const { memory, fill, level, settings, now } = facts;
  const emptier = isAtMost(fill, level, settings.fullPct - settings.hysteresisPct);
  if (memory.full && !emptier) return { to: { name: "FULL_LOCKED", since: now }, text: "still full" };
  return { to: { name: "IDLE", since: now }, text: "ready", memory: { full: false } };
}

function limitsConflict(facts: Facts): boolean {
  const { guards, readings } = facts;
  const known = readings.top.ok && readings.topOpen.ok;
  return (guards.topMade && guards.bottomMade) || (known && held(facts, "topBad", TIMERS.topChange));
}

const lockedOut = (facts: Facts, causes: Facts["memory"]["latch"], text: string): Step => ({
  to: { name: "LOCKOUT", since: facts.now, causes, clearing: false },
  reason: causes[0] ?? "LOCKOUT",
  text: `locked out: ${text}`,
  because: { causes },
  memory: { latch: causes },
});
