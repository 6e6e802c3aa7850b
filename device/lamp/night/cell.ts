import type { Reading } from "../../measure/reading.ts";
import type { Moments } from "../../measure/moments.ts";
import { hours, type Instant } from "../../measure/time.ts";
import type { Lux } from "../../measure/units.ts";
import type { NightSettings } from "../settings.ts";

export type Brightness = "dark" | "bright";
/**
 * What the photocell has said long enough to be believed, and what it has begun to say.
 *
 *   none ──dark or bright for the delay──▶ dark ◀──the other for the delay──▶ bright
 *   any ──fault──▶ none
 *
 * Between its two thresholds it says neither, so what it had begun to say is forgotten: headlights are no morning.
 */
export type Cell = {
  readonly verdict: Brightness | null;
  readonly pending: { readonly says: Brightness; readonly since: Instant } | null;
  /** When it last went from dark to bright, and so showed that it works. */
  readonly provenAt: Instant | null;
};

/** Longer than any day without its night, shorter than two of them (table 5a). */
const PROVEN_MS = hours(20);

export const INITIAL_CELL: Cell = { verdict: null, pending: null, provenAt: null };

export function nextCell(was: Cell, daylight: Reading<Lux>, night: NightSettings, moments: Moments): Cell {
  if (!daylight.ok) return was.verdict === null ? forgetting(was) : { ...was, verdict: null, pending: null };
  const says = saidBy(daylight.value, night);
  if (says === null || says === was.verdict) return forgetting(was);
  const pending = was.pending?.says === says ? was.pending : { says, since: moments.now };
  if (!moments.passed(pending.since, night.cellDelayMs)) return pending === was.pending ? was : { ...was, pending };
  return { verdict: says, pending: null, provenAt: was.verdict === "dark" ? moments.now : was.provenAt };
}

/** What it had begun to say is no longer so. */
const forgetting = (was: Cell): Cell => (was.pending === null ? was : { ...was, pending: null });

export const isProven = ({ provenAt }: Cell, moments: Moments): boolean =>
  provenAt !== null && !moments.passed(provenAt, PROVEN_MS);

function saidBy(daylightLux: Lux, { cellOnLux, cellOffLux }: NightSettings): Brightness | null {
  if (daylightLux < cellOnLux) return "dark";
  return daylightLux > cellOffLux ? "bright" : null;
}
