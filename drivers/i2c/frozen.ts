import { hours, type Instant, type Millis } from "../../device/measure/time.ts";

/** A count that stayed the same, and since when. Plain data. */
export type Still = { readonly count: number; readonly since: Instant };

/**
 * Light is never so still: from a hundred counts up the noise of light and converter moves the last of them. Our choice:
 * an hour, and less light is left out, because a night reads 0 for hours.
 */
const FROZEN_MS: Millis = hours(1);
const FROZEN_COUNT = 100;

export const stillOf = (was: Still | null, count: number, now: Instant): Still =>
  was?.count === count ? was : { count, since: now };

export const isFrozen = ({ count, since }: Still, now: Instant): boolean =>
  count >= FROZEN_COUNT && now - since >= FROZEN_MS;
