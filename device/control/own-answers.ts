import type { Json, Report, Request, Why } from "../measure/decision.ts";
import { millis, minutes, type Instant } from "../measure/time.ts";
import type { Readings } from "./held.ts";
import { LAMP_BUS } from "./lamp-bus.ts";
import { SITE_TEST, siteTest } from "./site-test.ts";

/** Asked of the runtime and not of what decides: none of these moves anything or changes a light. */
export const OWN_VERBS: readonly string[] = ["selftest", "snapshot", "bundle", SITE_TEST, LAMP_BUS];
/** As the contract's own window: nothing about a passer-by leaves finer than this. */
export const BLUR_MS = minutes(5);

export type OwnView = {
  readonly readings: Readings;
  /** How the device stands, as a city may see it; null: its kind says nothing. */
  readonly standing: Json;
  readonly why: readonly (Pick<Why, "subject" | "reason"> & { readonly at: Instant })[];
  readonly violations: number;
  readonly refused: number;
};

/** Pure: the answer is made from what the last cycle knew, with the report of a test if it was one. */
export function ownAnswers(request: Request, view: OwnView, now: Instant): readonly Report[] {
  return request.verb === SITE_TEST ? siteTest(request) : [ownAnswer(request, view, now)];
}

export function ownAnswer({ id, verb }: Request, view: OwnView, now: Instant): Report {
  return {
    kind: "answer",
    stream: verb,
    class: 0,
    values: { id, code: 200, phase: "done", result: resultOf(verb, view, now) },
  };
}

function resultOf(verb: string, view: OwnView, now: Instant): Json {
  const failing = failingParts(view.readings);
  if (verb === "selftest") {
    const fitted = Object.values(view.readings).filter((reading) => reading.ok || reading.fault.cause !== "absent");
    return { passed: failing.length === 0, parts: fitted.length, failing, moved: false };
  }
  const { standing, violations, refused } = view;
  const snapshot = { standing, failing, violations, refusedRequests: refused };
  return verb === "snapshot" ? snapshot : { ...snapshot, reasons: blurredReasons(view.why, now), replayable: false };
}

/** A part that the config does not have is none that fails. */
const failingParts = (readings: Readings): readonly Json[] =>
  Object.entries(readings).flatMap(([role, reading]) =>
    reading.ok || reading.fault.cause === "absent"
      ? []
      : [{ role, part: reading.fault.part, cause: reading.fault.cause }],
  );

/**
 * How often each reason came in each 5 minutes of uptime that are over: a window that goes on would tell, by two
 * questions, what happened between them.
 */
export function blurredReasons(why: OwnView["why"], now: Instant): readonly Json[] {
  const counts = new Map<string, { fromUptimeS: number; subject: string; reason: string; count: number }>();
  const current = windowOf(now);
  for (const { at, subject, reason } of why) {
    const window = windowOf(at);
    if (window >= current) continue;
    const key = `${window} ${subject} ${reason}`;
    const known = counts.get(key);
    if (known !== undefined) known.count += 1;
    else counts.set(key, { fromUptimeS: window / 1_000, subject, reason, count: 1 });
  }
  return [...counts.values()];
}

const windowOf = (at: Instant) => millis(Math.floor(at / BLUR_MS) * BLUR_MS);
