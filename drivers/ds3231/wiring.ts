import { i2cWires, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "clock chip DS3231",
  wires: [...i2cWires("line")],
  off: "With a wire off it does not answer, and the computer's own clock counts alone.",
});
