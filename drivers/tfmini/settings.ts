import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { PORT } from "../range-line/settings.ts";

export const contract: Contract = "range-sensor";

export const settings = { port: PORT } satisfies SettingTable;
