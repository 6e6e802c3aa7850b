import { expect } from "vitest";
import { latched, nothing, type Arrows } from "./arrow.ts";
import { BinBench } from "./bin-bench.ts";
import {
  doorOpens,
  drained,
  drifts,
  inStroke,
  keyTurned,
  levelAt,
  REACH,
  remembering,
  settingsWith,
  settled,
  waitingHalfWay,
} from "./reach.ts";

/** From power to the warning. */
export const STARTING: Arrows = {
  "BOOT: store read": { from: () => new BinBench(), when: nothing, to: "SELF_TEST" },
  "BOOT: store unreadable": {
    from: () => {
      const bench = new BinBench();
      bench.store.spoil();
      bench.cutPower();
      return bench;
    },
    when: nothing,
    to: "LOCKOUT",
    and: latched("nvLost"),
  },
  "BOOT: store silent for 10 s": {
    from: REACH.BOOT,
    when: nothing,
    to: "LOCKOUT",
    within: 9_900,
    and: latched("nvLost"),
  },

  "SELF_TEST: latch": {
    from: () => remembering({ latch: ["tilt"] }),
    when: nothing,
    to: "LOCKOUT",
    and: latched("tilt"),
  },
  "SELF_TEST: open intent": {
    from: () => remembering({ strokeOpen: true }),
    when: nothing,
    to: "LOCKOUT",
    and: latched("openIntent"),
  },
  "SELF_TEST: limits in conflict": {
    from: REACH.SELF_TEST,
    when: (bench) => bench.breakPress({ stuckBottom: "made" }),
    to: "SAFE_STOP",
    and: latched("limits"),
  },
  "SELF_TEST: TOP contradicts itself": {
    from: REACH.SELF_TEST,
    when: (bench) => bench.breakPress({ stuckTop: "conflict" }),
    to: "SAFE_STOP",
    and: latched("limits"),
  },
  "SELF_TEST: the watchdog opens no chain": {
    from: () => new BinBench(),
    when: (bench) => bench.chainStuck(),
    to: "SAFE_STOP",
    and: latched("watchdog"),
  },
  "SELF_TEST: door open at the top": { from: REACH.SELF_TEST, when: doorOpens, to: "COLLECTION" },
  "SELF_TEST: not at the top": {
    from: () => remembering({}),
    when: drifts,
    to: "WAIT_START",
  },
  "SELF_TEST: full": { from: () => remembering({ full: true }), when: nothing, to: "FULL_LOCKED" },
  "SELF_TEST: full, and the level says so no more": {
    from: () => {
      const bench = remembering({ full: true });
      bench.set("binPresent", false);
      bench.run(16_000);
      return bench;
    },
    when: (bench) => bench.set("binPresent", true),
    to: "IDLE",
    and: (bench) => expect(bench.memory.full).toBe(false),
  },
  "SELF_TEST: ready": { from: () => new BinBench(), when: nothing, to: "IDLE" },
  "SELF_TEST: ready, but armed only by START": {
    from: () => new BinBench(settingsWith({ armAfterPowerLoss: false })),
    when: nothing,
    to: "WAIT_START",
  },

  "WAIT_START: START at the top": { from: REACH.WAIT_START, when: (bench) => bench.push("start"), to: "IDLE" },
  "WAIT_START: START at the top of a full bin": {
    from: () => {
      const bench = remembering({ full: true, latch: ["tilt"] });
      levelAt(bench, 80);
      bench.run(65_000);
      bench.push("reset");
      return bench;
    },
    when: (bench) => bench.push("start"),
    to: "FULL_LOCKED",
  },
  "WAIT_START: START elsewhere": {
    from: waitingHalfWay,
    when: (bench) => bench.push("start"),
    to: "LOCKING",
    and: (bench) => expect(bench.mode).toMatchObject({ trigger: "home" }),
  },
  "WAIT_START: goes home by itself where that is allowed": {
    from: () => waitingHalfWay(new BinBench(settingsWith({ autoHome: true }))),
    when: nothing,
    to: "LOCKING",
    within: 10_200,
  },

  "SELF_TEST: interrupted service": {
    from: () => remembering({ serviceOpen: true }),
    when: nothing,
    to: "LOCKOUT",
    and: latched("openService"),
  },
  "SELF_TEST: key": { from: REACH.SELF_TEST, when: keyTurned, to: "SERVICE" },
  "SELF_TEST: no charge": { from: REACH.SELF_TEST, when: drained, to: "SHUTDOWN", within: 10_100 },
  "WAIT_START: key": { from: REACH.WAIT_START, when: keyTurned, to: "SERVICE" },
  "WAIT_START: no charge": { from: REACH.WAIT_START, when: drained, to: "SHUTDOWN", within: 10_100 },
  "IDLE: key": { from: REACH.IDLE, when: keyTurned, to: "SERVICE" },
  "IDLE: no charge": { from: REACH.IDLE, when: drained, to: "SHUTDOWN", within: 10_100 },
  "IDLE: door": { from: REACH.IDLE, when: doorOpens, to: "COLLECTION" },
  "IDLE: drift": { from: REACH.IDLE, when: drifts, to: "WAIT_START", within: 240 },
  "IDLE: asked for": { from: REACH.IDLE, when: (bench) => bench.request("compact"), to: "LOCKING" },
  "IDLE: level": { from: REACH.IDLE, when: (bench) => levelAt(bench, 65), to: "LOCKING", within: 21_000 },
  "IDLE: throw-ins": {
    from: REACH.IDLE,
    when: (bench) => {
      for (let times = 0; times < 14; times++) {
        bench.throwIn(1);
        bench.run(3_100);
      }
      bench.throwIn(1);
    },
    to: "LOCKING",
    and: (bench) => expect(bench.mode).toMatchObject({ trigger: "throws" }),
  },
  "IDLE: beam": { from: REACH.IDLE, when: (bench) => bench.set("beam", true), to: "LOCKING", within: 10_100 },

  "LOCKING: closed, locked, on disk": { from: REACH.LOCKING, when: nothing, to: "WARN", within: 1_100 },
  "LOCKING: a guard opens": { from: REACH.LOCKING, when: (bench) => bench.blip("hopperA", false, 5), to: "IDLE" },
  "LOCKING: the lock does not close": {
    from: () => {
      const bench = new BinBench();
      bench.breakPress({ lockStuckOpen: true });
      return inStroke("LOCKING", bench);
    },
    when: nothing,
    to: "IDLE",
    within: 5_100,
  },
  "LOCKING: the disk does not answer": {
    from: () => {
      const bench = settled();
      bench.store.stalled = true;
      bench.request("compact");
      bench.run(40);
      return bench;
    },
    when: nothing,
    to: "IDLE",
    within: 5_100,
    and: (bench) => expect(bench.visited).not.toContain("WARN"),
  },
  "LOCKING(home): a guard opens": {
    from: () => {
      const bench = waitingHalfWay();
      bench.push("start");
      return bench;
    },
    when: (bench) => bench.blip("hopperA", false, 5),
    to: "WAIT_START",
  },

  "WARN: 3 s": { from: REACH.WARN, when: nothing, to: "EXTEND", within: 3_100 },
  "WARN(home): 3 s": {
    from: () => {
      const bench = waitingHalfWay();
      bench.push("start");
      bench.runTo("WARN");
      return bench;
    },
    when: nothing,
    to: "RETRACT",
    within: 3_100,
  },
  "WARN: a guard opens": { from: REACH.WARN, when: (bench) => bench.blip("hopperB", false, 5), to: "IDLE" },
  "WARN: the lock opens": { from: REACH.WARN, when: (bench) => bench.breakPress({ lockStuckOpen: true }), to: "IDLE" },
  "WARN: the key is turned": { from: REACH.WARN, when: (bench) => bench.set("key", true), to: "IDLE" },
  "WARN: the press sinks": { from: REACH.WARN, when: drifts, to: "WAIT_START", within: 300 },
  "WARN: the current cannot be read": { from: REACH.WARN, when: (bench) => bench.breakPart("current"), to: "IDLE" },
};
