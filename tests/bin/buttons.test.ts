import { describe, expect, it } from "vitest";
import { initialButtons, nextButtons, type Buttons } from "../../device/bin/looking/buttons.ts";
import { Moments } from "../../device/measure/moments.ts";
import { faulty } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { REACH, waitingHalfWay } from "./reach.ts";
import { contact, soundReadings } from "./sound-bin.ts";

/** START over time: `[ms, pressed]`, null for a button that cannot be read. Gives the moments at which it acted. */
function actsAt(history: readonly (readonly [number, boolean | null])[]) {
  let buttons: Buttons = initialButtons;
  const acted: number[] = [];
  for (const [ms, pressed] of history) {
    const now = instant(ms);
    const start = pressed === null ? faulty("start", "stale", now) : contact(pressed, now);
    const next = nextButtons(buttons, { ...soundReadings(now), start }, new Moments(now));
    buttons = next.buttons;
    if (next.clicks.start !== null) acted.push(ms);
  }
  return { acted, is: buttons.start.is };
}

describe("a button", () => {
  it.each([
    [
      "acts on release, not on the press",
      [
        [0, false],
        [100, true],
        [1_000, true],
      ],
      [],
      "down",
    ],
    [
      "after 0.2 s",
      [
        [0, false],
        [100, true],
        [300, false],
      ],
      [300],
      "free",
    ],
    [
      "not sooner",
      [
        [0, false],
        [100, true],
        [299, false],
      ],
      [],
      "free",
    ],
    [
      "until 5 s",
      [
        [0, false],
        [100, true],
        [5_100, false],
      ],
      [5_100],
      "free",
    ],
    [
      "not later",
      [
        [0, false],
        [100, true],
        [5_101, false],
      ],
      [],
      "free",
    ],
    [
      "held for longer is stuck",
      [
        [0, false],
        [100, true],
        [5_101, true],
      ],
      [],
      "stuck",
    ],
    [
      "and its release then does nothing",
      [
        [0, false],
        [100, true],
        [5_101, true],
        [5_200, false],
      ],
      [],
      "free",
    ],
    [
      "held when power comes is stuck",
      [
        [0, true],
        [1_000, false],
      ],
      [],
      "free",
    ],
    [
      "unreadable in between is no press",
      [
        [0, false],
        [100, true],
        [500, null],
        [600, false],
      ],
      [],
      "free",
    ],
    [
      "pressed when it becomes readable is stuck",
      [
        [0, false],
        [500, null],
        [600, true],
        [1_600, false],
      ],
      [],
      "free",
    ],
  ] as [string, [number, boolean | null][], number[], string][])("%s", (_, history, acted, is) => {
    expect(actsAt(history)).toEqual({ acted, is });
  });

  it("held for longer than 5 s is told, until it is let go", () => {
    const bench = REACH.WAIT_START();
    bench.push("start", 6_000);
    const stuck = bench.told.filter(({ report }) => report.values["alarm"] === "stuckButton");
    expect(stuck.map(({ report }) => report.values["active"])).toEqual([true, false]);
    expect(bench.mode.name).toBe("WAIT_START");
  });

  it("one that was held when its state began acts on nothing there", () => {
    const bench = waitingHalfWay();
    bench.push("start");
    bench.runTo("WARN");
    bench.blip("start", true, 1_000);
    bench.run(100);
    bench.blip("hopperA", false, 5);
    bench.run(2_000);
    expect(bench.mode.name).toBe("WAIT_START");
    bench.push("start");
    expect(bench.mode.name).toBe("LOCKING");
  });

  it.each(["start", "reset", "returned"] as const)("%s alone moves nothing from any state at rest", (button) => {
    for (const state of ["IDLE", "COOL", "FULL_LOCKED", "COLLECTION", "LOCKOUT", "SELF_TEST"] as const) {
      const bench = REACH[state]();
      bench.onDecision = (_inputs, { outputs }) => {
        expect([state, outputs.ram]).toEqual([state, "off"]);
      };
      bench.push(button);
      bench.run(30_000);
    }
  });
});
