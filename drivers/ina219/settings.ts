import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { CHIP } from "../i2c/settings.ts";

export const contract: Contract = "current-sensor";

export const settings = {
  line: CHIP,
  fullMa: {
    kind: "current",
    min: 100,
    max: 100_000,
    default: 3_200,
    meaning: "The current at which the shunt drops 320 mV: 3.2 A for the 0.1 Ω (R100) of most modules, 32 A for 10 mΩ.",
  },
} satisfies SettingTable;
