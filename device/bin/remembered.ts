import type { Json } from "../measure/decision.ts";
import type { Moments } from "../measure/moments.ts";
import { instant, type Instant } from "../measure/time.ts";
import type { Measured } from "./level/calibration.ts";
import { keptCollecting, type KeptCollecting } from "./collection/kept.ts";
import { isCause, type Cause } from "./press/causes.ts";
import { TIMERS } from "./press/timers.ts";

/**
 * What must survive a power cut. Moments are of the monotonic clock, which means nothing after a reboot: only their
 * distances do, see {@link resumed}.
 */
export type Remembered = {
  /** The intent: written before the press moves, closed at TOP. */
  readonly strokeOpen: boolean;
  /** The key stands at SERVICE: a crew may be moving the press. */
  readonly serviceOpen: boolean;
  readonly latch: readonly Cause[];
  /**
   * The press was sent down, or its travel said that it is down, and TOP has not been seen open since: it may say "made"
   * with the ram away from it.
   */
  readonly topLate: boolean;
  readonly full: boolean;
  readonly strokesTotal: number;
  /** Starts of strokes, jams and channel discrepancies of the last 24 hours, oldest first. */
  readonly strokesAt: readonly Instant[];
  /** Strokes begun while the level was not valid. */
  readonly blindStrokesAt: readonly Instant[];
  readonly jamsAt: readonly Instant[];
  readonly discrepanciesAt: readonly Instant[];
  /** The device ran until then at least, whatever the newest entry of these lists is; null: nothing says so. */
  readonly ranUntil: Instant | null;
  /** Stalls upwards since the press last came to its top. */
  readonly jamsUp: number;
  /** Times for the full way down, newest last. */
  readonly strokesMs: readonly number[];
  /** Energies of whole strokes, newest last. */
  readonly strokesMwh: readonly number[];
  /** A remote inhibit as it was asked for; null: none in force. */
  readonly inhibitMs: number | null;
  /** The measured reference of an empty bin; null: the config's height counts. */
  readonly measured: Measured | null;
  /** Of collections and forecast; null: nothing yet. */
  readonly collecting: KeptCollecting | null;
};

/** Entries kept of each list; the largest quota that a config may set is below it. */
export const REMEMBERED_MAX = 500;
export const LEARNED_STROKES = 5;

export const NOTHING_REMEMBERED: Remembered = {
  ...{
    strokeOpen: false,
    serviceOpen: false,
    latch: [],
    topLate: false,
    full: false,
    strokesTotal: 0,
    strokesAt: [],
    blindStrokesAt: [],
  },
  ...{
    jamsAt: [],
    discrepanciesAt: [],
    ranUntil: null,
    jamsUp: 0,
    strokesMs: [],
    strokesMwh: [],
    inhibitMs: null,
    measured: null,
  },
  collecting: null,
};

/** Reads what was found; null: it is not what this version writes, so it counts as unreadable. */
export function remembered(found: Json): Remembered | null {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return null;
  const value = found as { readonly [key: string]: Json };
  const { strokeOpen, latch, full, strokesTotal, jamsUp, inhibitMs } = value;
  const lists = [value["strokesAt"], value["blindStrokesAt"], value["jamsAt"], value["discrepanciesAt"]].map(numbers);
  const strokesMs = numbers(value["strokesMs"]);
  const causes = list(latch)?.filter((cause) => typeof cause === "string" && isCause(cause));
  if (typeof strokeOpen !== "boolean" || typeof full !== "boolean" || causes?.length !== list(latch)?.length)
    return null;
  if (
    typeof strokesTotal !== "number" ||
    typeof jamsUp !== "number" ||
    !(inhibitMs === null || typeof inhibitMs === "number")
  )
    return null;
  const [strokesAt, blindStrokesAt, jamsAt, discrepanciesAt] = lists as (Instant[] | null)[];
  if (!strokesAt || !blindStrokesAt || !jamsAt || !discrepanciesAt || !strokesMs || !causes) return null;
  return {
    topLate: value["topLate"] === true,
    serviceOpen: value["serviceOpen"] === true,
    ...{ strokeOpen, latch: causes, full, strokesTotal, strokesAt, blindStrokesAt, jamsAt, discrepanciesAt },
    ...{ jamsUp, strokesMs, inhibitMs, measured: measuredIn(value["measured"]) },
    strokesMwh: numbers(value["strokesMwh"]) ?? [],
    ranUntil: typeof value["ranUntil"] === "number" ? instant(value["ranUntil"]) : null,
    collecting: keptCollecting(value["collecting"]),
  };
}

const LISTS = ["strokesAt", "blindStrokesAt", "jamsAt", "discrepanciesAt"] as const;
type Lists = Pick<Remembered, (typeof LISTS)[number]>;

/**
 * After a restart nobody knows how long the power was away. So what was remembered counts as written now: a quota may be
 * held for too long after a cut, never for too short.
 */
export function resumed(found: Remembered, now: Instant): Remembered {
  const writtenAt = writtenBy(found);
  const lists = eachList(found, (list) => list.map((at) => instant(at - writtenAt + now)));
  return { ...found, ...withoutOld(lists, now), ranUntil: now };
}

/** Once an hour, as long as anything in it grows older: that it has, so that a power cut each day does not keep it young. */
export function aged(was: Remembered, moments: Moments): Remembered {
  const isEmpty = LISTS.every((name) => was[name].length === 0);
  if (isEmpty || !moments.passed(instant(writtenBy(was)), TIMERS.hour)) return was;
  return { ...was, ...withoutOld(was, moments.now), ranUntil: moments.now };
}

/** The newest moment that it knows of. */
const writtenBy = (memory: Remembered): number =>
  Math.max(memory.ranUntil ?? -Infinity, ...LISTS.map((name) => memory[name].at(-1) ?? -Infinity));

const withoutOld = (lists: Lists, now: Instant): Lists =>
  eachList(lists, (list) => list.filter((at) => now - at < TIMERS.day));

const eachList = (lists: Lists, change: (list: readonly Instant[]) => readonly Instant[]): Lists => ({
  strokesAt: change(lists.strokesAt),
  blindStrokesAt: change(lists.blindStrokesAt),
  jamsAt: change(lists.jamsAt),
  discrepanciesAt: change(lists.discrepanciesAt),
});

/** Both memories in one, the stricter of each: what happened before the store had answered, and what was found. */
export const merged = (found: Remembered, since: Remembered): Remembered => ({
  ...found,
  strokeOpen: found.strokeOpen || since.strokeOpen,
  serviceOpen: found.serviceOpen || since.serviceOpen,
  latch: [...new Set([...found.latch, ...since.latch])],
  topLate: found.topLate || since.topLate,
  full: found.full || since.full,
  discrepanciesAt: [...found.discrepanciesAt, ...since.discrepanciesAt],
  inhibitMs: since.inhibitMs ?? found.inhibitMs,
  measured: since.measured ?? found.measured,
});

/** A list with one more entry, without those that are a day older. */
export const noted = (list: readonly Instant[], now: Instant, keepMs: number): readonly Instant[] =>
  [...list.filter((at) => now - at < keepMs), now].slice(-REMEMBERED_MAX);

function measuredIn(value: Json | undefined): Measured | null {
  if (typeof value !== "object" || value === null) return null;
  const { emptyMm, heightMm } = value as { readonly [key: string]: Json };
  return typeof emptyMm === "number" && typeof heightMm === "number" ? { emptyMm, heightMm } : null;
}

const list = (value: Json | undefined): readonly Json[] | undefined => (Array.isArray(value) ? value : undefined);
const numbers = (value: Json | undefined): number[] | null =>
  Array.isArray(value) && value.length <= REMEMBERED_MAX && value.every((entry) => typeof entry === "number")
    ? value
    : null;
