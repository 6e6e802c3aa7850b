import type { Facts, Step } from "./facts.ts";
import { globalStep } from "./global.ts";
import { lockedOut, safeStopped } from "./latched.ts";
import { collection, cool, fullLocked, idle } from "./resting.ts";
import { boot, selfTest } from "./self-test.ts";
import { locking, waitStart, warn } from "./starting.ts";
import { LATCHED_STATES, type Mode } from "./states.ts";
import { service } from "./service.ts";
import { shutDown, toShutdown } from "./shutdown.ts";
import { dwell, extend, pause, retract } from "./stroke.ts";
import { verify } from "./verify.ts";

/** The step of this cycle: what counts in every state first, then the row of the state. */
export function stepOf(facts: Facts): Step | null {
  const global = addsToLatch(facts.mode) ? null : globalStep(facts);
  return global ?? ownStep(facts) ?? toShutdown(facts);
}

/** In these a cause is added to the latch once, and motion stays off but for the crew's own. */
const addsToLatch = ({ name }: Mode): boolean => LATCHED_STATES.includes(name) || name === "SERVICE";

function ownStep(facts: Facts): Step | null {
  const { mode } = facts;
  switch (mode.name) {
    case "BOOT":
      return boot(mode, facts);
    case "SELF_TEST":
      return selfTest(mode, facts);
    case "WAIT_START":
      return waitStart(mode, facts);
    case "IDLE":
      return idle(mode, facts);
    case "LOCKING":
      return locking(mode, facts);
    case "WARN":
      return warn(mode, facts);
    case "EXTEND":
      return extend(mode, facts);
    case "PAUSE":
      return pause(mode, facts);
    case "DWELL":
      return dwell(mode, facts);
    case "RETRACT":
      return retract(mode, facts);
    case "VERIFY":
      return verify(mode, facts);
    case "COOL":
      return cool(mode, facts);
    case "FULL_LOCKED":
      return fullLocked(mode, facts);
    case "COLLECTION":
      return collection(mode, facts);
    case "SAFE_STOP":
      return safeStopped(mode, facts);
    case "LOCKOUT":
      return lockedOut(mode, facts);
    case "SERVICE":
      return service(mode, facts);
    case "SHUTDOWN":
      return shutDown(mode, facts);
  }
}
