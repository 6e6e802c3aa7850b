import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { active, LINE, pull } from "../gpio/settings.ts";

export const contract: Contract = "digital-input";

export const settings = {
  line: LINE,
  active: active("high", "The level of the line while the part is what its role says: closed, pressed, blocked."),
  pull: pull("down"),
  debounceMs: {
    kind: "duration",
    min: 0,
    max: 50,
    default: 0,
    meaning: "A change back within this is not seen, nor counted. For buttons; a guard contact has 0 ms.",
  },
} satisfies SettingTable;
