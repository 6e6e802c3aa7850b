import { describe, expect, it } from "vitest";
import { BlockingPace, Deadlines, TimerPace } from "../../device/control/pace.ts";
import { instant, millis } from "../../device/measure/time.ts";

describe("deadlines", () => {
  it("count a start over a quarter period late as late, over one as missed, and do not drift", () => {
    const deadlines = new Deadlines(millis(20), instant(0));
    for (const now of [0, 20, 44.9, 65.1, 101, 120]) deadlines.begin(instant(now));
    expect(deadlines.figures).toEqual({
      cycles: 6,
      lateCycles: 2,
      missedCycles: 1,
      worstLateMs: 21,
      worstLateLastHourMs: 21,
    });
    expect(deadlines.due).toBe(140);
  });

  it("remember the worst of each second", () => {
    const deadlines = new Deadlines(millis(500), instant(0));
    for (const now of [3, 501, 1_000, 1_530, 2_000]) deadlines.begin(instant(now));
    expect(deadlines.worstBySecondMs).toEqual([3, 30, 0]);
  });

  it("forget the worst after an hour, and a second after two minutes", () => {
    const deadlines = new Deadlines(millis(60_000), instant(0));
    const begin = (minute: number, lateMs: number) => deadlines.begin(instant(minute * 60_000 + lateMs));
    begin(0, 40);
    for (let minute = 1; minute < 60; minute += 1) begin(minute, 7);
    expect(deadlines.figures.worstLateLastHourMs).toBe(40);
    expect(deadlines.worstBySecondMs).toEqual([7, 7]);
    begin(60, 9);
    expect(deadlines.figures).toMatchObject({ worstLateMs: 40, worstLateLastHourMs: 9 });
  });
});

describe.each([
  ["blocking", () => new BlockingPace(millis(10))],
  ["timers", () => new TimerPace(millis(10))],
])("the %s pace", (_name, make) => {
  it("keeps its rate over 50 cycles and lets the event loop in", async () => {
    const pace = make();
    const moments: number[] = [];
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 10);
    const startedAt = performance.now();
    await new Promise<void>((resolve) => {
      pace.start((now) => {
        moments.push(now);
        if (moments.length < 50) return;
        pace.stop();
        resolve();
      });
    });
    clearInterval(timer);
    // From the start: the first cycle of a busy computer is late, and those after it are not.
    expect(performance.now() - startedAt).toBeGreaterThan(485);
    expect(pace.figures.cycles + pace.figures.missedCycles).toBeGreaterThanOrEqual(50);
    expect(turns).toBeGreaterThan(10);
  });
});
