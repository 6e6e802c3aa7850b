import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { PORT } from "../range-line/settings.ts";

export const contract: Contract = "range-sensor";

export const settings = {
  port: PORT,
  range: {
    kind: "choice",
    of: ["5 m", "10 m"],
    default: "5 m",
    meaning: "How far the model sees: MB7360, MB7369, MB7380 and MB7389 5 m; MB7363, MB7366, MB7383 and MB7386 10 m.",
  },
} satisfies SettingTable;
