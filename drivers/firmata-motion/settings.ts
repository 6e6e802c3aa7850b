import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { DIGITAL, pull } from "../firmata/settings.ts";
import { active } from "../gpio/settings.ts";

export const contract: Contract = "motion-sensor";

export const settings = {
  line: DIGITAL,
  active: active("high", "The level of the pin while the sensor sees someone."),
  pull,
} satisfies SettingTable;
