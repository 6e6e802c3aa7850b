import { createHash } from "node:crypto";
import { hours, millis, type Millis } from "../../measure/time.ts";
import type { LookCause } from "../../measure/update-outcome.ts";
import type { Looked } from "../../update/looked.ts";

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

/** After these, a whole program may have come for nothing, over a line that somebody pays by the byte. */
const COSTLY: readonly LookCause[] = ["mismatch", "too-large"];

/** From the end of a look. `failures`: how many failed in a row, this one included. */
export function nextLookMs(looked: Looked, failures: number): Millis {
  if (looked.is !== "failed" || COSTLY.includes(looked.cause)) return EVERY_MS;
  return millis(Math.min(EVERY_MS, AGAIN_MS * 2 ** (failures - 1)));
}
