import { causeText, needsTool, type Cause } from "./causes.ts";
import { clicked, held, type Facts, type Step } from "./facts.ts";
import { hasSlid } from "../looking/slide.ts";
import type { Service } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** When a cause is over; one that is not named here is over as soon as it is latched. */
const OVER: Partial<Record<Cause, (facts: Facts) => boolean>> = {
  eStop: ({ guards }) => !guards.eStop,
  fire: (facts) => !facts.guards.burning && held(facts, "cold", TIMERS.cooledDown),
  tilt: (facts) => held(facts, "upright", TIMERS.upright),
  nvLost: ({ stored }) => stored,
  top: ({ guards }) => guards.topValid,
  topAndBottom: ({ guards }) => !(guards.topMade && guards.bottomMade),
  limits: ({ guards }) => limitsAgree(guards),
  suspectTop: ({ guards }) => limitsAgree(guards),
  suspectBottom: ({ guards }) => limitsAgree(guards),
  discrepancy: ({ watch }) => watch.since.hopperMismatch === null && watch.since.doorMismatch === null,
  weld: ({ watch }) => watch.since.humming === null && !hasSlid(watch.slide),
};
const limitsAgree = ({ topValid, topMade, bottomMade }: Facts["guards"]) => topValid && !(topMade && bottomMade);
export const isGone = (cause: Cause, facts: Facts): boolean => OVER[cause]?.(facts) ?? true;

/** What a repaired fault leaves behind would bring it back at once. */
const REPAIRED = { topLate: false, jamsUp: 0, discrepanciesAt: [] } as const;

/**
 * RESET, pressed and let go of while it was armed from the bin itself, takes back the faults that want a tool. The others
 * stay for the RESET of LOCKOUT, which looks at the guards: here the chain is open as long as no button is held.
 */
export function pressedReset(mode: Service, facts: Facts): Step | null {
  const { armed } = mode;
  const since = facts.clicks.reset;
  if (since === null || !clicked(facts, "reset")) return null;
  const { latch } = facts.memory;
  const tool = latch.filter(needsTool);
  if (tool.length === 0) return null;
  if (armed === null || since < armed.at) {
    const text =
      "RESET was pressed, but this fault wants a tool: say `gaturum reset-latch` first, then RESET within 60 s";
    return { to: mode, reason: "resetRefused", text };
  }
  const stays = tool.find((cause) => !isGone(cause, facts));
  if (stays !== undefined) {
    return { to: mode, reason: "resetRefused", text: `RESET was pressed, but it is not gone: ${causeText(stays)}` };
  }
  const { who, why } = armed;
  return {
    to: { ...mode, armed: null, cleared: true },
    reason: "toolReset",
    text: `${who} took back: ${tool.map(causeText).join("; ")}`,
    because: { who, why, causes: tool },
    memory: { latch: latch.filter((cause) => !needsTool(cause)), ...REPAIRED },
  };
}
