import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE } from "../gpio/settings.ts";

export const contract: Contract = "lamp";

export const settings = {
  line: LINE,
  active: active("high", "The level of the line that makes the lamp dark, through a relay that is closed at rest."),
  powerW: { kind: "power", min: 1, max: 1_000, meaning: "What the luminaire takes while it burns, from its label." },
} satisfies SettingTable;
