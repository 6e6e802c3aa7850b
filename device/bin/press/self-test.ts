import { causeText } from "./causes.ts";
import { held, safeStop, type Facts, type ModeOf, type Row, type Step } from "./facts.ts";
import { isAtMost } from "../level/fill.ts";
import { isOff, isOn } from "../looking/guards.ts";
import { toService } from "./service.ts";
import type { RelayTest } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** store read → SELF_TEST; unreadable or 10 s → LOCKOUT(`nvLost`). */
export const boot: Row<ModeOf<"BOOT">> = (mode, facts) => {
  const { memory, memoryRead, moments, now } = facts;
  if (memoryRead && !memory.latch.includes("nvLost")) {
    const to = { name: "SELF_TEST", since: now, powerUp: true, relay: "waiting" } as const;
    return { to, text: "read what was to be remembered" };
  }
  if (!memoryRead && !moments.passed(mode.since, TIMERS.store)) return null;
  return lockedOut(facts, [...new Set([...memory.latch, "nvLost" as const])], causeText("nvLost"));
};

/**
 * latch → LOCKOUT (an open intent and an interrupted service are latched as the memory is read); limits in conflict or
 * watchdog test failed → SAFE_STOP(tool); door open and topOK → COLLECTION; key → SERVICE; ¬G: **wait**, event at 60 s,
 * no fault; ¬topOK → WAIT_START; else FULL_LOCKED if `full` and not (level valid ≤ full − 8), else IDLE (WAIT_START if
 * `armAfterPowerLoss: false`).
 */
export const selfTest: Row<ModeOf<"SELF_TEST">> = (mode, facts) => {
  const { memory, guards, press, now } = facts;
  const [first] = memory.latch;
  if (first !== undefined) return lockedOut(facts, memory.latch, causeText(first));
  if (limitsConflict(facts)) return safeStop(facts, "limits");
  if (guards.doorOpen && guards.topOk) return toCollection(facts);
  const turned = toService(facts);
  if (turned !== null) return turned;
  if (mode.relay !== "passed") return relayTest(mode, facts);
  if (!guards.good || !guards.auto) return null;
  if (!guards.topOk) {
    return { to: { name: "WAIT_START", since: now }, text: "the press is not at its top: waiting for START" };
  }
  const ready = readyStep(facts);
  if (ready.to.name === "IDLE" && mode.powerUp && !press.armAfterPowerLoss) {
    return { to: { name: "WAIT_START", since: now }, text: "power is back: waiting for START" };
  }
  return ready;
};

/** Lets go of the watchdog relay once while all else is closed: only then does an open chain prove the relay. */
function relayTest(mode: ModeOf<"SELF_TEST">, facts: Facts): Step | null {
  const { guards, readings, moments, now } = facts;
  const next = (relay: RelayTest, text: string): Step => ({ to: { ...mode, relay }, reason: "watchdogTest", text });
  if (typeof mode.relay === "string") {
    return guards.good ? next({ droppedAt: now }, "let go of the watchdog relay to see it open the chain") : null;
  }
  if (!guards.allButChain) return next("waiting", "a guard opened during the watchdog test: it begins again");
  if (isOff(readings.chain)) return next("passed", "the watchdog relay opened the chain");
  const late = moments.passed(mode.relay.droppedAt, TIMERS.relayOpens);
  return late && isOn(readings.chain) ? safeStop(facts, "watchdog") : null;
}

/** Ready without motion: a bin that was full stays locked until a valid level says otherwise. */
export function readyStep(facts: Facts): Step {
  const { memory, fill, level, settings, now } = facts;
  const emptier = isAtMost(fill, level, settings.fullPct - settings.hysteresisPct);
  if (memory.full && !emptier) return { to: { name: "FULL_LOCKED", since: now }, text: "still full" };
  return { to: { name: "IDLE", since: now }, text: "ready", memory: { full: false } };
}

export const toCollection = ({ now }: Facts): Step => ({
  to: { name: "COLLECTION", since: now, returned: false },
  text: "the service door was opened",
});

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
