import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { DIGITAL } from "../firmata/settings.ts";
import { active } from "../gpio/settings.ts";

export const contract: Contract = "digital-output";

export const settings = {
  line: DIGITAL,
  active: active("high", "The level of the pin while it is on. A board that begins sets every pin low."),
} satisfies SettingTable;
