import { z } from "zod";
import { choice, quantity, share } from "./fields.ts";

const energy = (meaning: string) => quantity("Wh", 0, 1e5, meaning);
const time = (meaning: string) => quantity("h", 0, 24.1, meaning);

/** 24 hours of a bin on sun and battery: what the stream `bin-energy` carries. What the gauge did not tell is left out. */
export const binEnergyValues = z.strictObject({
  harvestWh: energy(
    "from the sun, reckoned from charge and use; more was to be had when the battery was full",
  ).optional(),
  boardWh: energy("used by the controller and its uplink, by the config"),
  strokesWh: energy("used by the motor, measured"),
  strokeWh: energy("one stroke, mean of the last five").optional(),
  chargeMinPct: share("lowest charge").optional(),
  chargeMaxPct: share("highest charge").optional(),
  usableWh: energy("left when the day ended, above what the battery must keep").optional(),
  daysLeft: quantity("d", 0, 1e5, "how long that lasts without sun").optional(),
  mode: choice(["normal", "saving", "commsOnly", "shutdown"], "when the day ended"),
  normalH: time("in this mode"),
  savingH: time("in this mode"),
  commsOnlyH: time("in this mode"),
  shutdownH: time("in this mode"),
});
