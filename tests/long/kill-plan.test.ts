import { expect, it } from "vitest";
import { killsOf, STATES } from "./kill-plan.ts";

it("kills in each state as often as in any other, at moments of the seed, the same each time", () => {
  const kills = killsOf(3, 4 + 6 * STATES.length);
  const control = kills.filter(({ what }) => what === "control");
  for (const state of STATES) expect(control.filter((kill) => kill.state === state)).toHaveLength(6);
  expect(
    kills
      .map(({ what }) => what)
      .filter((what) => what !== "control")
      .sort(),
  ).toEqual([...["both", "link", "stopped", "stopped"]]);
  expect(killsOf(3, kills.length)).toEqual(kills);
  expect(killsOf(4, kills.length)).not.toEqual(kills);
});

it("falls early, in the middle and late in a state, and into its write to disk", () => {
  const of = (state: string) => killsOf(1, 4 + 8 * STATES.length).filter((kill) => kill.state === state);
  const warn = of("WARN").map(({ afterMs }) => Math.min(2, Math.floor(afterMs / 1_000)));
  expect(new Set(warn)).toEqual(new Set([0, 1, 2]));
  const locking = of("LOCKING").filter(({ run }) => run % 4 === 3);
  expect(locking).not.toHaveLength(0);
  for (const { afterMs } of locking) expect(afterMs).toBeLessThanOrEqual(25);
});
