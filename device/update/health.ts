import { elapsed, minutes, seconds, type Instant } from "../measure/time.ts";

/** What control says of itself, as far as it counts here. */
export type Sample =
  /** Nobody listens at its socket. */
  | { readonly is: "absent" }
  /** Nor does systemd mean to start it: somebody stopped it by hand, and may have that hand in the bin. */
  | { readonly is: "stopped" }
  /** Somebody does, and does not answer, or not as control does. */
  | { readonly is: "silent" }
  | {
      readonly is: "status";
      readonly version: string;
      /** 16 hex digits, another at each start. */
      readonly run: string;
      /** What moves right now, in words; null: nothing. */
      readonly moving: string | null;
      readonly cycles: number;
      readonly missedCycles: number;
      /** Roles whose part tells a fault. */
      readonly failing: readonly string[];
      /** Times that the guard took outputs away. */
      readonly violations: number;
      /** Outputs that refused what was written to them last. */
      readonly refusing: number;
    };
type Status = Extract<Sample, { is: "status" }>;
type Running = Exclude<Sample, { is: "stopped" }>;

/** What it must be like: the new version, and no part out that was not out before. */
export type Expected = { readonly version: string; readonly failing: readonly string[] };
export type Judging = {
  readonly since: Instant;
  /** Since the first good look, and what it showed; null: the last one was not good. */
  readonly good: { readonly since: Instant; readonly first: Status } | null;
  readonly heardAt: Instant;
  readonly last: Status | null;
  /** What was wrong last. */
  readonly wrong: string | null;
};
/** `stopped`: there is nothing to judge. */
export type Verdict =
  { readonly is: "open" | "healthy" | "stopped" } | { readonly is: "unhealthy"; readonly text: string };

/** So long without a break. The number; Mender and RAUC leave it to the integrator. */
export const HEALTHY_MS = minutes(5);
/** Our choice: three attempts at five minutes. A part that comes and goes is then the new program's fault. */
export const JUDGED_MS = minutes(15);
/** Our choice: control takes 10 s to start on the slowest computer, and may be started again by systemd ten times. */
export const SILENT_MS = minutes(2);
/** How often control is asked. Our choice. */
export const LOOK_MS = seconds(5);
/**
 * Of the cycles of those five minutes; a cycle is missed when it begins a whole period late. Not of those between two
 * looks: a computer that stood still for 80 ms once would be the new program's fault. Our choice.
 */
const MISSED_SHARE_MAX = 0.01;

export const judgingFrom = (now: Instant): Judging => ({
  since: now,
  good: null,
  heardAt: now,
  last: null,
  wrong: null,
});

/**
 * What keeps an update from starting control anew, in words; null: nothing does. A control that does not run moves nothing,
 * one that does not answer may, and one that was stopped by hand is started by nobody else. Pure.
 */
export function whatMoves(sample: Sample): string | null {
  switch (sample.is) {
    case "absent":
      return null;
    case "stopped":
      return "control was stopped by hand, and stays so until systemctl start gaturum-control";
    case "silent":
      return "control does not answer, so nobody knows what moves";
    case "status":
      return sample.moving;
  }
}

/** Judges a new program by what it says on the spot: whether the city can be reached has no part in it. Pure. */
export function nextJudging(
  was: Judging,
  sample: Sample,
  expected: Expected,
  now: Instant,
): { readonly judging: Judging; readonly verdict: Verdict } {
  if (sample.is === "stopped") return { judging: was, verdict: { is: "stopped" } };
  const status = sample.is === "status" ? sample : null;
  const fiveMinutesAgo = was.good !== null && elapsed(was.good.since, now) >= HEALTHY_MS ? was.good.first : null;
  const wrong = whatIsWrong(was.last, sample, expected) ?? missedSince(fiveMinutesAgo, status);
  const good = wrong === null && status !== null ? (was.good ?? { since: now, first: status }) : null;
  const heardAt = status === null ? was.heardAt : now;
  const judging: Judging = { since: was.since, good, heardAt, last: status, wrong: wrong ?? was.wrong };
  return { judging, verdict: verdictOf(judging, now) };
}

function verdictOf({ since, heardAt, good, wrong }: Judging, now: Instant): Verdict {
  if (good !== null && elapsed(good.since, now) >= HEALTHY_MS) return { is: "healthy" };
  const text = wrong ?? "silence";
  if (elapsed(heardAt, now) >= SILENT_MS) return { is: "unhealthy", text: `${text} for 2 min` };
  if (elapsed(since, now) < JUDGED_MS) return { is: "open" };
  return { is: "unhealthy", text: `it was never well for 5 min together; the last time: ${text}` };
}

/** null: nothing. The first look finds nothing wrong that needs two. */
function whatIsWrong(last: Status | null, sample: Running, expected: Expected): string | null {
  if (sample.is === "absent") return "control does not run";
  if (sample.is === "silent") return "control does not answer";
  const fresh = sample.failing.filter((role) => !expected.failing.includes(role));
  if (sample.version !== expected.version) return `control is version ${sample.version}`;
  if (fresh.length > 0) return `told a fault that was not there before: ${fresh.join(", ")}`;
  if (sample.refusing > 0) return "an output does not obey";
  if (last !== null && last.run !== sample.run) return "control started again";
  if (sample.violations > (last?.violations ?? 0)) return "the guard took an output away";
  return last !== null && sample.cycles <= last.cycles ? "the cycle stands still" : null;
}

/** null: few enough were missed. */
function missedSince(first: Status | null, is: Status | null): string | null {
  if (first === null || is === null) return null;
  const [cycles, missed] = [is.cycles - first.cycles, is.missedCycles - first.missedCycles];
  return missed > cycles * MISSED_SHARE_MAX ? `${missed} of ${cycles + missed} cycles were missed` : null;
}
