import { i2cWires, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "photocell VEML7700",
  wires: [...i2cWires("line")],
  off: "With a wire off it does not answer, a fault.",
});
