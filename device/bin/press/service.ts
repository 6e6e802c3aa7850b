import { after, millis } from "../../measure/time.ts";
import { SPENT } from "../looking/hands.ts";
import { isOff, isOn } from "../looking/guards.ts";
import { latchedWith, addedCause, flowsNow, held, travel, type Facts, type Row, type Step } from "./facts.ts";
import { causeText } from "./causes.ts";
import { pressedReset } from "./reset.ts";
import type { Service } from "./states.ts";
import { TIMERS } from "./timers.ts";

/** The key at SERVICE, in every state outside a stroke once the memory was read; what it interrupts is given up. */
export function toService(facts: Facts): Step | null {
  if (!isOn(facts.readings.key) || !facts.memoryRead) return null;
  return {
    to: {
      ...{ name: "SERVICE", since: facts.now, intent: facts.nextRevision },
      ...{ hands: SPENT, run: null, armed: null, cleared: false },
    },
    text: "the key stands at SERVICE: moves only by the crew's buttons",
    memory: { serviceOpen: true },
  };
}

/**
 * moves only on hold with G (key contact aside) and lock; both buttons released after entry; down only begun from
 * topOK; 5 s a press; key back → LOCKOUT if latched, else WAIT_START.
 */
export const service: Row<Service> = (mode, facts) => {
  const also = addedCause(facts);
  if (also !== null) return { ...stopped(mode, also.text), reason: also.cause, memory: { latch: also.latch } };
  if (isOff(facts.readings.key)) return keyBack(mode, facts);
  if (mode.run !== null) return running(mode, mode.run, facts);
  return armedOrNot(mode, facts) ?? pressedReset(mode, facts) ?? mayBegin(mode, facts);
};

function keyBack(mode: Service, facts: Facts): Step | null {
  const { memory, now, stored } = facts;
  const latch = memory.topLate ? latchedWith(memory, "suspectTop") : memory.latch;
  if (latch.length > 0) {
    const to = { name: "LOCKOUT", since: now, causes: latch, clearing: false } as const;
    return { to, text: "the key is back: still locked out", because: { causes: latch }, memory: { latch, ...CLOSED } };
  }
  if (mode.cleared && !stored) return mode.run === null ? null : stopped(mode, "the key is back");
  return { to: { name: "WAIT_START", since: now }, text: "the key is back: waiting for START", memory: CLOSED };
}
const CLOSED = { serviceOpen: false, strokeOpen: false } as const;

/** Off, and nothing more until both buttons were seen let go of. */
const stopped = (mode: Service, text: string): Step => ({
  to: { ...mode, run: null, hands: mode.hands.is === "free" ? mode.hands : SPENT },
  reason: "serviceStop",
  text,
});

function mayBegin(mode: Service, facts: Facts): Step | null {
  const { hands } = mode;
  if (hands.is !== "held") return null;
  const missing = whatIsMissing(mode, facts);
  if (missing === null) {
    const to: Service = { ...mode, run: facts.now };
    return { to, reason: "serviceRun", text: `${hands.way} by the crew's buttons`, because: travel(facts) };
  }
  if (!facts.moments.passed(hands.since, TIMERS.serviceReady)) return null;
  return { ...stopped(mode, `did not move ${hands.way}: ${missing}`), because: { missing } };
}

/** What keeps the press from beginning to move, for a person; null: nothing. */
function whatIsMissing({ intent, hands }: Service, facts: Facts): string | null {
  const { guards, watch, moments, durable } = facts;
  const lost = whatIsLost(facts);
  if (lost !== null) return lost;
  if (durable < intent) return "acknowledgement of the store";
  if (watch.offSince === null || !moments.passed(watch.offSince, TIMERS.pause)) return "300 ms of rest";
  if (flowsNow(facts)) return "a motor without current: it flows though both directions are off";
  if (hands.is !== "held") return "both buttons";
  if (hands.way === "down") return guards.topOk ? null : "down only from the top: drive it up first";
  if (!guards.topMade) return null;
  return guards.far ? "TOP says made and the travel says it is down: look at the TOP switch" : "it is at its top";
}

/** What must not be missing in any cycle of a run. */
function whatIsLost(facts: Facts): string | null {
  const { guards, readings } = facts;
  if (!guards.atService) return "key at SERVICE";
  if (!guards.good) return guards.missing;
  if (!guards.lock) return "hopper lock";
  if (!readings.current.ok) return "motor current";
  return held(facts, "lowVoltage", TIMERS.lowVoltage) ? "battery voltage" : null;
}

function running(mode: Service, since: NonNullable<Service["run"]>, facts: Facts): Step | null {
  const { hands } = mode;
  const { guards, moments, memory } = facts;
  if (hands.is !== "held") return stopped(mode, "stopped: the buttons were let go of");
  const lost = whatIsLost(facts);
  if (lost !== null) return { ...stopped(mode, `stopped, missing: ${lost}`), because: { missing: lost } };
  const blankEnd = after(since, TIMERS.blank);
  if (held(facts, "noCurrent", TIMERS.motorOpen, blankEnd)) return stopped(mode, causeText("motorOpen"));
  if (hands.way === "up") {
    if (guards.topMade) return { ...stopped(mode, "stopped: at the top"), memory: { jamsUp: 0 } };
    if (held(facts, "stalling", TIMERS.pressEnd, blankEnd)) return stopped(mode, "stopped: something holds the press");
  } else {
    if (guards.topMade && moments.passed(since, TIMERS.topLeaves)) {
      const latch = latchedWith(memory, "suspectTop");
      return { ...stopped(mode, causeText("suspectTop")), reason: "suspectTop", memory: { latch } };
    }
    if (guards.bottomMade) return stopped(mode, "stopped: at the lower end");
    if (held(facts, "pressing", TIMERS.pressEnd, blankEnd)) return stopped(mode, "stopped: pressing force reached");
  }
  return moments.passed(since, TIMERS.serviceRun) ? stopped(mode, RUN_OVER) : null;
}
const RUN_OVER = `stopped: ${millis(TIMERS.serviceRun) / 1_000} s are over, let go of both buttons and press again`;

/** `gaturum reset-latch` came in, or what it armed is over. */
function armedOrNot(mode: Service, facts: Facts): Step | null {
  const { asked, memory, moments, now } = facts;
  if (asked.arm !== null && memory.latch.length > 0) {
    const { who, why } = asked.arm;
    const text = `${who} armed RESET for 60 s: ${why}`;
    return { to: { ...mode, armed: { who, why, at: now } }, reason: "resetArmed", text, because: { who, why } };
  }
  if (mode.armed === null || !moments.passed(mode.armed.at, TIMERS.armed)) return null;
  return { to: { ...mode, armed: null }, reason: "resetDisarmed", text: "RESET was not pressed within 60 s" };
}
