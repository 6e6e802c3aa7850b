/**
 * Why hardware did not do as asked. Expected, so it is a value; a programmer's mistake throws instead.
 *
 * | cause         | means                                                        |
 * |---------------|--------------------------------------------------------------|
 * | absent        | the config names no such part                                |
 * | starting      | no first value yet since start                               |
 * | no-port       | the device file is not there                                 |
 * | no-permission | it is there, and this user may not open it                   |
 * | port-busy     | another program holds it                                     |
 * | disconnected  | it was open and went away                                    |
 * | no-answer     | the port is open and nothing comes                           |
 * | corrupt       | bytes come and make no sense                                 |
 * | stale         | the newest value is older than this part may be              |
 * | out-of-range  | a value that this part cannot give                           |
 * | implausible   | two signals contradict each other                            |
 * | stuck         | it has not changed for longer than the street ever stays still |
 * | broken        | it said so itself, or a test broke it                        |
 */
export const FAULT_CAUSES = [
  "absent",
  "starting",
  "no-port",
  "no-permission",
  "port-busy",
  "disconnected",
  "no-answer",
  "corrupt",
  "stale",
  "out-of-range",
  "implausible",
  "stuck",
  "broken",
] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

/**
 * `part` is its name in the config; `detail` is for a person to read and decides nothing. `through` is the board or the bus
 * that failed, as the config names it, and with it every part behind it; left out: the part itself did.
 */
export type Fault = {
  readonly part: string;
  readonly cause: FaultCause;
  readonly detail?: string;
  readonly through?: string;
};

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export const DONE: Result<void> = { ok: true, value: undefined };
export const failed = (fault: Fault): { readonly ok: false; readonly fault: Fault } => ({ ok: false, fault });
