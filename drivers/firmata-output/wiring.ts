import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active }: SettingsOf<typeof settings>): Wiring => ({
  what: "load behind a MOSFET",
  wires: [
    { from: "gate", end: { key: "line" }, by: "220 Ω, then 10 kΩ from the gate to GND" },
    { from: "source", end: "GND" },
    { from: "drain", end: { away: "load −; load + to 12 V, a diode across a coil" } },
  ],
  off: `With nobody at the pin no current flows, which is ${active === "high" ? "off" : "on (a lock: locked)"}.`,
});
