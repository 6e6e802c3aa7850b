import type { Contract } from "../../device/measure/roles.ts";
import type { SettingTable } from "../../device/measure/setting.ts";
import { ANALOG, REFERENCE } from "../firmata/settings.ts";

export const contract: Contract = "current-sensor";

export const settings = {
  line: ANALOG,
  referenceMv: REFERENCE,
  zeroMv: {
    kind: "voltage",
    min: 0,
    max: 5_000,
    default: 2_500,
    meaning: "The sensor's output while no current flows: half its supply for one that goes both ways.",
  },
  spanMv: {
    kind: "voltage",
    min: 100,
    max: 5_000,
    default: 2_000,
    meaning: "How far the output is from that at `full`, to either side.",
  },
  fullMa: {
    kind: "current",
    min: 100,
    max: 50_000,
    default: 20_000,
    meaning: "The current at which the output is so far: 20 A for an ACS712-20A and 2 V.",
  },
} satisfies SettingTable;
