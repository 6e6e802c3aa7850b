import type { SettingsOf } from "../../device/measure/setting.ts";
import { i2cWires, type Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ line }: SettingsOf<typeof settings>): Wiring => ({
  what: "current sensor INA219",
  wires: [
    ...i2cWires("line"),
    { from: "VIN+", end: { away: "plus of the supply" } },
    { from: "VIN−", end: { away: "plus of the load; its minus to GND" } },
    { from: "A0, A1", end: { away: `make the address ${line.slice(line.lastIndexOf("/") + 1)}; both open is 0x40` } },
  ],
  off: "With a wire off it does not answer, a fault.",
});
