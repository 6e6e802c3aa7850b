import { epochMs, type EpochMs } from "../../device/measure/time.ts";

/** Everything here: Maxim, DS3231 (19-5170 Rev 10), figure 1 and page 14. */
export const SECONDS = 0x00;
export const CONTROL = 0x0e;
/** From the seconds to the status register. */
export const READ_BYTES = 16;
const STATUS_AT = 15;
const OSCILLATOR_STOPPED = 0x80;
const CENTURY = 0x80;
const TWELVE_HOURS = 0x40;
const AFTERNOON = 0x20;
/** Runs on its battery, no square wave, no alarm; the flag of the stopped oscillator cleared. */
export const RUNNING = [0b0001_1100, 0x00] as const;

/** null: what stands in the registers is no time. */
export type ChipTime = { readonly wall: EpochMs | null; readonly stopped: boolean };

/** The time in the chip is UTC. `bytes` are all registers from the seconds on. */
export function chipTime(bytes: readonly number[]): ChipTime {
  const stopped = ((bytes[STATUS_AT] ?? 0) & OSCILLATOR_STOPPED) !== 0;
  const [second, minute, , , day, , year] = bytes.map(fromBcd);
  const hour = hourOf(bytes[2] ?? 0);
  const month = fromBcd((bytes[5] ?? 0) & ~CENTURY);
  const parts = [year, month, day, hour, minute, second];
  if (!parts.every((part): part is number => typeof part === "number")) return { wall: null, stopped };
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = parts;
  const wall = Date.UTC(2000 + y, m - 1, d, h, min, s);
  const same = new Date(wall);
  const whole = same.getUTCMonth() === m - 1 && same.getUTCDate() === d && h < 24 && min < 60 && s < 60;
  return { wall: whole ? epochMs(wall) : null, stopped };
}

/** The registers from the seconds to the year, of a whole second between 2000 and 2099. */
export function timeRegisters(wall: EpochMs): readonly number[] {
  const at = new Date(wall);
  return [
    at.getUTCSeconds(),
    at.getUTCMinutes(),
    at.getUTCHours(),
    at.getUTCDay() + 1,
    at.getUTCDate(),
    at.getUTCMonth() + 1,
    at.getUTCFullYear() - 2000,
  ].map((value) => (Math.floor(value / 10) << 4) | (value % 10));
}

function fromBcd(byte: number): number | null {
  const [tens, ones] = [byte >> 4, byte & 0x0f];
  return tens > 9 || ones > 9 ? null : 10 * tens + ones;
}

function hourOf(byte: number): number | null {
  if ((byte & TWELVE_HOURS) === 0) return fromBcd(byte);
  const hour = fromBcd(byte & 0x1f);
  return hour === null || hour < 1 || hour > 12 ? null : (hour % 12) + ((byte & AFTERNOON) === 0 ? 0 : 12);
}
