import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic HRXL-MaxSonar-WR",
  wires: [
    { from: "6 V+", end: "3.3 V", by: "at 3.3 V its TX is safe for a Raspberry Pi; 5 V behind a USB adapter" },
    { from: "7 GND", end: "GND" },
    { from: "5 serial", end: { key: "port", as: "RX" }, by: "MB738x straight, MB736x through an inverter" },
    { from: "4 RX", end: "open", by: "or high: it ranges by itself, filtered" },
  ],
  off: NO_RANGE,
});
