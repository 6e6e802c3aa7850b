import * as a02yyuw from "../drivers/a02yyuw/settings.ts";
import * as systemClock from "../drivers/system-clock/settings.ts";
import type { Contract } from "../device/measure/roles.ts";
import type { SettingTable } from "../device/measure/setting.ts";

/** `contract: null`: it can stand for any part. */
export type DriverSettings = { readonly contract: Contract | null; readonly settings: SettingTable };

/** Runs only under `--mock`; it may name the line of the part it stands for, so that a config is ready for the wire. */
const mock = {
  contract: null,
  settings: {
    line: { kind: "line", default: null, meaning: "The GPIO line or port that the real part will be on." },
  },
} satisfies DriverSettings;

export const DRIVERS: Readonly<Record<string, DriverSettings>> = {
  a02yyuw,
  "system-clock": systemClock,
  mock,
};
