import type { Wiring } from "../wiring.ts";

export const wiring = (): Wiring => ({
  what: "relay that drops when its line stands still",
  wires: [
    { from: "input", end: { key: "line" }, by: "a capacitor, never straight; 10 kΩ from the line to GND" },
    { from: "GND", end: "GND" },
    { from: "supply", end: { away: "as the datasheet of monoflop or relay says" } },
  ],
  off: "With nobody at the line the relay drops within 0.5 s.",
});
