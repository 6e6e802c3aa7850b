import type { Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "phototransistor such as TEMT6000",
  wires: [
    { from: "collector", end: "5 V" },
    { from: "emitter", end: { key: "line" }, by: "10 kΩ from the pin to GND" },
  ],
  off: "With a wire off it reads dark, and the lamp burns.",
});
