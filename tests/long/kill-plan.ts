import { chance } from "../../hal-mocks/random.ts";
import type { State } from "../system/killed-bin.ts";

/** What is killed: control in a state, or link, or both, in EXTEND; or control is stopped there for two seconds. */
export type Kill = {
  readonly what: "control" | "link" | "both" | "stopped";
  readonly state: State;
  /** Which of its runs of this state, for what alternates. */
  readonly run: number;
  /** From the start of the state, or of its write to disk. */
  readonly afterMs: number;
};

/**
 * How long a bin is in each state here, from which the moments are taken; those that last until somebody comes, for a
 * second. LOCKING, VERIFY and RESET in LOCKOUT begin with a write to disk.
 */
const LASTS_MS: Readonly<Record<State, number>> = {
  ...{ BOOT: 60, SELF_TEST: 600, WAIT_START: 1_000, IDLE: 1_000, LOCKING: 1_000, WARN: 3_000, EXTEND: 1_900 },
  ...{ PAUSE: 300, DWELL: 2_000, RETRACT: 1_900, VERIFY: 4_000, COOL: 2_000, FULL_LOCKED: 1_000, COLLECTION: 1_000 },
  ...{ SAFE_STOP: 1_000, LOCKOUT: 1_000, SERVICE: 800, SHUTDOWN: 1_000 },
};
export const STATES = Object.keys(LASTS_MS) as readonly State[];
/** Two slots are written and flushed within this. */
const WRITE_MS = 25;
const BEGINS_WITH_A_WRITE: readonly State[] = ["LOCKING", "VERIFY", "LOCKOUT"];
/** Early, in the middle, late, and while its memory is on the way to disk. */
const QUARTERS = 4;

/** `count` kills of a seed: each state as often as any other, in an order and at moments of the seed. */
export function killsOf(seed: number, count: number): readonly Kill[] {
  const others: readonly Kill["what"][] = ["link", "both", "stopped", "stopped"];
  const kills = Array.from({ length: count }, (_, index): Kill => {
    const what = others[index] ?? "control";
    const nth = Math.max(0, index - others.length);
    const state = what === "control" ? stateOf(nth) : "EXTEND";
    const run = Math.floor(nth / STATES.length);
    return { what, state, run, afterMs: moment(state, run, chance(seed, "kill moment", index)) };
  });
  return kills
    .map((kill, index) => ({ kill, at: chance(seed, "kill order", index) }))
    .sort((one, other) => one.at - other.at)
    .map(({ kill }) => kill);
}

const stateOf = (nth: number): State => STATES[nth % STATES.length] ?? "IDLE";

function moment(state: State, run: number, share: number): number {
  const quarter = run % QUARTERS;
  if (quarter === 3 && BEGINS_WITH_A_WRITE.includes(state)) return Math.round(share * WRITE_MS);
  return Math.round(((Math.min(quarter, 2) + share) / 3) * LASTS_MS[state]);
}
