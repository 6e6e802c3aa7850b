import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic AJ-SR04M, mode 3",
  wires: [
    { from: "5V", end: "3.3 V" },
    { from: "GND", end: "GND" },
    { from: "ECHO / TX", end: { key: "port", as: "RX" }, by: "120 kΩ in the place of R19" },
    { from: "TRIG / RX", end: "open" },
  ],
  off: NO_RANGE,
});
