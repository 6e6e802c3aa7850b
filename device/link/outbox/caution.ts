import { BATCH_RECORDS_MAX } from "../../contract/limits.ts";
import { millis, minutes, seconds, type Millis } from "../../measure/time.ts";

/** A connection that ends so soon after a publish may have ended by it. Our choice: a round trip by cellular. */
const HANG_UP_MS = seconds(1);
/** A birth has so many, and little goes beside it when a connection begins. */
const BIRTH_BYTES = 8_192;
/** Connections in a row that break at the same parcel before it is suspected: a network that flaps breaks at others. */
export const BREAKS_MAX = 2;
/**
 * A record at which so many connections broke in a row, while others went through, is set aside. At 3 a network that flaps
 * did that once in 800,000 breaks to a record that was sound (`hang-ups.test.ts`, measured).
 */
export const HANG_UPS_MAX = 5;
/** Parcels in a row that go through before they are as large as usual: a minute at the usual pace. Our choice. */
export const CAREFUL_PARCELS = 128;
/** Where the broker hangs up at any history, none goes for so long, so that what is live has its turn. Our choice. */
export const NO_HISTORY_MS = minutes(10);

/**
 * How soon that is on this line: a broker hears of a packet when all of it has come, and it takes a while until it is heard
 * in turn. `beginMs`: what a connection took to begin, two round trips and a birth.
 */
export const hangUpMs = (beginMs: Millis, bytes: number): Millis =>
  millis(Math.max(HANG_UP_MS, beginMs * Math.max(1, bytes / BIRTH_BYTES)));

/** How carefully history is sent, because connections broke at it. Plain data, kept over connections. */
export type Caution = {
  /** Id of the first record of the parcel at which the newest connection broke; null: it has gone through since. */
  readonly head: number | null;
  /** Connections that broke there in a row. */
  readonly times: number;
  /** Records in one parcel; below `BATCH_RECORDS_MAX` each goes alone, nothing else beside it. */
  readonly recordsMax: number;
  /** Parcels that went through since the last break. */
  readonly passed: number;
};

export const NO_CAUTION: Caution = { head: null, times: 0, recordsMax: BATCH_RECORDS_MAX, passed: 0 };

export const isCareful = ({ recordsMax }: Caution): boolean => recordsMax < BATCH_RECORDS_MAX;

/** `alone`: nothing else was on its way. `othersPass`: the same connection took other history. */
export type Break = { readonly ids: readonly number[]; readonly alone: boolean; readonly othersPass: boolean };
export type Broken = {
  readonly caution: Caution;
  /** It is a record by itself, and at fault. */
  readonly poison: boolean;
  /** Not even what was sent first went through: it is not this record. */
  readonly nothingPasses: boolean;
};

/**
 * A connection broke at this parcel. Pure.
 *
 *   as usual ──twice at the same──▶ careful, half of it ──breaks──▶ half of that … a record alone ──5 times──▶ poison
 *      ▲                                     │
 *      └────────── 128 parcels pass ─────────┘
 */
export function broke(was: Caution, { ids, alone, othersPass }: Break): Broken {
  const kept = { poison: false, nothingPasses: false };
  const [head = null] = ids;
  const times = was.head === head ? was.times + 1 : 1;
  const half = { head, times: 0, recordsMax: Math.max(1, Math.floor(ids.length / 2)), passed: 0 };
  if (!isCareful(was)) return { ...kept, caution: times < BREAKS_MAX ? { ...was, head, times } : half };
  if (!alone) return { ...kept, caution: was };
  if (ids.length > 1) return { ...kept, caution: half };
  if (!othersPass) return { ...kept, caution: { ...was, passed: 0 }, nothingPasses: true };
  if (times >= HANG_UPS_MAX) return { ...kept, caution: NO_CAUTION, poison: true };
  return { ...kept, caution: { ...was, head, times, passed: 0 } };
}

/** The broker has acknowledged this parcel. */
export function passed(was: Caution, ids: readonly number[]): Caution {
  const wasSuspect = was.head !== null && ids.includes(was.head);
  if (isCareful(was) && was.passed + 1 >= CAREFUL_PARCELS) return NO_CAUTION;
  if (!wasSuspect && !isCareful(was)) return was;
  return { ...was, ...(wasSuspect ? { head: null, times: 0 } : {}), passed: isCareful(was) ? was.passed + 1 : 0 };
}
