import fc from "fast-check";
import { expect, it } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { histories, HURRIED, live } from "./histories.ts";
import { CYCLE_MS, type Post } from "./post.ts";

const TIMEOUT_MS = 120_000;

it("gives the same objects while nothing changes and nothing announced has passed", { timeout: TIMEOUT_MS }, () => {
  const asksAgain = (post: Post): void => {
    const { state } = post;
    const again = post.decide(post.now);
    const quiet = { state, outputs: state.outputs, why: [], reports: [], memory: null };
    expect(again).toEqual({ ...quiet, wakeAt: again.wakeAt });
    expect(again.state).toBe(state);
    expect(again.outputs).toBe(state.outputs);
    const until = (again.wakeAt ?? post.now + CYCLE_MS) - 0.001;
    const later = post.decide(instant(Math.max(post.now, until)));
    expect(later.state).toBe(state);
    expect(later.outputs).toBe(state.outputs);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  };
  fc.assert(
    fc.property(histories(HURRIED), (history) => {
      live(history, "jump", asksAgain);
    }),
    propertyRuns(20),
  );
});

it("ends where cycle by cycle ends when it jumps from moment to moment", { timeout: TIMEOUT_MS }, () => {
  const seen = ({ levels, whys, reports, state }: Post) => JSON.stringify({ levels, whys, reports, state });
  fc.assert(
    fc.property(histories(HURRIED), (history) => {
      expect(seen(live(history, "jump"))).toBe(seen(live(history, "cycle")));
    }),
    propertyRuns(40),
  );
});
