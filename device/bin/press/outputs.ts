import type { BinOutputs, SignColour } from "../readings.ts";
import type { Remembering } from "../memory.ts";
import type { RamDirection } from "../../measure/samples.ts";
import { isStroke, type Mode, type ModeName } from "./states.ts";

/** A bin that is halted: nothing drives, the hopper locked, and no permission for the relay in the guard chain. */
export const SAFE_OUTPUTS: BinOutputs = {
  ram: "off",
  lock: true,
  buzzer: false,
  sign: "off",
  watchdog: false,
  intentRevision: null,
};
/** A bin without a ram drives nothing. */
export const NO_OUTPUTS: BinOutputs = {
  ram: "off",
  lock: false,
  buzzer: false,
  sign: "off",
  watchdog: false,
  intentRevision: null,
};

/**
 * `top`: locked unless the ram is proved to be at its top. `free`: opened only with that proof, but not shut again when
 * a knock at the housing makes a switch bounce: a drift ends the state. `kept`: as it was, and shut without that proof.
 */
type Lock = "locked" | "free" | "top" | "kept";
const LOCK: Readonly<Record<ModeName, Lock>> = {
  /** Nothing is proved yet. */
  BOOT: "locked",
  SELF_TEST: "top",
  WAIT_START: "top",
  IDLE: "free",
  LOCKING: "locked",
  WARN: "locked",
  EXTEND: "locked",
  PAUSE: "locked",
  DWELL: "locked",
  RETRACT: "locked",
  VERIFY: "locked",
  COOL: "free",
  FULL_LOCKED: "locked",
  COLLECTION: "top",
  SAFE_STOP: "locked",
  LOCKOUT: "top",
  SERVICE: "locked",
  /** Turning a lock costs what the battery does not have. */
  SHUTDOWN: "kept",
};
const SIGN: Readonly<Record<ModeName, SignColour>> = {
  BOOT: "amber",
  SELF_TEST: "amber",
  WAIT_START: "amber",
  IDLE: "green",
  LOCKING: "amber",
  WARN: "amber",
  EXTEND: "amber",
  PAUSE: "amber",
  DWELL: "amber",
  RETRACT: "amber",
  VERIFY: "amber",
  COOL: "green",
  FULL_LOCKED: "red",
  COLLECTION: "amber",
  SAFE_STOP: "red",
  LOCKOUT: "red",
  SERVICE: "amber",
  SHUTDOWN: "off",
};

export function outputsFor(mode: Mode, topOk: boolean, { read, value }: Remembering, was: BinOutputs): BinOutputs {
  const { name } = mode;
  /** Before the memory was read nobody knows of a weld; and each self-test lets go of the relay once. */
  const letGo = !read || (mode.name === "SELF_TEST" && typeof mode.relay === "object");
  const rests = name === "SHUTDOWN";
  return {
    ram: ramOf(mode),
    lock: isLocked(LOCK[name], topOk, was.lock),
    buzzer: name === "WARN",
    sign: SIGN[name],
    watchdog: !value.latch.includes("weld") && !letGo && !rests,
    intentRevision: isStroke(mode) ? mode.stroke.intent : mode.name === "SERVICE" ? mode.intent : null,
  };
}

function ramOf(mode: Mode): RamDirection {
  if (mode.name === "SERVICE") return mode.run !== null && mode.hands.is === "held" ? mode.hands.way : "off";
  return mode.name === "EXTEND" ? "down" : mode.name === "RETRACT" ? "up" : "off";
}

function isLocked(lock: Lock, topOk: boolean, wasLocked: boolean): boolean {
  switch (lock) {
    case "locked":
      return true;
    case "top":
      return !topOk;
    case "kept":
      return wasLocked || !topOk;
    case "free":
      return !topOk && wasLocked;
  }
}
