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
    return { to: { ...mode, causes, clearing: false }, reason: also.cause, text: also.text, memory: { latch: also.latch } };
  }
  if (mode.clearing) {
    return facts.stored ? { to: { name: "WAIT_START", since: facts.now }, text: "reset: waiting for START" } : null;
  }
  const { latch } = facts.memory;
  if (latch.length > mode.causes.length) {
    return { to: { ...mode, causes: latch }, text: "found more causes in the memory" };
  }
  if (!clicked(facts, "reset") || !mayClear(facts, mode.causes)) return null;
  return {
    to: { ...mode, clearing: true },
    text: "RESET was pressed: clearing the latch",
    memory: { latch: [], strokeOpen: false },
  };
};

/** What keeps a RESET from clearing, for `why` and tests: nothing when it may. */
const mayClear = (facts: Facts, causes: readonly Cause[]): boolean =>
  facts.guards.good && causes.every((cause) => !needsTool(cause) && isGone(cause, facts));

function isGone(cause: Cause, facts: Facts): boolean {
  const { guards, stored } = facts;
  switch (cause) {
    case "eStop":
      return !guards.eStop;
    case "fire":
      return !guards.burning && held(facts, "cold", TIMERS.cooledDown);
    case "tilt":
      return held(facts, "upright", TIMERS.upright);
    case "nvLost":
      return stored;
    case "top":
      return guards.topValid;
    case "topAndBottom":
      return !(guards.topMade && guards.bottomMade);
    default:
      return true;
  }
}

/** A cause that came on top: it is added once. */
function addedCause({ standing, memory }: Facts): { cause: Cause; latch: readonly Cause[]; text: Step["text"] } | null {
  const cause = standing.find((name) => !memory.latch.includes(name));
  if (cause === undefined) return null;
  return { cause, latch: [...memory.latch, cause], text: `also: ${causeText(cause)}` };
}
