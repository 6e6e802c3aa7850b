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
  curve: {
    kind: "choice",
    of: ["linear", "logarithmic"] as const,
    default: "linear",
    meaning:
      "How the luminaire turns 0–10 V into light, by its datasheet. On the wrong curve 50 % is 3 %, or nearly full light.",
  },
  leastPct: {
    kind: "share",
    min: 0,
    max: 50,
    default: 0,
    meaning: "The least light that the luminaire can give, by its datasheet: a lit level below it becomes this one.",
  },
} satisfies SettingTable;
