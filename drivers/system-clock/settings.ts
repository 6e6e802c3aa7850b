import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";

export const contract: Contract = "clock";

/** None: the clock of the computer itself is there without wiring. */
export const settings = {} satisfies SettingTable;
