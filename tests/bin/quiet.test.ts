import { describe, expect, it } from "vitest";
import { nextQuiet, type Quiet } from "../../device/bin/press/quiet.ts";
import { Moments } from "../../device/measure/moments.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { instant, millis, type TimeQuality, type WallClock } from "../../device/measure/time.ts";
import { BinBench } from "./bin-bench.ts";
import { inStroke, refusal, settingsWith, settled } from "./reach.ts";

const HOURS = { from: "22:00", to: "06:00", zone: "Europe/Stockholm" } as const;
const BOOT = Date.UTC(2026, 2, 28, 12);
const clock = (quality: TimeQuality = "sync", offsetMs = BOOT): Reading<WallClock> =>
  valid({ offsetMs, quality, errorMs: millis(10) }, instant(0));

/** The moments, in UTC, at which it turns quiet or ends, as the announced moments find them. */
function changes(hours: { from: string; to: string; zone: string }, days: number): readonly string[] {
  const found: string[] = [];
  let was: Quiet | null = null;
  let at = 0;
  for (let turn = 0; at < days * 86_400_000 && turn < 100; turn++) {
    const moments = new Moments(instant(at));
    const is = nextQuiet(was, hours, clock(), moments);
    if (was !== null) found.push(`${new Date(BOOT + at).toISOString().slice(5, 16)} ${String(is?.is)}`);
    if (moments.next === null) throw new Error("announces nothing");
    [was, at] = [is, moments.next];
  }
  return found;
}

describe("quiet hours", () => {
  it("last from dusk to dawn by the clock on the wall, over the night in which it is put forward, too", () => {
    expect(changes(HOURS, 2)).toEqual([
      ...["03-28T21:00 true", "03-29T04:00 false", "03-29T20:00 true", "03-30T04:00 false"],
    ]);
    expect(changes({ ...HOURS, from: "12:00", to: "14:30" }, 1)).toEqual(["03-28T13:30 false", "03-29T10:00 true"]);
  });

  it("the same object comes back until its end, and a clock that leaps is followed at once", () => {
    const ask = (was: Quiet | null, offsetMs: number) =>
      nextQuiet(was, HOURS, clock("sync", offsetMs), new Moments(instant(1_000)));
    const day = ask(null, BOOT);
    expect(day?.is).toBe(false);
    expect(ask(day, BOOT + 3_600_000)).toBe(day);
    expect(ask(day, BOOT + 12 * 3_600_000)?.is).toBe(true);
    expect(ask(day, BOOT - 12 * 3_600_000)?.is).toBe(true);
  });

  it("with the time not known there are none: it presses", () => {
    const moments = new Moments(instant(0));
    const unknown = [clock("none"), faulty("clock", "absent", instant(0))] as const;
    expect(unknown.map((reading) => nextQuiet(null, HOURS, reading, moments))).toEqual([null, null]);
    expect(moments.next).toBe(null);
  });

  const atNight = (bench: BinBench): BinBench => {
    bench.clock = { offsetMs: Date.UTC(2026, 10, 28, 22), quality: "sync", errorMs: millis(10) };
    bench.touched();
    return bench;
  };

  it("block a start, one that was asked for as well, and say so; at their end it presses", () => {
    const bench = settled(atNight(new BinBench(settingsWith({ quiet: HOURS }))));
    expect(refusal(bench)).toMatch(/quiet hours/);
    bench.set("beam", true);
    bench.run(3_600_000);
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.runTo("LOCKING", 6 * 3_600_000)).toBe(true);
    expect(Math.abs(bench.now - 7 * 3_600_000)).toBeLessThan(100);
  });

  it("never stop a stroke that runs", () => {
    const bench = inStroke("EXTEND", new BinBench(settingsWith({ quiet: HOURS })));
    atNight(bench);
    expect(bench.runTo("COOL")).toBe(true);
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });
});
