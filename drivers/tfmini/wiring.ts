import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "optical TFmini",
  wires: [
    { from: "5 V", colour: "red", end: "5 V", by: "0.8 A at its peak" },
    { from: "GND", colour: "black", end: "GND" },
    { from: "TX", colour: "green", end: { key: "port", as: "RX" }, by: "its levels are 3.3 V" },
    { from: "RX", colour: "white", end: "open" },
  ],
  off: NO_RANGE,
});
