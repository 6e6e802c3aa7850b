import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "ultrasonic XL-MaxSonar-WR",
  wires: [
    { from: "6 V+", end: "3.3 V" },
    { from: "7 GND", end: "GND" },
    { from: "5 serial", end: { key: "port", as: "RX" }, by: "of a TTL model straight, else through an inverter" },
    { from: "4 RX", end: "open" },
  ],
  off: NO_RANGE,
});
