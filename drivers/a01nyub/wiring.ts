import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic A01NYUB",
  wires: [
    { from: "VCC", end: "3.3 V" },
    { from: "GND", end: "GND" },
    { from: "TX", end: { key: "port", as: "RX" } },
    { from: "RX", end: "open" },
  ],
  off: NO_RANGE,
});
