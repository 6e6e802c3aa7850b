import { z } from "zod";
import type { Values } from "../../measure/decision.ts";
import { after, hours, instant, millis, type Instant } from "../../measure/time.ts";
import { addDelay, medianMs, NO_DELAYS, type Delays } from "./delays.ts";

const UPLINK_KINDS = ["fibre", "ethernet", "wifi", "cellular", "loopback", "unknown"] as const;
/** What carries the session. `interface` is the computer's own name for it, in letters that a record takes. */
export type Path = { readonly interface: string; readonly kind: (typeof UPLINK_KINDS)[number] };

/**
 * One day by UTC of the way to the city, as far as it has come, and the days before that nobody has told yet. Plain
 * JSON; pure: `(tally, input, now, utcMs) → tally`. `utcMs` is null where the time is not known: then the day goes on.
 */
export type Tally = {
  /** As 2026-11-25; null: the time was never known. */
  readonly date: string | null;
  readonly path: Path;
  readonly changes: number;
  readonly sessions: number;
  readonly lost: number;
  readonly records: number;
  readonly downMs: number;
  /** No session since then; null: there is one. Of this start of link alone. */
  readonly downSince: Instant | null;
  readonly delays: Delays;
  /** Values of `uplink-day`, oldest first. */
  readonly untold: readonly Values[];
};

export type UplinkInput =
  | { readonly in: "time" }
  | { readonly in: "path"; readonly path: Path }
  | { readonly in: "live" | "down" | "leave" }
  | { readonly in: "acknowledged"; readonly delayMs: number }
  | { readonly in: "records"; readonly count: number };

const DAY_MS = hours(24);
/** Days kept for a housekeeping that does not come: our choice. */
export const UNTOLD_MAX = 14;

const NOTHING = { changes: 0, sessions: 0, lost: 0, records: 0, downMs: 0, delays: NO_DELAYS };
const UNKNOWN_PATH: Path = { interface: "unknown", kind: "unknown" };
export const newTally = (now: Instant): Tally => ({
  ...{ date: null, path: UNKNOWN_PATH, downSince: now, untold: [] },
  ...NOTHING,
});

export function nextTally(was: Tally, input: UplinkInput, now: Instant, utcMs: number | null): Tally {
  const tally = rolled(was, now, utcMs);
  switch (input.in) {
    case "time":
      return tally;
    case "path": {
      const isFirst = tally.path.interface === UNKNOWN_PATH.interface;
      const changes = tally.changes + (isFirst || tally.path.interface === input.path.interface ? 0 : 1);
      return { ...tally, path: input.path, changes };
    }
    case "live":
      return { ...tally, sessions: tally.sessions + 1, downMs: downMsAt(tally, now), downSince: null };
    case "down":
      return tally.downSince === null ? { ...tally, lost: tally.lost + 1, downSince: now } : tally;
    case "leave":
      return { ...tally, downSince: tally.downSince ?? now };
    case "acknowledged":
      return { ...tally, delays: addDelay(tally.delays, input.delayMs) };
    case "records":
      return input.count === 0 ? tally : { ...tally, records: tally.records + input.count };
  }
}

/** As it is kept over a restart: the time without a session goes to the day it was in, and begins anew with the next start. */
export const kept = (tally: Tally, now: Instant): Tally => ({
  ...tally,
  downMs: downMsAt(tally, now),
  downSince: null,
});

/** Every day that is over, and a tally in which they count as told. */
export const told = (tally: Tally): Tally => (tally.untold.length === 0 ? tally : { ...tally, untold: [] });

const downMsAt = ({ downMs, downSince }: Tally, now: Instant) => downMs + (downSince === null ? 0 : now - downSince);

/** A day that is over is put aside. A clock that steps back over midnight does not begin its day a second time. */
function rolled(tally: Tally, now: Instant, utcMs: number | null): Tally {
  if (utcMs === null) return tally;
  if (tally.date === null) return { ...tally, date: dateOf(utcMs) };
  const since = Math.floor((utcMs - Date.parse(tally.date)) / DAY_MS);
  if (since === 0 || since === -1) return tally;
  const ofToday = utcMs % DAY_MS;
  const midnight = after(now, millis(-ofToday));
  const downSince = tally.downSince === null ? null : instant(Math.max(tally.downSince, midnight));
  const downMs = downSince === null ? tally.downMs : downMsAt(tally, downSince);
  const values = valuesOf({ ...tally, downMs }, tally.date);
  const untold = [...tally.untold, values].slice(-UNTOLD_MAX);
  return { ...NOTHING, date: dateOf(utcMs), path: tally.path, downSince, untold };
}

const dateOf = (utcMs: number) => new Date(utcMs).toISOString().slice(0, 10);

function valuesOf({ path, changes, sessions, lost, records, downMs, delays }: Tally, date: string): Values {
  const median = medianMs(delays);
  const seen = median === null ? {} : { delayMs: median, delayWorstMs: Math.round(delays.worstMs) };
  const downS = Math.min(DAY_MS / 1_000, Math.round(downMs / 1_000));
  return { date, ...path, changes, sessions, lost, downS, ...seen, records };
}

const count = z.int().min(0);
const tallySchema = z.object({
  date: z.iso.date().nullable(),
  path: z.object({ interface: z.string().max(64), kind: z.enum(UPLINK_KINDS) }),
  changes: count,
  sessions: count,
  lost: count,
  records: count,
  downMs: z.number().min(0),
  delays: z.object({ counts: z.array(count).max(NO_DELAYS.counts.length), worstMs: z.number().min(0) }),
  untold: z.array(z.record(z.string(), z.json())).max(UNTOLD_MAX),
});

/** From link's own memory, as of `now`: what it cannot read begins anew. */
export function parseTally(value: unknown, now: Instant): Tally {
  const parsed = tallySchema.safeParse(value);
  return parsed.success ? { ...parsed.data, downSince: now } : newTally(now);
}
