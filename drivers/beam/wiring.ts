import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active, pull }: SettingsOf<typeof settings>): Wiring => ({
  what: active === "low" ? "through-beam receiver, PNP" : "through-beam receiver, NPN",
  wires: [
    { from: "+ of both", end: { away: "12 V of the cabinet" } },
    { from: "0 V of both", end: "GND" },
    {
      from: "output",
      end: { key: "line" },
      by:
        pull === "down"
          ? "4.7 kΩ, then 1.8 kΩ from the line to GND: 3.3 V of 12 V"
          : "it pulls to GND, the board to 3.3 V",
    },
  ],
  off: "With a wire off it reads blocked.",
});
