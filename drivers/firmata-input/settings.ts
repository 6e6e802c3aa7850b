import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { DIGITAL, pull } from "../firmata/settings.ts";
import { active } from "../gpio/settings.ts";

export const contract: Contract = "digital-input";

export const settings = {
  line: DIGITAL,
  active: active("high", "The level of the pin while the part is what its role says: closed, pressed, blocked."),
  pull,
} satisfies SettingTable;
