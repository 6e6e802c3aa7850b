import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

type Given = SettingsOf<typeof settings>;
/** With the contact open, or its wire off. */
const restsHigh = (active: Given["active"], pull: Given["pull"]): boolean => pull === "up" || active === "low";
const resistor = (active: Given["active"], pull: Given["pull"]): string =>
  pull === "up" ? "" : `, then 10 kΩ from the pin to ${active === "low" ? "5 V" : "GND"}`;

export const wiring = ({ active, pull }: SettingsOf<typeof settings>): Wiring => ({
  what: "contact",
  wires: [
    { from: "contact 1", end: restsHigh(active, pull) ? "GND" : "5 V" },
    { from: "contact 2", end: { key: "line" }, by: `1 kΩ${resistor(active, pull)}` },
  ],
  off: `With a wire off it reads ${restsHigh(active, pull) === (active === "high") ? "ACTIVE, as if it were closed" : "not active"}.`,
});
