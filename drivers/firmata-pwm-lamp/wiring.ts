import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active }: SettingsOf<typeof settings>): Wiring => ({
  what: "lamp behind a converter to 0–10 V",
  wires: [
    {
      from: "PWM in",
      end: { key: "line" },
      by: `10 kΩ from the input to ${active === "high" ? "5 V" : "GND"}`,
    },
    { from: "GND", end: "GND" },
    { from: "supply", end: { away: "12 V of the cabinet" } },
    { from: "0–10 V", end: { away: "the luminaire's dimming input, plus to plus" } },
  ],
  off:
    active === "low"
      ? "With the board beginning, or off, the converter gives 10 V, and the lamp burns in full."
      : "With the board off the lamp burns in full; while the board begins, 2 s, it is DARK.",
});
