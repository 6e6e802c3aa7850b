import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { CHIP } from "../i2c/settings.ts";

export const contract: Contract = "light-sensor";

export const settings = {
  line: {
    ...CHIP,
    meaning: "The bus and the chip's address: i2c-1/0x23 with ADDR low or open, i2c-1/0x5c with it high.",
  },
} satisfies SettingTable;
