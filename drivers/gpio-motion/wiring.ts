import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Wiring } from "../wiring.ts";
import type { settings } from "./settings.ts";

export const wiring = ({ active, pull }: SettingsOf<typeof settings>): Wiring => ({
  what: "motion sensor with a switched output",
  wires: [
    { from: "VCC", end: "5 V", by: "AM312 and EKMC: 3.3 V" },
    { from: "GND", end: "GND" },
    { from: "OUT", end: { key: "line" }, by: "never above 3.3 V" },
  ],
  off:
    (pull === "up") === (active === "high") && pull !== "none"
      ? "With a wire off it reads that someone is there."
      : "With a wire off it sees nobody; the lamp finds that out after some nights.",
});
