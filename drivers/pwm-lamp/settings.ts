import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active } from "../gpio/settings.ts";

export const contract: Contract = "lamp";

export const settings = {
  line: {
    kind: "line",
    only: "pwm",
    meaning: "The PWM chip by its device, and the channel in it: fe20c000.pwm/0. The chips here: ls -l /sys/class/pwm.",
  },
  active: active("high", "The level of the line for light: low where the converter turns it round."),
  frequencyHz: { kind: "rate", min: 100, max: 20_000, default: 1_000, meaning: "How often a second the line pulses." },
} satisfies SettingTable;
