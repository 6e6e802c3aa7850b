import { causeText, needsTool, type Cause } from "./causes.ts";
import { addedCause, clicked, type Facts, type ModeOf, type Row } from "./facts.ts";
import { isGone } from "./reset.ts";
import { toService } from "./service.ts";

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

/** key → SERVICE; RESET released ∧ cause gone ∧ G ∧ no tool fault ∧ clearing acknowledged → WAIT_START. Reset moves nothing. */
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
  const turned = toService(facts);
  if (turned !== null) return turned;
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

const WITH_TOOL = "Repair it, turn the key to SERVICE, say `gaturum reset-latch`, then press RESET";

/** What keeps a RESET from clearing, for a person; null when it may. */
function whatHinders(facts: Facts, causes: readonly Cause[]): string | null {
  const tool = causes.find(needsTool);
  if (tool !== undefined) return `this fault wants a tool: ${causeText(tool)}. ${WITH_TOOL}`;
  const stays = causes.find((cause) => !isGone(cause, facts));
  if (stays !== undefined) return causeText(stays);
  return facts.guards.good ? null : `not closed or not calm: ${facts.guards.missing}`;
}
