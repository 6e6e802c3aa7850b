import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { LINE } from "../gpio/settings.ts";

export const contract: Contract = "digital-output";

export const settings = { line: LINE } satisfies SettingTable;
