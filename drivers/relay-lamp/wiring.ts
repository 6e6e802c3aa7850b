import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active }: SettingsOf<typeof settings>): Wiring => ({
  what: "lamp through the break contact of a relay",
  wires: [
    {
      from: "gate",
      end: { key: "line" },
      by: `1 kΩ, then 10 kΩ from the gate to ${active === "high" ? "GND" : "3.3 V"}`,
    },
    { from: "source", end: "GND" },
    { from: "coil", end: { away: "between the drain and 12 V of the cabinet, a diode across it" } },
    { from: "break contact", end: { away: "in the lamp's phase, closed at rest" } },
  ],
  off: "With nobody at the line the relay is at rest, and the lamp burns in full.",
});
