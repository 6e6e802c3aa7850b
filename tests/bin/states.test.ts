import { describe, expect, it } from "vitest";
import { STROKE_STATES, type Mode } from "../../device/bin/press/states.ts";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { nothing } from "./arrow.ts";
import { PRESSING } from "./arrows-pressing.ts";
import { STARTING } from "./arrows-starting.ts";
import type { BinBench } from "./bin-bench.ts";
import { atRest, REACH, stoppedHalfWay, waitingHalfWay } from "./reach.ts";

type Name = Mode["name"];
const STATES = Object.keys(REACH) as Name[];
const LATCHED: readonly Name[] = ["SAFE_STOP", "LOCKOUT"];
const MOVED: readonly Name[] = STROKE_STATES;
const ARROWS = { ...STARTING, ...PRESSING };

describe("the arrows of the table", () => {
  it.each(Object.entries(ARROWS))("%s", (_, { from, when, to, within = 61_000, and = nothing }) => {
    const bench = from();
    const before = bench.mode;
    when(bench);
    expect([bench.runTo(to, within), bench.mode.name]).toEqual([true, to]);
    expect(bench.mode).not.toBe(before);
    and(bench);
    expect(bench.wrong).toEqual([]);
  });

  it("has a row out of each state", () => {
    const left = new Set(Object.keys(ARROWS).map((name) => name.split(/[:(]/)[0]));
    expect([...left].sort()).toEqual([...STATES].sort());
  });
});

/** Causes that count whatever the state. Each lasts as long as the table wants it to. */
const GLOBAL: Readonly<Record<string, (bench: BinBench) => void>> = {
  weld: (bench) => {
    bench.currentMa = 51;
    bench.touched();
    bench.run(600);
  },
  eStop: (bench) => bench.blip("eStop", true, 5),
  fire: (bench) => {
    bench.temperatureC = 71;
    bench.touched();
  },
  tilt: (bench) => {
    bench.set("tilt", true);
    if (!STROKE_STATES.includes(bench.mode.name)) bench.run(9_990);
  },
};

describe("each state met by each cause that counts everywhere", () => {
  const met = STATES.flatMap((state) => Object.keys(GLOBAL).map((name) => [state, name] as const));
  it.each(
    met.filter(
      ([state, name]) => name !== "weld" || !["EXTEND", "RETRACT", "PAUSE", "LOCKING", "WARN"].includes(state),
    ),
  )("%s met by %s", (state, name) => {
    const bench = REACH[state]();
    expect(bench.mode.name).toBe(state);
    GLOBAL[name]?.(bench);
    bench.run(100);
    expect(state === "SERVICE" ? ["SERVICE"] : LATCHED).toContain(bench.mode.name);
    expect(bench.outputs.ram).toBe("off");
    const added = name === "weld" ? bench.memory.latch : bench.memory.latch.filter((known) => known !== "guard");
    expect(added).toContain(name);
    expect(bench.outputs.watchdog).toBe(name !== "weld" && state !== "BOOT");
    expect(bench.wrong).toEqual([]);
  });

  const LOST: Readonly<Record<string, (bench: BinBench) => void>> = {
    guard: (bench) => bench.blip("hopperA", false, 5),
    lock: (bench) => bench.breakPress({ lockStuckOpen: true }),
    key: (bench) => bench.blip("key", true, 5),
    current: (bench) => bench.breakPart("current"),
    top: (bench) => {
      bench.breakPress({ stuckTop: "conflict" });
      bench.run(120);
    },
  };
  it.each(MOVED.flatMap((state) => Object.keys(LOST).map((name) => [state, name] as const)))(
    "%s loses %s: stopped in the first cycle, no reverse",
    (state, name) => {
      const bench = REACH[state]();
      LOST[name]?.(bench);
      bench.run(20);
      expect(LATCHED).toContain(bench.mode.name);
      expect(bench.memory.latch).toContain(name);
      bench.breakPress(NO_FAULTS);
      bench.mendParts();
      bench.run(5_000);
      expect(bench.mode.name).toBe("LOCKOUT");
      expect(bench.outputs.ram).toBe("off");
      expect([...bench.wrong, ...bench.violations]).toEqual([]);
    },
  );

  it.each(STATES.filter((state) => !MOVED.includes(state) && !LATCHED.includes(state)))(
    "%s: a bin that leans for 5 s latches nothing",
    (state) => {
      const bench = REACH[state]();
      bench.blip("tilt", true, 5_000);
      bench.run(5_100);
      expect(bench.memory.latch).toEqual([]);
    },
  );

  it("TOP and BOTTOM at once in a stroke", () => {
    const bench = REACH.DWELL();
    bench.breakPress({ stuckTop: "made", stuckBottom: "made" });
    bench.run(20);
    expect(bench.memory.latch).toContain("topAndBottom");
  });

  it.each(STATES.filter((state) => !MOVED.includes(state) && !LATCHED.includes(state)))(
    "%s: a guard that opens for a moment latches nothing",
    (state) => {
      const bench = REACH[state]();
      bench.blip("hopperA", false, 100);
      bench.blip("hopperB", false, 100);
      bench.run(1_000);
      expect(bench.memory.latch).toEqual([]);
    },
  );
});

/** Ram, lock, buzzer and sign of each state; a lock that depends on the ram is asked for at the top. */
const OUTPUTS: Readonly<Record<Name, readonly [ram: string, lock: boolean, buzzer: boolean, sign: string]>> = {
  BOOT: ["off", true, false, "amber"],
  SELF_TEST: ["off", false, false, "amber"],
  WAIT_START: ["off", false, false, "amber"],
  IDLE: ["off", false, false, "green"],
  LOCKING: ["off", true, false, "amber"],
  WARN: ["off", true, true, "amber"],
  EXTEND: ["down", true, false, "amber"],
  PAUSE: ["off", true, false, "amber"],
  DWELL: ["off", true, false, "amber"],
  RETRACT: ["up", true, false, "amber"],
  VERIFY: ["off", true, false, "amber"],
  COOL: ["off", false, false, "green"],
  FULL_LOCKED: ["off", true, false, "red"],
  COLLECTION: ["off", false, false, "amber"],
  SAFE_STOP: ["off", true, false, "red"],
  LOCKOUT: ["off", false, false, "red"],
  SERVICE: ["off", true, false, "amber"],
  SHUTDOWN: ["off", false, false, "off"],
};

describe("what each state does", () => {
  it.each(STATES)("%s", (state) => {
    const { outputs } = REACH[state]();
    expect([outputs.ram, outputs.lock, outputs.buzzer, outputs.sign]).toEqual(OUTPUTS[state]);
    expect(outputs.intentRevision !== null).toBe(MOVED.includes(state) || state === "SERVICE");
  });

  it.each([
    ["WAIT_START", waitingHalfWay],
    ["LOCKOUT", stoppedHalfWay],
  ] as const)("%s with the ram half way down keeps the hopper locked", (state, reach) => {
    const bench = reach();
    expect([bench.mode.name, bench.outputs.lock]).toEqual([state, true]);
  });

  it("SELF_TEST lets go of the watchdog once, and nothing else ever does but a weld", () => {
    const bench = atRest();
    const fed: boolean[] = [];
    bench.onDecision = (_inputs, { outputs }) => fed.push(outputs.watchdog);
    bench.collect();
    bench.settle();
    bench.runTo("IDLE");
    expect(fed.filter((now, cycle) => now !== fed[cycle - 1])).toEqual([true, false, true]);
  });
});
