import { z } from "zod";
import type { Json } from "../measure/decision.ts";
import type { Boot } from "./outbox/records.ts";
import type { Store } from "./store/store.ts";

/** What numbers the starts and the connections of this device. */
export interface Counters extends Boot {
  /** What an earlier start kept is lost: session numbers begin anew, and the birth says so. */
  readonly storeLost: boolean;
  /** Larger than every number handed out before, restarts included. */
  nextSession(): number;
  /** Calls `begin` once the first of them are safe on disk, or cannot be: a number that is not could be used again. */
  whenClaimed(begin: () => void): void;
}

/** Session numbers claimed on disk ahead, so that a connection never waits for a card. A restart skips what is left. */
export const SESSIONS_AHEAD = 64;

const sessionSchema = z.object({ claimed: z.int().min(0) });

/** Of a store that was opened: the first claim goes to the disk at once. */
export function storeCounters(store: Store): Counters {
  const found = sessionSchema.safeParse(store.found.session);
  let session = found.success ? found.data.claimed : 0;
  let claimed = 0;
  let waiting: (() => void)[] | null = [];
  const claim = (): void => {
    claimed = session + SESSIONS_AHEAD;
    const value: Json = { claimed };
    store.commit({ documents: { session: value } }, () => {
      const begins = waiting ?? [];
      waiting = null;
      for (const begin of begins) begin();
    });
  };
  claim();
  return {
    boot: store.boot,
    bootCount: store.bootCount,
    storeLost: store.storeLost,
    nextSession() {
      session += 1;
      if (session > claimed - SESSIONS_AHEAD / 2) claim();
      return session;
    },
    whenClaimed(begin) {
      if (waiting === null) begin();
      else waiting.push(begin);
    },
  };
}

/** For simulated time, where the caller numbers the sessions. */
export function countersOf(store: Store, nextSession: () => number): Counters {
  const { boot, bootCount, storeLost } = store;
  return { boot, bootCount, storeLost, nextSession, whenClaimed: (begin) => begin() };
}
