import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic A01NYUB",
  wires: [
    { from: "VCC", end: "3.3 V", by: "at 3.3 V its TX is safe for a Raspberry Pi; 5 V behind a USB adapter" },
    { from: "GND", end: "GND" },
    { from: "TX", end: { key: "port", as: "RX" }, by: "plain TTL: an RS-232 shifter turns the signal round" },
    { from: "RX", end: "open" },
  ],
  off: NO_RANGE,
});
