import { causeText, needsTool, type Cause } from "./causes.ts";
import { clicked, held, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { TIMERS } from "./timers.ts";

/** store acknowledges the latch → LOCKOUT(cause); retried **for ever**. */
export const safeStopped: Row<ModeOf<"SAFE_STOP">> = (mode, facts) => {
  const also = addedCause(facts);
  if (also !== null) return { to: mode, reason: also.cause, text: also.text, memory: { latch: also.latch } };
  if (!facts.stored) return null;
  return {
    to: { name: "LOCKOUT", since: facts.now, causes: facts.memory.latch, clearing: false },
    text: `locked out until RESET: ${causeText(mode.cause)}`,
    because: { causes: facts.memory.latch },
  };
};

/** RESET released ∧ cause gone ∧ G ∧ no tool fault ∧ clearing acknowledged → WAIT_START. Reset moves nothing. */
export const lockedOut: Row<ModeOf<"LOCKOUT">> = (mode, facts) => {
  const also = addedCause(facts);
  if (also !== null) {
    const causes = [...new Set([...mode.causes, also.cause])];
    return {
      to: { ...mode, causes, clearing: false },
      reason: also.cause,
      text: also.text,
      memory: { latch: also.latch },
    };
  }
  if (mode.clearing) {
    return facts.stored ? { to: { name: "WAIT_START", since: facts.now }, text: "reset: waiting for START" } : null;
  }
  const { latch } = facts.memory;
  if (latch.length > mode.causes.length) {
    return { to: { ...mode, causes: latch }, text: "found more causes in the memory" };
  }
  if (!clicked(facts, "reset")) return null;
  const hinders = whatHinders(facts, mode.causes);
  if (hinders !== null) return { to: mode, reason: "resetRefused", text: `RESET was pressed, but not yet: ${hinders}` };
  return {
    to: { ...mode, clearing: true },
    text: "RESET was pressed: clearing the latch",
    memory: { latch: [], strokeOpen: false },
  };
};

/** What keeps a RESET from clearing, for a person; null when it may. */
function whatHinders(facts: Facts, causes: readonly Cause[]): string | null {
  const tool = causes.find(needsTool);
  if (tool !== undefined) return `this fault wants a tool: ${causeText(tool)}`;
  const stays = causes.find((cause) => !isGone(cause, facts));
  if (stays !== undefined) return causeText(stays);
  return facts.guards.good ? null : `not closed or not calm: ${facts.guards.missing}`;
}

/** When a cause is over; one that is not named here is over as soon as it is latched. */
const OVER: Partial<Record<Cause, (facts: Facts) => boolean>> = {
  eStop: ({ guards }) => !guards.eStop,
  fire: (facts) => !facts.guards.burning && held(facts, "cold", TIMERS.cooledDown),
  tilt: (facts) => held(facts, "upright", TIMERS.upright),
  nvLost: ({ stored }) => stored,
  top: ({ guards }) => guards.topValid,
  topAndBottom: ({ guards }) => !(guards.topMade && guards.bottomMade),
};
const isGone = (cause: Cause, facts: Facts): boolean => OVER[cause]?.(facts) ?? true;

/** A cause that came on top: it is added once. */
function addedCause({ standing, memory }: Facts): { cause: Cause; latch: readonly Cause[]; text: Step["text"] } | null {
  const cause = standing.find((name) => !memory.latch.includes(name));
  if (cause === undefined) return null;
  return { cause, latch: [...memory.latch, cause], text: `also: ${causeText(cause)}` };
}
