import { hours, millis, minutes, seconds } from "../../measure/time.ts";
import { COLD_FOR_MS } from "../fire.ts";

/**
 * Every wait of the machine by its name in the state table. All are our choice unless a source is named; the warning
 * time is a setting (`warnMs`).
 */
export const TIMERS = {
  /** BOOT: the store must have answered. */
  store: seconds(10),
  /** SELF_TEST: the watchdog relay must have opened the chain; it may take 500 ms, and the chain 100 ms more. */
  relayOpens: seconds(1),
  /** LOCKING: guards closed for so long, lock feedback and the acknowledged intent within so long. */
  closed: seconds(1),
  lock: seconds(5),
  /** Inrush of the motor is not looked at (blanking as in hobby motor drives, there 500 ms). */
  blank: millis(500),
  /** Pressing current must hold for so long to end a press; a stall upwards too. */
  pressEnd: millis(200),
  motorOpen: millis(300),
  /** TOP must have opened by then. */
  topLeaves: seconds(2),
  /** A stroke that stops later than this, with TOP not open yet, may have left a TOP that is stuck: 25 mm at 50 mm/s. */
  topLate: millis(500),
  lowVoltage: millis(200),
  pause: millis(300),
  dwell: seconds(2),
  cool: seconds(60),
  /** EXTEND and RETRACT end within 1.5 times the learned stroke, between these; the longest while nothing is learned. */
  strokeLeast: seconds(8),
  strokeMost: seconds(30),
  /** VERIFY waits so long for a valid level. */
  verify: seconds(15),
  /** TOP not made at rest for so long is a drift. */
  drift: millis(200),
  /** Both TOP contacts may be open while they change over. */
  topChange: millis(100),
  /** A weld: current flows for so long after the run-down, although off is commanded. */
  runDown: millis(300),
  weld: millis(200),
  /** After a start given up in WARN; after three starts given up. */
  startPause: seconds(60),
  startBlock: minutes(10),
  /** A person at the door: closed for so long; without RETURN; left open. */
  doorClosed: seconds(2),
  noReturn: minutes(15),
  doorOpen: minutes(30),
  /** Alarms of waiting: guards open in SELF_TEST, nobody at START. */
  guardsOpen: seconds(60),
  waiting: minutes(15),
  autoHome: seconds(10),
  /** A button acts on release after the first and before the second. */
  buttonLeast: millis(200),
  buttonMost: seconds(5),
  /** Two channels of one guard differ: told, and a fault that needs a tool. */
  discrepancy: millis(500),
  discrepancyTool: seconds(10),
  tilt: seconds(10),
  upright: seconds(60),
  cooledDown: COLD_FOR_MS,
  /** SERVICE: one run of a crew, and how long it waits for the chain, which closes only once a button is held. */
  serviceRun: seconds(5),
  serviceReady: millis(500),
  /** `gaturum reset-latch` arms RESET for so long. */
  armed: seconds(60),
  /** A key that stands at SERVICE for so long was forgotten, or its switch is stuck. */
  keyLeft: minutes(30),
  /** SHUTDOWN: so low for so long, and charged again for so long. */
  drained: seconds(10),
  charged: minutes(30),
  /** The beam is blocked for so long before it counts as litter. */
  beam: seconds(10),
  hour: hours(1),
  day: hours(24),
} as const;
