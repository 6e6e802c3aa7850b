/**
 * Why the press was stopped for good, and what a technician should know of it. `tool` causes want a tool: no reset on
 * the street takes them back.
 */
export const CAUSES = {
  nvLost: { tool: false, text: "the controller's memory could not be read" },
  openIntent: { tool: false, text: "power was lost while the press was moving" },
  openService: { tool: false, text: "power was lost while the key stood at SERVICE" },
  eStop: { tool: false, text: "the emergency stop was pressed" },
  fire: { tool: false, text: "it is hot inside, or the temperature rises fast" },
  tilt: { tool: false, text: "the bin leans over" },
  guard: { tool: false, text: "a guard opened during a stroke" },
  lock: { tool: false, text: "the hopper lock was not closed during a stroke" },
  key: { tool: false, text: "the key was turned from AUTO during a stroke" },
  current: { tool: false, text: "the motor current was not known during a stroke" },
  top: { tool: false, text: "the two contacts of the TOP switch contradict each other" },
  topAndBottom: { tool: false, text: "TOP and BOTTOM are made at the same time" },
  limits: { tool: true, text: "the limit switches contradict each other at rest" },
  suspectTop: { tool: true, text: "TOP says that the press is up, and what it did or its travel says that it is not" },
  suspectBottom: { tool: true, text: "BOTTOM was made far too early in a stroke" },
  motorOpen: { tool: false, text: "the motor is driven and takes no current: look at its wires" },
  extendTimeout: { tool: false, text: "the press did not reach its lower end in time" },
  retractTimeout: { tool: false, text: "the press did not come back to its top in time" },
  jam: { tool: false, text: "the press jammed near its top for the third time in 24 hours" },
  jamUp: { tool: false, text: "the press stalled on its way up" },
  jamUpAgain: { tool: true, text: "the press stalled on its way up again" },
  discrepancy: { tool: true, text: "the two channels of a guard did not agree" },
  watchdog: { tool: true, text: "the guard chain stays closed without the watchdog: look at its relay" },
  weld: {
    tool: true,
    text: "the motor takes current or the press moves although both directions are off: a relay may be welded",
  },
} as const satisfies Record<string, { tool: boolean; text: string }>;
/** One of the table above, or the invariant for which the guard took outputs away: `I3`. */
export type Cause = keyof typeof CAUSES | `I${number}`;

export const isCause = (text: string): text is Cause => text in CAUSES || /^I\d{1,2}$/.test(text);
export const causeOfInvariant = (invariant: string): Cause => (isCause(invariant) ? invariant : "I0");

const described = (cause: Cause): { readonly tool: boolean; readonly text: string } =>
  cause in CAUSES
    ? CAUSES[cause as keyof typeof CAUSES]
    : { tool: true, text: `the guard had to take outputs away (${cause}): a fault in the controller` };
export const needsTool = (cause: Cause): boolean => described(cause).tool;
export const causeText = (cause: Cause): string => described(cause).text;
