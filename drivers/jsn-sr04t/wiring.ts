import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic JSN-SR04T, mode 2",
  wires: [
    { from: "5V", end: "3.3 V" },
    { from: "GND", end: "GND" },
    { from: "ECHO / TX", end: { key: "port", as: "RX" }, by: "47 kΩ in the place of R27" },
    { from: "TRIG / RX", end: "open" },
  ],
  off: NO_RANGE,
});
