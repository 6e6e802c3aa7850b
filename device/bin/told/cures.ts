import { causeText, needsTool, type CAUSES, type Cause } from "../press/causes.ts";

/** After which RESET takes the cause back, or what it needs before. */
const RESET = "then press RESET";
const RAM_DOWN = "Press RESET, then START: it warns and goes up";

/** What somebody at the bin does about each cause, and where. */
export const CURES: Readonly<Record<keyof typeof CAUSES, string>> = {
  nvLost: `Look where the ram stands and that nobody is in the press, ${RESET}. If it comes again, replace the memory card`,
  openIntent: `Look into the press from the service door and close the door. ${RAM_DOWN}`,
  openService: `Look into the press from the service door, turn the key to AUTO, ${RESET}`,
  eStop: `Find out why it was pressed, pull the red button out, ${RESET}`,
  fire: `Keep the hopper shut and call the fire brigade if it smokes. Below 40 C for 10 minutes, ${RESET}`,
  tilt: `Set the bin upright, look at its feet and at the tilt switch. Upright for a minute, ${RESET}`,
  guard: `Close hopper and service door and set the inner bin in its place. ${RAM_DOWN}`,
  lock: `Look at the hopper's lock and its contact: litter may keep the bolt from closing. ${RAM_DOWN}`,
  key: `Turn the key to AUTO. ${RAM_DOWN}. If it stands there already, the key switch is stuck: replace it`,
  current: `Look at the current sensor in the motor's wire and at its cable. ${RAM_DOWN}`,
  top: `Look at the TOP switch above the plate: one of its two contacts sticks or its cable is broken. Mend it, ${RESET}`,
  topAndBottom: `Look at both limit switches: one of TOP and BOTTOM sticks. Mend it, ${RESET}`,
  limits: "Look at TOP above the plate and BOTTOM at the foot of the ram: one of them sticks, or its cable is broken",
  suspectTop:
    "Look where the plate is, keep the hopper shut. If it is down and the TOP switch above it stays made, replace the switch; if it is up, look at the travel encoder",
  suspectBottom: "Look at the BOTTOM switch at the foot of the ram: litter or a broken arm keeps it made. Replace it",
  motorOpen: `Look at the motor's wires, its fuse and the two direction relays. ${RAM_DOWN}`,
  extendTimeout: `Look at the BOTTOM switch and whether the motor turns the spindle. ${RAM_DOWN}`,
  retractTimeout: `Take out what holds the plate, look whether the motor turns the spindle and at TOP. ${RAM_DOWN}`,
  jam: `Take out what lies between the hopper and the plate, ${RESET}`,
  jamUp: `Take out what lies above or beside the plate. ${RAM_DOWN}`,
  jamUpAgain: "Take out what lies above or beside the plate, and look at spindle and guides",
  discrepancy: "Look at the two contacts of the hopper and of the service door: one is out of place or broken",
  watchdog: "Look at the watchdog relay in the guard chain: its contact is welded or bridged. Replace it",
  weld: "Switch the bin off at its main switch and replace the two direction relays",
};
const OWN_FAULT = "Leave it switched off. Report it with the flight record (gaturum why --record FILE)";
const TOOL = ". Then the key to SERVICE, gaturum reset-latch with your name and the reason, and RESET";

/** One cause for a person: what it is, and what to do about it. */
export type ToldCause = {
  readonly cause: Cause;
  readonly tool: boolean;
  readonly text: string;
  readonly cure: string;
};
export const toldCause = (cause: Cause): ToldCause => ({
  cause,
  tool: needsTool(cause),
  text: causeText(cause),
  cure: cureOf(cause),
});

export function cureOf(cause: Cause): string {
  const cure = cause in CURES ? CURES[cause as keyof typeof CURES] : OWN_FAULT;
  return `${cure}${needsTool(cause) ? TOOL : ""}.`;
}
