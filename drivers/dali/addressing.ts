import { WITHOUT_MAX, type BusSeen } from "../../device/measure/samples.ts";
import {
  compare,
  initialiseWithout,
  programShortAddress,
  query,
  queryShortAddress,
  randomise,
  searchAddress,
  terminate,
  verifyShortAddress,
  withdraw,
  type Frame,
  type Reply,
} from "./frames.ts";

/** What gear said, or did not say: whoever plays a dialogue repeats a frame that could not be sent. */
export type Heard = Exclude<Reply, { readonly kind: "failed" }>;
/** A dialogue: it yields frames and takes what was heard of each. */
export type Asking = Generator<Frame, BusSeen, Heard>;
type Part<Found> = Generator<Frame, Found, Heard>;

const ADDRESSES = 64;
const RANDOM_MAX = 0xffffff;
/** Searches for gear without an address, until one comes out even: one may die on the way, or a frame be lost. Our choice. */
const SEARCHES_MAX = 3;
/** An address is written so often until the gear is to blame that does not keep it: a frame may be lost. Our choice. */
const WRITES_MAX = 2;

/**
 * Who is on the bus, in the words of IEC 62386-102: short addresses one by one, then a binary search among the random
 * addresses of gear that has none, far below its 15 minutes. Nothing is written where all have an address, and a new random
 * address where one has none. No frame of it changes a light: the lamp's levels may stand between any two of them.
 */
export function* lookAround(): Asking {
  const taken: number[] = [];
  const shared: number[] = [];
  for (let address = 0; address < ADDRESSES; address += 1) {
    const there = yield* repeated(query(address, "present"));
    if (there.kind === "nothing") continue;
    const isShared = there.kind === "garbled" || (yield* differ(address));
    (isShared ? shared : taken).push(address);
  }
  const found = yield* withoutAddress();
  yield terminate;
  return found === null ? UNEVEN : { is: "seen", taken, shared, without: found.length };
}

/** Gives it to the only gear without one, reads it back, and looks around. */
export function* giveAddress(address: number): Asking {
  const there = yield* repeated(query(address, "present"));
  if (there.kind !== "nothing") return failed(`address ${address} is taken: nothing was given.`);
  const found = yield* withoutAddress();
  const [only] = found ?? [];
  if (found?.length !== 1 || only === undefined) {
    yield terminate;
    return found === null ? UNEVEN : failed(`${found.length} luminaires have no address: nothing was given.`);
  }
  yield* searchAddress(only);
  const isKept = yield* keeps(address);
  yield terminate;
  if (!isKept) return failed(`the luminaire does not keep address ${address}: replace it.`);
  return yield* lookAround();
}

/** Written and read back: the search address stands on the gear. */
function* keeps(address: number): Part<boolean> {
  for (let write = 0; write < WRITES_MAX; write += 1) {
    yield programShortAddress(address);
    if ((yield verifyShortAddress(address)).kind !== "nothing") return true;
  }
  return false;
}

/** Two gears may answer "present" as one byte; their random addresses are two. */
function* differ(address: number): Part<boolean> {
  for (const byte of ["randomHigh", "randomMiddle", "randomLow"] as const)
    if ((yield* repeated(query(address, byte))).kind === "garbled") return true;
  return false;
}

/** Random addresses of gear without a short one. null: each search ended otherwise than it began. The caller ends it. */
function* withoutAddress(): Part<readonly number[] | null> {
  const there = yield* repeated(query("all", "missingAddress"));
  if (there.kind === "nothing") return [];
  const least = there.kind === "garbled" ? 2 : 1;
  for (let search = 0; search < SEARCHES_MAX; search += 1) {
    yield terminate;
    yield initialiseWithout;
    yield randomise;
    const found = yield* oneByOne();
    if (found !== null && found.length >= least) return found;
  }
  return null;
}

function* oneByOne(): Part<readonly number[] | null> {
  const found: number[] = [];
  while (found.length < WITHOUT_MAX) {
    yield* searchAddress(RANDOM_MAX);
    if ((yield* repeated(compare)).kind === "nothing") return found;
    const lowest = yield* lowestOne();
    if (lowest === null || found.includes(lowest)) return null;
    yield withdraw;
    found.push(lowest);
  }
  return found;
}

/** A byte counts at once, silence and noise when they come twice: an answer may be lost, and a gust be taken for one. */
function* repeated(frame: Frame): Part<Heard> {
  const first = yield frame;
  if (first.kind === "byte") return first;
  const second = yield frame;
  return second.kind === "byte" || second.kind === first.kind ? second : yield frame;
}

/** By halves, 24 of them; the search address stands on it then. null: nobody has what was found. */
function* lowestOne(): Part<number | null> {
  let [low, high] = [0, RANDOM_MAX];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (yield* isAtMost(middle)) high = middle;
    else low = middle + 1;
  }
  yield* searchAddress(low);
  return (yield queryShortAddress).kind === "nothing" ? null : low;
}

/** Any answer is a yes: several at once are noise. */
function* isAtMost(value: number): Part<boolean> {
  yield* searchAddress(value);
  return (yield compare).kind !== "nothing";
}

const failed = (detail: string): BusSeen => ({ is: "failed", detail });
const UNEVEN = failed(
  "a luminaire without an address answers and is then not to be found: look at its plug and its mains, then look again.",
);
