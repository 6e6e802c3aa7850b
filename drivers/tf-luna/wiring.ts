import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "optical TF-Luna",
  wires: [
    { from: "1 +5V", end: "5 V" },
    { from: "4 GND", end: "GND" },
    { from: "3 TXD", end: { key: "port", as: "RX" } },
    { from: "2 RXD", end: "open" },
    { from: "5 CFG", end: "open" },
  ],
  off: NO_RANGE,
});
