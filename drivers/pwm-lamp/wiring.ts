import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active }: SettingsOf<typeof settings>): Wiring => ({
  what: "lamp behind a converter to 0–10 V",
  wires: [
    {
      from: "PWM in",
      end: { key: "line" },
      by: `10 kΩ from the input to ${active === "high" ? "3.3 V" : "GND"}`,
    },
    { from: "GND", end: "GND" },
    { from: "supply", end: { away: "12 V of the cabinet" } },
    { from: "0–10 V", end: { away: "the luminaire's dimming input, plus to plus" } },
  ],
  off: "With nobody at the line the converter gives 10 V, and the lamp burns in full.",
});
