import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Rail, Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

type Level = "low" | "high";
type Pull = "none" | "up" | "down";
/** The level of the line with the contact open, or its wire off. */
const rests = (active: Level, pull: Pull): Level =>
  pull === "none" ? (active === "high" ? "low" : "high") : pull === "up" ? "high" : "low";
const fed = (active: Level, pull: Pull): Rail => (rests(active, pull) === "low" ? "3.3 V" : "GND");
const resistor = (active: Level, pull: Pull): string =>
  rests(active, pull) === "low" ? "10 kΩ from the line to GND" : "10 kΩ from the line to 3.3 V";
const cut = (active: Level, pull: Pull): string =>
  rests(active, pull) === active ? "ACTIVE, as if it were closed" : "not active";

export const wiring = ({ active, pull }: SettingsOf<typeof settings>): Wiring => ({
  what: "contact",
  wires: [
    { from: "contact 1", end: fed(active, pull) },
    { from: "contact 2", end: { key: "line" }, by: `1 kΩ, then ${resistor(active, pull)}` },
  ],
  off: `With a wire off it reads ${cut(active, pull)}.`,
});
