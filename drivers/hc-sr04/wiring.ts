import type { Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic HC-SR04",
  wires: [
    { from: "VCC", end: "5 V" },
    { from: "GND", end: "GND" },
    { from: "TRIG", end: { key: "line" } },
    { from: "ECHO", end: { key: "line" }, by: "1 kΩ, on the pin of TRIG" },
  ],
  off: "With a wire off the board hears no echo, and the level is not known.",
});
