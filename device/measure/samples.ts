import type { Instant } from "./time.ts";
import type { Celsius, Millimetres, Millivolts, Percent, WattHours, Watts } from "./units.ts";

/** A PIR. `edges` counts rising edges since start, so that a pulse shorter than a cycle is never lost. */
export type Motion = { readonly active: boolean; readonly edges: number; readonly lastEdgeAt: Instant | null };

/**
 * A contact or a switch, polarity settled in the driver: `active` is what its name says (closed, pressed, blocked).
 * `rises` and `falls` count its edges since start: an opening shorter than a cycle shows in `falls`.
 */
export type Digital = {
  readonly active: boolean;
  readonly rises: number;
  readonly falls: number;
  readonly changedAt: Instant | null;
};

/** What a fill sensor's frame was worth. `blindOrNoEcho`: too close and nothing there look the same on this model. */
export type RangeQuality = "valid" | "blind" | "noEcho" | "blindOrNoEcho" | "weak" | "overexposed" | "twoTargets";
/**
 * A distance, or why there is none. There is no distance without `valid`. `assumedC`: a distance from the travel of
 * sound, reckoned as if the air had this temperature; left out: optical, or the sensor corrects for the air itself.
 */
export type Range =
  | { readonly quality: "valid"; readonly distanceMm: Millimetres; readonly assumedC?: Celsius }
  | { readonly quality: Exclude<RangeQuality, "valid"> };

/**
 * What is wrong by a LED driver's own word, the gravest first. `lampFailed`: its LEDs are open, short or unplugged.
 * `shutDown`: it or its LEDs are so hot that there is no light. `reduced`: there is less, for heat or for its own limit.
 */
export const DRIVER_WORDS = ["lampFailed", "shutDown", "reduced", "fine"] as const;
export type DriverWord = (typeof DRIVER_WORDS)[number];

/**
 * What the luminaire does. `powerW` is null where nothing measures it: what a label says is not a measurement. The rest is
 * the driver's own, and is left out where it does not tell: `ownWh` from the mains, `ownLitS` seconds with light and `ownOnS`
 * with mains, all since it was made; `driverId` is of no other driver; two with the same one are the same.
 */
export type LampFeedback = {
  readonly levelPct: Percent;
  readonly powerW: Watts | null;
  readonly ownWh?: WattHours;
  readonly ownLitS?: number;
  readonly ownOnS?: number;
  readonly driverId?: string;
  readonly driverSays?: DriverWord;
};

/**
 * What a look at a lamp's bus came to. Addresses are 0 to 63: `taken` by one luminaire, `shared` by more than one.
 * `without`: luminaires that have none, 0 to {@link WITHOUT_MAX}, which stands for more as well.
 */
export type BusSeen =
  | { readonly is: "unseen" | "looking" }
  | {
      readonly is: "seen";
      readonly taken: readonly number[];
      readonly shared: readonly number[];
      readonly without: number;
    }
  | { readonly is: "failed"; readonly detail: string };
/** More luminaires than one post has. Our choice: each takes three seconds to find. */
export const WITHOUT_MAX = 8;

export type RamDirection = "off" | "down" | "up";
/** `driven` is read back from the outputs; `travelMm` is 0 at the top, null where it is not known. */
export type RamFeedback = { readonly driven: RamDirection; readonly travelMm: Millimetres | null };

/** So far down the plate of a ram is still at its top for whoever looks. Our choice: nobody sees a centimetre. */
export const RAM_RESTING_MM = 10;

export type BatteryState = { readonly chargePct: Percent; readonly voltageMv: Millivolts };
