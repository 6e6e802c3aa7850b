import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE } from "../gpio/settings.ts";

export const contract: Contract = "ram";

export const settings = {
  down: { ...LINE, meaning: "The line of the relay that drives the ram down: GPIO17, or pinctrl-bcm2711/17." },
  up: { ...LINE, meaning: "The line of the relay that drives it up." },
  active: active("high", "The level of both lines that closes a relay."),
  deadTimeMs: {
    kind: "duration",
    min: 100,
    max: 2_000,
    default: 300,
    meaning: "Both relays stay open for so long before the other direction.",
  },
} satisfies SettingTable;
