import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { DIGITAL } from "../firmata/settings.ts";
import { active } from "../gpio/settings.ts";

export const contract: Contract = "lamp";

export const settings = {
  line: DIGITAL,
  active: active(
    "low",
    "The level of the pin for light. A board that begins sets every pin low, and a lamp must be lit then: use a converter that turns it round.",
  ),
} satisfies SettingTable;
