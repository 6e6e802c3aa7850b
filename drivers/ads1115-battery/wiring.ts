import type { SettingsOf } from "../../device/measure/setting.ts";
import { i2cWires, type Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ line }: SettingsOf<typeof settings>): Wiring => ({
  what: "battery on an ADS1115",
  wires: [
    ...i2cWires("line", "VDD"),
    {
      from: line.slice(line.lastIndexOf("/") + 1),
      end: { away: "battery plus, through a fuse of 0.5 A" },
      by: "100 kΩ, then 22 kΩ beside 100 nF from the channel to GND",
    },
    { from: "battery −", end: "GND" },
  ],
  off: "With a wire off it does not answer, a fault.",
});
