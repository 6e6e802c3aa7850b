import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic A02YYUW",
  wires: [
    { from: "VCC", colour: "red", end: "3.3 V" },
    { from: "GND", colour: "black", end: "GND" },
    { from: "TX", colour: "green", end: { key: "port", as: "RX" } },
    { from: "RX", colour: "blue", end: "open" },
  ],
  off: NO_RANGE,
});
