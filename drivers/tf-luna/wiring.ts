import { NO_RANGE, type Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "optical TF-Luna",
  wires: [
    { from: "1 +5V", end: "5 V" },
    { from: "4 GND", end: "GND" },
    { from: "3 TXD", end: { key: "port", as: "RX" }, by: "its levels are 3.3 V" },
    { from: "2 RXD", end: "open" },
    { from: "5 CFG", end: "open", by: "serial; at GND it speaks I²C" },
  ],
  off: NO_RANGE,
});
