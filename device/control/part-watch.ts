import type { Report } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import { after, seconds, sooner, type Instant } from "../measure/time.ts";

/**
 * Tells the city which parts are out, and when they are back. A part counts as out (or back) when it has been so for
 * {@link SETTLE_MS}: a single bad frame is no message. `starting` has longer, and `absent` is a choice, not a fault.
 */
export type WatchState = Readonly<Record<string, RoleWatch>>;
type RoleWatch = {
  /** Its name in the config, as far as a fault has named it. */
  readonly part: string;
  readonly told: string | null;
  readonly pending: string | null;
  readonly since: Instant;
};
export type Watched = {
  readonly state: WatchState;
  readonly reports: readonly Report[];
  readonly wakeAt: Instant | null;
};

/** Our choice: longer than a sensor's own retry, shorter than anyone would wait for an alarm. */
export const SETTLE_MS = seconds(2);
/** A part that has said nothing at all for so long is out. A motion sensor warms up for a minute; the rest is our choice. */
export const STARTING_MS = seconds(90);

export function watchParts(
  was: WatchState,
  readings: Readonly<Record<string, Reading<unknown>>>,
  now: Instant,
): Watched {
  let state = was;
  let wakeAt: Instant | null = null;
  const reports: Report[] = [];
  for (const role in readings) {
    const reading = readings[role];
    if (reading === undefined) continue;
    const next = watchRole(was[role], role, reading, now);
    const due = dueAt(next);
    if (due !== null && due <= now) {
      reports.push(partReport(role, next.part, reading));
      state = { ...state, [role]: { ...next, told: next.pending } };
      continue;
    }
    wakeAt = sooner(wakeAt, due);
    if (next !== was[role]) state = { ...state, [role]: next };
  }
  return { state, reports, wakeAt };
}

/** What the role would say now; null: nothing wrong. */
function watchRole(was: RoleWatch | undefined, role: string, reading: Reading<unknown>, now: Instant): RoleWatch {
  const cause = reading.ok || reading.fault.cause === "absent" ? null : reading.fault.cause;
  if (was?.pending === cause) return was;
  const part = reading.ok ? (was?.part ?? role) : reading.fault.part;
  return { part, told: was?.told ?? null, pending: cause, since: now };
}

function dueAt(watch: RoleWatch): Instant | null {
  if (watch.pending === watch.told) return null;
  return after(watch.since, watch.pending === "starting" ? STARTING_MS : SETTLE_MS);
}

function partReport(role: string, part: string, reading: Reading<unknown>): Report {
  const common = { kind: "event", stream: "part-fault", class: 0 } as const;
  if (reading.ok) return { ...common, values: { part, role, active: false } };
  const { cause, detail } = reading.fault;
  const values = { part, role, active: true, cause };
  return { ...common, values: detail === undefined ? values : { ...values, detail } };
}
