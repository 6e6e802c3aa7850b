import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ zeroMv }: SettingsOf<typeof settings>): Wiring => ({
  what: "current sensor with a voltage output, such as ACS712",
  wires: [
    { from: "VCC", end: "5 V", by: "of the board: its output and the board's converter follow one supply" },
    { from: "GND", end: "GND" },
    { from: "OUT", end: { key: "line" }, by: "10 kΩ from the pin to GND" },
    { from: "IP+, IP−", end: { away: "in the wire whose current it measures" } },
  ],
  off:
    zeroMv === 0
      ? "With a wire off it reads 0 A: nothing tells that from no current."
      : "With a wire off it is out of range, a fault.",
});
