import type { Sensor } from "../hal/sensor.ts";
import { faulty, type Reading } from "../measure/reading.ts";
import { after, millis, sooner, type Instant } from "../measure/time.ts";

/** One sensor as the cycle sees it: who it is, and how old its reading may be. */
export type Source = {
  readonly role: string;
  readonly part: string;
  readonly sensor: Sensor<unknown>;
  readonly maxAgeMs: number;
};
export type Readings = Readonly<Record<string, Reading<unknown>>>;
/**
 * `staleAt`: the next moment at which a reading grows too old though nothing happens. A part that is sampled by being read
 * has none: it is as fresh whenever it is asked.
 */
export type Held = { readonly readings: Readings; readonly staleAt: Instant | null };

/**
 * Reads every sensor once. What says the same as before keeps its object, and when nothing changed the same `readings`
 * come back: so `===` tells the cycle, the deciders and the flight record that nothing happened.
 */
export function readAll(sources: readonly Source[], before: Readings, now: Instant): Held {
  let readings: Record<string, Reading<unknown>> | null = null;
  let staleAt: Instant | null = null;
  for (const source of sources) {
    const fresh = source.sensor.read(now);
    const limit = after(fresh.at, millis(source.maxAgeMs));
    const stale = fresh.ok && limit < now;
    if (fresh.ok && !stale && fresh.at < now) staleAt = sooner(staleAt, limit);
    const current = stale ? faulty(source.part, "stale", now) : fresh;
    const was = before[source.role];
    if (was !== undefined && saysTheSame(was, current)) continue;
    readings ??= { ...before };
    readings[source.role] = current;
  }
  return { readings: readings ?? before, staleAt };
}

/** Equal but for the moment. Values are flat plain data (`device/measure/samples.ts`). */
export function saysTheSame(a: Reading<unknown>, b: Reading<unknown>): boolean {
  if (a === b) return true;
  if (a.ok && b.ok) return sameValue(a.value, b.value);
  if (a.ok || b.ok) return false;
  return FAULT_KEYS.every((key) => a.fault[key] === b.fault[key]);
}

const FAULT_KEYS = ["part", "cause", "detail", "through"] as const;

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (left[key] !== right[key]) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}
