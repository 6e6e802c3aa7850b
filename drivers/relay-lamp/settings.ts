import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE } from "../gpio/settings.ts";

export const contract: Contract = "lamp";

export const settings = {
  line: LINE,
  active: active("high", "The level of the line that makes the lamp dark, through a relay that is closed at rest."),
} satisfies SettingTable;
