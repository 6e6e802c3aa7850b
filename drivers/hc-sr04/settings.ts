import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { DIGITAL } from "../firmata/settings.ts";

export const contract: Contract = "range-sensor";

export const settings = { line: DIGITAL } satisfies SettingTable;
