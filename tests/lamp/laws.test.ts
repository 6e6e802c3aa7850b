import fc from "fast-check";
import { expect, it } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { histories, HURRIED, live } from "./histories.ts";
import { degrees, lux } from "../../device/measure/units.ts";
import { CYCLE_MS, Post, SETTINGS, syncedAt, type Stride } from "./post.ts";

const TIMEOUT_MS = 240_000;

it("gives the same objects while nothing changes and nothing announced has passed", { timeout: TIMEOUT_MS }, () => {
  const asksAgain = (post: Post): void => {
    const { state } = post;
    const again = post.decide(post.now);
    const quiet = { state, outputs: state.outputs, why: [], reports: [], calls: [], memory: null };
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

const seen = ({ levels, whys, reports, state }: Post): string => JSON.stringify({ levels, whys, reports, state });

it("ends where cycle by cycle ends when it jumps from moment to moment", { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(histories(HURRIED), (history) => {
      expect(seen(live(history, "jump"))).toBe(seen(live(history, "cycle")));
    }),
    propertyRuns(40),
  );
});

it.each([
  ["a day of UTC ends", "2026-12-21T23:59:00Z", -6, 1],
  ["a solar day ends in a storm", "2026-06-21T22:46:30Z", -12, 5],
  ["the sun sets", "2026-12-21T14:43:00Z", -6, 200],
])("jumps as it runs where %s", (_name, wall, sunBelowDeg, daylightLux) => {
  const settings = { ...SETTINGS, night: { ...SETTINGS.night, sunBelowDeg: degrees(sunBelowDeg) } };
  const through = (stride: Stride): Post =>
    new Post(settings, stride).at(CYCLE_MS, { clock: syncedAt(wall), daylight: lux(daylightLux) }).at(140_000);
  expect(seen(through("jump"))).toBe(seen(through("cycle")));
});
