import type { SettingsOf } from "../../device/measure/setting.ts";
import { i2cWires, type Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ line }: SettingsOf<typeof settings>): Wiring => ({
  what: "photocell BH1750",
  wires: [...i2cWires("line"), { from: "ADDR", end: line.endsWith("/0x5c") ? "3.3 V" : "open" }],
  off: "With a wire off it does not answer, a fault.",
});
