import { createHash } from "node:crypto";
import { hours, millis, type Millis } from "../../measure/time.ts";

/** Our choice: a look that finds nothing new is one request of 16 KB at most, and root's update asks each hour what lies here. */
const EVERY_MS = hours(24);
/** So that a street that was powered up at once is no herd; programs are large. Our choice. */
const SPREAD_MS = hours(1);
/** After a failure, doubled up to a day. Our choice. */
const AGAIN_MS = hours(1);

/** From link's start: each device its own moment within the hour, the same each time. */
export function firstLookMs(device: string): Millis {
  const share = createHash("sha256").update(device).digest().readUInt32BE(0) / 2 ** 32;
  return millis(Math.floor(share * SPREAD_MS));
}

/** From the end of a look. `failures`: how many failed in a row, this one included. */
export const nextLookMs = (failures: number): Millis =>
  failures === 0 ? EVERY_MS : millis(Math.min(EVERY_MS, AGAIN_MS * 2 ** (failures - 1)));
