import type { Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "the computer's own clock",
  wires: [],
  off: "It is in the computer: nothing to wire.",
});
