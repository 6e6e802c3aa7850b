import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE, pull } from "../gpio/settings.ts";

export const contract: Contract = "motion-sensor";

export const settings = {
  line: LINE,
  active: active("high", "The level of the line while the sensor sees someone."),
  pull: pull("down"),
} satisfies SettingTable;
