import { elapsed, millis, seconds, type Instant } from "../../measure/time.ts";
import type { RamDirection } from "../../measure/samples.ts";
import { atService, isHeld, isLetGo, type Edges } from "./guards.ts";
import type { BinReadings } from "../readings.ts";

/** A run by the crew's buttons ends after so long, and both buttons for down come within so long (bins.md part 8). */
export const CREW_RUN_MS = seconds(5);
export const TWO_HANDS_MS = millis(500);

/** The two service buttons: since when each is held without a break, and whether they may begin a run. */
export type Crew = {
  readonly aSince: Instant | null;
  readonly bSince: Instant | null;
  /** Both were seen let go of since the key came to SERVICE, and since the last run. */
  readonly fresh: boolean;
};
export const NO_CREW: Crew = { aSince: null, bSince: null, fresh: false };

export function watchCrew(was: Crew, edges: Edges, readings: BinReadings, now: Instant): Crew {
  const { serviceA, serviceB } = readings;
  const aSince = isHeld(edges, "serviceA", serviceA) ? (was.aSince ?? now) : null;
  const bSince = isHeld(edges, "serviceB", serviceB) ? (was.bSince ?? now) : null;
  const fresh = atService(edges, readings) && (was.fresh || (isLetGo(serviceA) && isLetGo(serviceB)));
  const same = aSince === was.aSince && bSince === was.bSince && fresh === was.fresh;
  return same ? was : { aSince, bSince, fresh };
}

/** What speaks against a crew's motion this way in this cycle; null: nothing does. */
export function crewObjection({ aSince, bSince }: Crew, ram: RamDirection, { serviceB }: BinReadings): string | null {
  if (aSince === null) return "the first service button is not held";
  if (ram === "up") return isLetGo(serviceB) ? null : "up is the first service button alone";
  if (bSince === null) return "down needs both service buttons";
  const apart = aSince < bSince ? elapsed(aSince, bSince) : elapsed(bSince, aSince);
  return apart <= TWO_HANDS_MS ? null : `the service buttons came ${apart} ms apart`;
}
