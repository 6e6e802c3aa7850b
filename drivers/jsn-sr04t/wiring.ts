import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic JSN-SR04T, mode 2",
  wires: [
    { from: "5V", end: "3.3 V", by: "at 3.3 V its TX is safe for a Raspberry Pi; 5 V behind a USB adapter" },
    { from: "GND", end: "GND" },
    { from: "ECHO / TX", end: { key: "port", as: "RX" }, by: "plain TTL; 47 kΩ in the place of R27" },
    { from: "TRIG / RX", end: "open" },
  ],
  off: NO_RANGE,
});
