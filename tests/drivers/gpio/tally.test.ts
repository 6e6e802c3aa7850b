import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant, type Instant } from "../../../device/measure/time.ts";
import { count, resumeTally, startTally, type Tally } from "../../../drivers/gpio/tally.ts";
import { propertyRuns } from "../../setup/property-runs.ts";

const at = (ms: number) => instant(ms);
const edge = (ms: number, missed = 0) => ({ at: at(ms), missed });
const low = startTally(false);

describe("a line's edges", () => {
  it("give the same object while nothing happens", () => {
    expect(count(low, { active: false, edges: [] }, at(20))).toBe(low);
  });

  it("count a pulse that was over before anyone asked, at its own moment", () => {
    const seen = count(low, { active: false, edges: [edge(5), edge(10)] }, at(20));
    expect(seen).toMatchObject({ active: false, rises: 1, falls: 1, riseAt: 5, changedAt: 10 });
  });

  it("count an edge once that the level told of before it came", () => {
    const told = count(low, { active: true, edges: [] }, at(20));
    expect(told).toMatchObject({ active: true, rises: 1, riseAt: 20 });
    const came = count(told, { active: true, edges: [edge(19)] }, at(40));
    expect(came).toMatchObject({ active: true, rises: 1, falls: 0, owed: [] });
  });

  it("count a later edge after one that was lost", () => {
    const told = count(low, { active: true, edges: [] }, at(20));
    expect(count(told, { active: false, edges: [edge(30)] }, at(40))).toMatchObject({ rises: 1, falls: 1 });
  });

  it("count those that the kernel had no room for", () => {
    const seen = count(low, { active: false, edges: [edge(5, 1_001)] }, at(20));
    expect(seen).toMatchObject({ rises: 501, falls: 501, riseAt: 5 });
  });

  it("go on counting after the line was opened anew", () => {
    const before = count(low, { active: true, edges: [edge(5)] }, at(20));
    const again = count(resumeTally(before, false), { active: true, edges: [edge(50)] }, at(60));
    expect(again).toMatchObject({ rises: 2, falls: 0 });
  });
});

/** A line as it is, and a kernel that hands an edge over some time after it. */
type Move = { readonly turns: number; readonly handed: number };
const moves = fc.array(fc.record({ turns: fc.nat(3), handed: fc.nat(4) }), { minLength: 1, maxLength: 60 });

it("whatever is late, each edge is counted once, and the level is never behind", () => {
  fc.assert(
    fc.property(moves, (history: readonly Move[]) => {
      let [tally, now, active, all]: [Tally, number, boolean, number] = [low, 0, false, 0];
      const underway: { readonly at: Instant; readonly missed: number }[] = [];
      for (const { turns, handed } of history) {
        for (let turn = 0; turn < turns; turn += 1) {
          underway.push(edge((now += 1)));
          active = !active;
        }
        all += turns;
        tally = count(tally, { active, edges: underway.splice(0, handed) }, at((now += 1)));
        expect(tally.active).toBe(active);
      }
      tally = count(tally, { active, edges: underway.splice(0) }, at(now + 1));
      expect(tally.rises + tally.falls).toBe(all);
      expect(tally.rises - tally.falls).toBe(active ? 1 : 0);
    }),
    propertyRuns(2_000),
  );
});
