import { expect, it } from "vitest";
import { SESSIONS_AHEAD, storeCounters } from "../../device/link/counters.ts";
import type { Change, Settled, Store } from "../../device/link/store/store.ts";

/** A store that answers when it is told to. */
function slowStore(claimed: number) {
  const commits: { readonly change: Change; readonly settle: (how: Settled) => void }[] = [];
  const commit: Store["commit"] = (change, settle) => void commits.push({ change, settle });
  const found = { session: { claimed } };
  return { store: { boot: "b", bootCount: 1, storeLost: false, found, commit } as unknown as Store, commits };
}

it("no session begins before its number is safe on disk, or cannot be", () => {
  for (const how of ["durable", "refused"] as const) {
    const { store, commits } = slowStore(65);
    const counters = storeCounters(store);
    let begun = 0;
    counters.whenClaimed(() => (begun += 1));
    expect([begun, commits.length]).toEqual([0, 1]);
    expect(commits[0]?.change.documents).toEqual({ session: { claimed: 65 + SESSIONS_AHEAD } });
    commits[0]?.settle(how);
    counters.whenClaimed(() => (begun += 1));
    expect(begun).toBe(2);
    expect(counters.nextSession()).toBe(66);
  }
});

it("numbers are claimed anew while half of those before are left, and nothing waits for that", () => {
  const { store, commits } = slowStore(0);
  const counters = storeCounters(store);
  commits[0]?.settle("durable");
  let begun = 0;
  for (let session = 1; session <= SESSIONS_AHEAD; session += 1) {
    expect(counters.nextSession()).toBe(session);
    counters.whenClaimed(() => (begun += 1));
  }
  expect(begun).toBe(SESSIONS_AHEAD);
  expect(commits[1]?.change.documents).toEqual({ session: { claimed: SESSIONS_AHEAD / 2 + 1 + SESSIONS_AHEAD } });
});
