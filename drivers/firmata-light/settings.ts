import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { ANALOG, REFERENCE } from "../firmata/settings.ts";

export const contract: Contract = "light-sensor";

export const settings = {
  line: ANALOG,
  referenceMv: REFERENCE,
  fullLux: {
    kind: "light",
    min: 10,
    max: 100_000,
    default: 1_000,
    meaning: "The light at which the output would be at the reference: 1000 lx for a TEMT6000 over 10 kΩ at 5 V.",
  },
} satisfies SettingTable;
