import type { Reading } from "../../measure/reading.ts";
import { ROLES, type Contract, type DeviceKind } from "../../measure/roles.ts";
import type {
  BatteryState,
  Digital,
  DriverWord,
  LampFeedback,
  Motion,
  RamFeedback,
  Range,
} from "../../measure/samples.ts";
import type { WallClock } from "../../measure/time.ts";

/** The contract of a role; null: a reading of the computer itself, or a role of another version. */
export function contractOf(kind: DeviceKind, role: string): Contract | null {
  const roles = ROLES[kind] as Readonly<Record<string, { readonly contract: Contract }>>;
  return roles[role]?.contract ?? null;
}

/** A fault, in the words of its table, and what its driver said to it. */
export const faultText = ({ fault: { cause, detail } }: Extract<Reading<unknown>, { ok: false }>): string =>
  detail === undefined ? cause : `${cause}: ${detail}`;

/** What a part says, with its unit. */
export function valueText(contract: Contract | null, value: unknown): string {
  switch (contract) {
    case "motion-sensor": {
      const { active, edges } = value as Motion;
      return `${active ? "someone" : "nobody"}, ${edges} edges since start`;
    }
    case "light-sensor":
      return `${rounded(value as number)} lx`;
    case "temperature-sensor":
      return `${rounded(value as number)} °C`;
    case "range-sensor": {
      const range = value as Range;
      return range.quality === "valid" ? `${Math.round(range.distanceMm)} mm` : `no distance: ${range.quality}`;
    }
    case "current-sensor":
      return `${Math.round(value as number)} mA`;
    case "battery": {
      const { chargePct, voltageMv } = value as BatteryState;
      return `${rounded(chargePct)} %, ${(voltageMv / 1_000).toFixed(2)} V`;
    }
    case "clock": {
      const { quality, errorMs } = value as WallClock;
      return quality === "none" ? "not known" : `${quality}, within ${rounded(errorMs)} ms`;
    }
    case "digital-input":
    case "digital-output":
      return (value as Digital).active ? "on" : "off";
    case "lamp": {
      const { levelPct, powerW, driverSays = "fine" } = value as LampFeedback;
      return `${rounded(levelPct)} %${powerW === null ? "" : `, ${rounded(powerW)} W`}${DRIVER_SAYS[driverSays]}`;
    }
    case "ram": {
      const { driven, travelMm } = value as RamFeedback;
      return `${driven}, ${travelMm === null ? "travel not known" : `${Math.round(travelMm)} mm down`}`;
    }
    case null:
      return "";
  }
}

const DRIVER_SAYS: Readonly<Record<DriverWord, string>> = {
  lampFailed: ", its LEDs have failed",
  shutDown: ", too hot to give light",
  reduced: ", gives less by itself",
  fine: "",
};

/** One decimal where there is one. */
export const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** `12 s`, `4 min`, `3 h`: as exact as a person needs it. */
export function ageText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1_000));
  if (s < 120) return `${s} s`;
  return s < 7_200 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3_600)} h`;
}
