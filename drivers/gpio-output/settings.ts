import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE } from "../gpio/settings.ts";

export const contract: Contract = "digital-output";

export const settings = {
  line: LINE,
  active: active("high", "The level of the line while it is on."),
} satisfies SettingTable;
