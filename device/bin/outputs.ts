import type { BinOutputs, SignColour } from "./readings.ts";
import type { Remembered } from "./remembered.ts";
import type { Mode, ModeName } from "./states.ts";

/** A bin that is halted: nothing drives, the hopper locked, and no permission for the relay in the guard chain. */
export const SAFE_OUTPUTS: BinOutputs = { ram: "off", lock: true, buzzer: false, sign: "off", watchdog: false };
/** A bin without a ram drives nothing. */
export const NO_OUTPUTS: BinOutputs = { ram: "off", lock: false, buzzer: false, sign: "off", watchdog: false };

/** `top`: locked unless the ram is proved to be at its top. */
type Lock = "locked" | "free" | "top";
const LOCK: Readonly<Record<ModeName, Lock>> = {
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
};

export function outputsFor({ name }: Mode, topOk: boolean, { latch }: Remembered): BinOutputs {
  return {
    ram: name === "EXTEND" ? "down" : name === "RETRACT" ? "up" : "off",
    lock: LOCK[name] === "locked" || (LOCK[name] === "top" && !topOk),
    buzzer: name === "WARN",
    sign: SIGN[name],
    watchdog: !latch.includes("weld"),
  };
}
