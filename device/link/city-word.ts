import { REFUSED_MAX, TROUBLE_MAX, type CityWord, type LinkEnd } from "../channel/messages.ts";
import { millis } from "../measure/time.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import type { LinkStatus } from "./link-parts.ts";

/**
 * Whoever mends something at the post looks again a few seconds later, and a control that began anew knows nothing: so it
 * is said again and again, unasked. A hundred bytes between two processes. Our choice.
 */
const EVERY_MS = millis(2_000);

/** How link stands with the city, as control is told it. */
export const cityWord = ({ connected, lastError, refused }: LinkStatus): CityWord => ({
  live: connected,
  trouble: connected ? null : (lastError?.replace(/\p{C}/gu, " ").slice(0, TROUBLE_MAX) ?? null),
  refused: refused.slice(0, REFUSED_MAX),
});

/** Says it for as long as the process lives. */
export function tellCity(status: () => LinkStatus, control: LinkEnd, scheduler: Scheduler): void {
  control.send({ m: "city", city: cityWord(status()) });
  scheduler.after(EVERY_MS, () => tellCity(status, control, scheduler));
}
