import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { PORT } from "../range-line/settings.ts";

export const contract: Contract = "range-sensor";

export const settings = {
  port: PORT,
  correctsForAir: {
    kind: "switch",
    default: false,
    meaning:
      "The sensor itself corrects for the air's temperature, as V3.3 is said to. If not, the bin does, where it has one.",
  },
} satisfies SettingTable;
