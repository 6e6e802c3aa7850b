import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

const resistor = (active: "low" | "high"): string => `10 kΩ from the gate to ${active === "high" ? "GND" : "3.3 V"}`;

export const wiring = ({ active }: SettingsOf<typeof settings>): Wiring => ({
  what: "press motor behind two relays that exclude each other",
  wires: [
    { from: "gate of K1", end: { key: "down" }, by: `1 kΩ, then ${resistor(active)}` },
    { from: "gate of K2", end: { key: "up" }, by: `1 kΩ, then ${resistor(active)}` },
    { from: "sources", end: "GND" },
    { from: "coil K1", end: { away: "break contact of K2, BOTTOM, guard chain, 24 V" } },
    { from: "coil K2", end: { away: "break contact of K1, TOP, guard chain, 24 V" } },
  ],
  off: "With nobody at the lines both relays are open, and the ram stands still.",
});
