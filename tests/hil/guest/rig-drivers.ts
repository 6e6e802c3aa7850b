import { DRIVERS as REAL, type DriverSettings } from "../../../config/drivers.ts";

export type { DriverSettings };

/** The real drivers, and the rig's two: they have no settings. */
export const DRIVERS: typeof REAL = {
  ...REAL,
  "rig-battery": { contract: "battery", settings: {} },
  "rig-current": { contract: "current-sensor", settings: {} },
};
