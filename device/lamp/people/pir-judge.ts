import type { Json } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Motion } from "../../measure/samples.ts";
import { minutes, type Instant } from "../../measure/time.ts";

/**
 * Whether a motion sensor that answers is to be believed. `stuck`: it sees someone without end. `flutter`: more edges than
 * anyone can make. `silent`: it saw nobody for nights in which a neighbour saw many, as one with a broken wire does.
 */
export type PirDoubt = "stuck" | "flutter" | "silent";
export type PirJudge = {
  /** Edges that the sensor had counted at a moment; the minute from there on is under judgement. null: no edge yet. */
  readonly minute: { readonly since: Instant; readonly edges: number } | null;
  readonly flutters: boolean;
  /** As the sensor counts them; null: it has not been heard, and may have counted long before us. */
  readonly edges: number | null;
  readonly nights: SilentNights;
};
/** Kept over a restart: a post that is dead by day has a new start each night. `night`: see {@link nextPirJudge}. */
export type SilentNights = {
  readonly night: number | null;
  readonly saw: boolean;
  readonly heard: number;
  readonly silent: number;
};

/** Row 29: all three. */
export const STUCK_MS = minutes(30);
export const EDGES_A_MINUTE_MAX = 200;
export const SILENT_NIGHTS = 3;
export const HEARD_A_NIGHT = 20;
const MINUTE_MS = minutes(1);

export const NO_NIGHTS: SilentNights = { night: null, saw: false, heard: 0, silent: 0 };
export const INITIAL_JUDGE: PirJudge = { minute: null, flutters: false, edges: null, nights: NO_NIGHTS };

/**
 * `night`: which night it is, counted by solar days from noon to noon; null by day, or while the clock is lost. `heard`:
 * words of neighbours that came in now.
 */
export function nextPirJudge(
  was: PirJudge,
  motion: Reading<Motion>,
  night: number | null,
  heard: number,
  moments: Moments,
): PirJudge {
  const edges = motion.ok ? motion.value.edges : was.edges;
  const rose = was.edges !== null && edges !== was.edges && edges !== 0;
  const { minute, flutters } =
    edges === null || was.edges === null ? was : judgedMinute(was, was.edges, edges, moments);
  const nights = nextNights(was.nights, night, rose, heard);
  const same = minute === was.minute && flutters === was.flutters && edges === was.edges && nights === was.nights;
  return same ? was : { minute, flutters, edges, nights };
}

/** null: it is believed. A sensor that is itself at fault is not this judge's business. */
export function doubtOf({ flutters, nights }: PirJudge, motion: Reading<Motion>, moments: Moments): PirDoubt | null {
  if (!motion.ok) return null;
  if (motion.value.active && moments.passed(motion.at, STUCK_MS)) return "stuck";
  if (flutters) return "flutter";
  return nights.silent >= SILENT_NIGHTS ? "silent" : null;
}

/** A minute begins with an edge. One with too many edges is judged at once, and until a whole minute has fewer. */
function judgedMinute(
  was: PirJudge,
  before: number,
  edges: number,
  moments: Moments,
): Pick<PirJudge, "minute" | "flutters"> {
  const { flutters } = was;
  const moved = edges !== before;
  const begun = { since: moments.now, edges: edges < before ? 0 : before };
  const minute = moved && (was.minute === null || edges < before) ? begun : was.minute;
  if (minute === null) return was;
  const many = edges - minute.edges > EDGES_A_MINUTE_MAX;
  // Only a sensor that flutters is looked at again though nothing comes of it.
  if (!(flutters || moved) || !moments.passed(minute.since, MINUTE_MS)) return { minute, flutters: flutters || many };
  if (many) moments.passed(moments.now, MINUTE_MS);
  return { minute: moved || many ? begun : null, flutters: many };
}

function nextNights(was: SilentNights, night: number | null, rose: boolean, heard: number): SilentNights {
  if (rose && was.silent > 0) return nextNights({ ...was, silent: 0 }, night, rose, heard);
  if (night === null) return was;
  if (night !== was.night) {
    const silent = was.night !== null && !was.saw && was.heard >= HEARD_A_NIGHT ? was.silent + 1 : was.silent;
    return { night, saw: rose, heard, silent: rose ? 0 : silent };
  }
  const counted = Math.min(HEARD_A_NIGHT, was.heard + heard);
  return (rose && !was.saw) || counted !== was.heard ? { ...was, saw: was.saw || rose, heard: counted } : was;
}

/** Reads what a keep held; null: it is none. */
export function readSilentNights(value: Json | undefined): SilentNights | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { night, saw, heard, silent } = value as { readonly [key: string]: Json };
  if (typeof saw !== "boolean" || !isCount(heard) || !isCount(silent)) return null;
  return night === null || Number.isSafeInteger(night) ? { night: night as number | null, saw, heard, silent } : null;
}

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
