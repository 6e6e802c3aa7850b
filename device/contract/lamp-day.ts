import { z } from "zod";
import { choice, count, date, quantity } from "./fields.ts";

/** TALQ's names; `lampUnexpectedOn` is a day burner. */
export const LAMP_FAILURES = [
  "lampFailure",
  "dimmingFailure",
  "cyclingFailure",
  "lampUnexpectedOn",
  "lampPowerTooHigh",
  "lampPowerTooLow",
] as const;
/** Movements are told in parts of a day of at least 15 minutes, and never fewer than three of them. */
export const PRIVATE_MOVEMENTS = { forMin: 15, count: 3 } as const;

const DAY_MINUTES = 1_440;
const atLevel = (meaning: string) => quantity("min", 0, 100 * DAY_MINUTES, meaning);
const energy = (meaning: string) => quantity("Wh", 0, 1e7, meaning);

/** What counts on since the lamp was hung: what the stream `lamp-meter` carries, once a day. */
export const lampMeterValues = z.strictObject({
  energyWh: quantity("Wh", 0, 1e10, "used by the luminaire since it was hung"),
  controllerWh: quantity("Wh", 0, 1e10, "used by the controller itself"),
  litH: quantity("h", 0, 1e6, "with light"),
  switchOns: count("times switched on"),
  starts: count("starts of its controller, for whatever cause"),
  energyBy: choice(
    ["driver", "power"],
    "driver: energyWh and litH follow the LED driver's own counters; power: power times time",
  ).optional(),
  driverH: quantity("h", 0, 1.2e6, "the LED driver has had mains since it was made, by its own counter").optional(),
});

/** How it shows that the LED driver is another one: what the stream `driver-changed` carries. */
export const driverChangedValues = z.strictObject({
  sign: choice(
    ["another", "back", "jump"],
    "another: its number is another; back, jump: its counters fell, or grew more than they can have",
  ),
});

/** One local day of a lamp post: what the stream `lamp-day` carries. */
export const lampDayValues = z.strictObject({
  date: date("of the noon it began at"),
  seenS: quantity("s", PRIVATE_MOVEMENTS.forMin * 60, 1e7, "how much of the day was seen"),
  lampWh: energy("used by the luminaire"),
  controllerWh: energy("used by the controller itself"),
  alwaysFullWh: energy("what the luminaire would have used at full output on the same nights"),
  savedGrossPct: quantity("%", -10_000, 100, "of alwaysFullWh, before the controller's own use").optional(),
  savedNetPct: quantity("%", -10_000, 100, "of alwaysFullWh, after the controller's own use").optional(),
  baseMin: atLevel("at base, or the level of a program"),
  boostMin: atLevel("at boost"),
  safeMin: atLevel("at the safe level"),
  dayMin: atLevel("dark because it was day"),
  overrideMin: atLevel("at a level that someone asked for"),
  belowPromiseS: quantity("s", 0, 1e7, "someone was in sight at night, and the lamp gave less than boost"),
  movements: z
    .array(
      z.strictObject({
        forMin: quantity("min", PRIVATE_MOVEMENTS.forMin, 1e6, "how long this part of the day lasted"),
        count: z.int().min(PRIVATE_MOVEMENTS.count).nullable().meta({ description: "null: fewer than 3" }),
      }),
    )
    .max(50)
    .meta({ description: "seen by the motion sensor, part of the day after part" }),
  failures: z.array(z.enum(LAMP_FAILURES)).max(LAMP_FAILURES.length).meta({ description: "open when it ended" }),
});
