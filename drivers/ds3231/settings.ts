import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { CHIP } from "../i2c/settings.ts";

export const contract: Contract = "clock";

export const settings = {
  line: { ...CHIP, meaning: "The bus and the chip's address, which is always 0x68: i2c-1/0x68." },
} satisfies SettingTable;
