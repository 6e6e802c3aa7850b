import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE, pull } from "../gpio/settings.ts";

export const contract: Contract = "digital-input";
/** A cut wire reads active here, and as a guard would be a closed one: so it is for this role alone. */
export const roles: readonly string[] = ["beam"];

export const settings = {
  line: LINE,
  active: active("low", "The level of the line while the beam is blocked, and while its wire is cut."),
  pull: pull("down"),
} satisfies SettingTable;
