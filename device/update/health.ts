import { elapsed, minutes, seconds, type Instant } from "../measure/time.ts";

/** What control says of itself, as far as it counts here. */
export type Sample =
  /** Nobody listens at its socket. */
  | { readonly is: "absent" }
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

/** What it must be like: the new version, and no part out that was not out before. */
export type Expected = { readonly version: string; readonly failing: readonly string[] };
export type Judging = {
  readonly since: Instant;
  readonly healthySince: Instant | null;
  readonly heardAt: Instant;
  readonly last: Status | null;
};
export type Verdict = { readonly is: "open" | "healthy" } | { readonly is: "unhealthy"; readonly text: string };

/** So long without a break. The number; Mender and RAUC leave it to the integrator. */
export const HEALTHY_MS = minutes(5);
/** Our choice: three attempts at five minutes. A part that comes and goes is then the new program's fault. */
export const JUDGED_MS = minutes(15);
/** Our choice: control takes 10 s to start on the slowest computer, and may be started again by systemd ten times. */
export const SILENT_MS = minutes(2);
/** How often control is asked. Our choice. */
export const LOOK_MS = seconds(5);
/** Of the cycles between two looks; a cycle is missed when it begins a whole period late. Our choice. */
const MISSED_SHARE_MAX = 0.01;

export const judgingFrom = (now: Instant): Judging => ({ since: now, healthySince: null, heardAt: now, last: null });

/** Judges a new program by what it says on the spot: whether the city can be reached has no part in it. Pure. */
export function nextJudging(
  was: Judging,
  sample: Sample,
  expected: Expected,
  now: Instant,
): { readonly judging: Judging; readonly verdict: Verdict } {
  const wrong = whatIsWrong(was.last, sample, expected);
  const status = sample.is === "status" ? sample : null;
  const judging: Judging = {
    since: was.since,
    heardAt: status === null ? was.heardAt : now,
    healthySince: wrong === null ? (was.healthySince ?? now) : null,
    last: status,
  };
  return { judging, verdict: verdictOf(judging, wrong, now) };
}

function verdictOf({ since, heardAt, healthySince }: Judging, wrong: string | null, now: Instant): Verdict {
  if (healthySince !== null && elapsed(healthySince, now) >= HEALTHY_MS) return { is: "healthy" };
  if (elapsed(heardAt, now) >= SILENT_MS) return { is: "unhealthy", text: `${wrong ?? "silence"} for 2 min` };
  if (elapsed(since, now) < JUDGED_MS) return { is: "open" };
  return { is: "unhealthy", text: wrong ?? "it was never well for 5 min together" };
}

/** null: nothing. The first look finds nothing wrong that needs two. */
function whatIsWrong(last: Status | null, sample: Sample, expected: Expected): string | null {
  if (sample.is === "absent") return "control does not run";
  if (sample.is === "silent") return "control does not answer";
  const fresh = sample.failing.filter((role) => !expected.failing.includes(role));
  if (sample.version !== expected.version) return `control is version ${sample.version}`;
  if (fresh.length > 0) return `told a fault that was not there before: ${fresh.join(", ")}`;
  if (sample.refusing > 0) return "an output does not obey";
  if (last !== null && last.run !== sample.run) return "control started again";
  const since = last?.run === sample.run ? last : null;
  if (sample.violations > (since?.violations ?? 0)) return "the guard took an output away";
  if (since === null) return null;
  const [cycles, missed] = [sample.cycles - since.cycles, sample.missedCycles - since.missedCycles];
  if (cycles <= 0) return "the cycle stands still";
  return missed > cycles * MISSED_SHARE_MAX ? `${missed} of ${cycles + missed} cycles were missed` : null;
}
