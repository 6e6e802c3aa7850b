import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { CHANNEL } from "../i2c/settings.ts";

export const contract: Contract = "battery";

export const settings = {
  line: CHANNEL,
  battery: {
    kind: "choice",
    of: ["lead-12v", "lifepo4-4s"] as const,
    default: "lead-12v",
    meaning: "What the battery is made of: its charge is read off its voltage by that.",
  },
  fullMv: {
    kind: "voltage",
    min: 14_000,
    max: 60_000,
    default: 22_714,
    meaning: "The battery's voltage at which 4.096 V would be at the pin: 22.714 V with 100 kΩ above and 22 kΩ below.",
  },
} satisfies SettingTable;
