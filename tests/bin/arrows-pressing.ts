import { expect } from "vitest";
import { latched, nothing, type Arrows } from "./arrow.ts";
import {
  doorCloses,
  doorOpens,
  drained,
  drifts,
  hardAt,
  inStroke,
  keyTurned,
  levelAt,
  REACH,
  refusal,
  settled,
  waitingHalfWay,
} from "./reach.ts";

/** The stroke, and what comes of it. */
export const PRESSING: Arrows = {
  "EXTEND: motor open": {
    from: REACH.EXTEND,
    when: (bench) => bench.breakPress({ wireBroken: true }),
    to: "SAFE_STOP",
    within: 1_000,
    and: latched("motorOpen"),
  },
  "EXTEND: TOP still made after 2 s": {
    from: () => {
      const bench = settled();
      bench.breakPress({ stuckTop: "made" });
      bench.request("compact");
      bench.runTo("EXTEND");
      return bench;
    },
    when: nothing,
    to: "SAFE_STOP",
    within: 2_100,
    and: latched("suspectTop"),
  },
  "EXTEND: BOTTOM too soon": {
    from: REACH.EXTEND,
    when: (bench) => {
      bench.run(500);
      bench.breakPress({ stuckBottom: "made" });
    },
    to: "SAFE_STOP",
    and: latched("suspectBottom"),
  },
  "EXTEND: stall before a tenth of the way": {
    from: () => inStroke("EXTEND", hardAt(50)),
    when: nothing,
    to: "PAUSE",
    and: (bench) => expect(bench.mode).toMatchObject({ stroke: { end: "jam", endMm: 50 } }),
  },
  "EXTEND: press end": {
    from: () => inStroke("EXTEND", hardAt(200)),
    when: nothing,
    to: "DWELL",
    and: (bench) => expect(bench.mode).toMatchObject({ stroke: { end: "contact", endMm: 200 } }),
  },
  "EXTEND: BOTTOM": {
    from: REACH.EXTEND,
    when: nothing,
    to: "DWELL",
    and: (bench) => expect(bench.mode).toMatchObject({ stroke: { end: "bottom" } }),
  },
  "EXTEND: too long": {
    from: REACH.EXTEND,
    when: (bench) => {
      bench.currentMa = 800;
      bench.breakPress({ stuckBottom: "open" });
    },
    to: "SAFE_STOP",
    within: 30_100,
    and: latched("extendTimeout"),
  },
  "EXTEND: low voltage": {
    from: REACH.EXTEND,
    when: (bench) => {
      bench.run(1_000);
      bench.voltageMv = 10_500;
      bench.touched();
    },
    to: "PAUSE",
    within: 300,
    and: (bench) => expect(bench.mode).toMatchObject({ stroke: { end: "lowVoltage" } }),
  },
  "PAUSE: 300 ms": { from: REACH.PAUSE, when: nothing, to: "RETRACT", within: 320 },
  "DWELL: 2 s": { from: REACH.DWELL, when: nothing, to: "RETRACT", within: 2_020 },
  "RETRACT: at the top": {
    from: REACH.RETRACT,
    when: nothing,
    to: "VERIFY",
    and: (bench) => expect(bench.memory.strokeOpen).toBe(false),
  },
  "RETRACT: motor open": {
    from: REACH.RETRACT,
    when: (bench) => bench.breakPress({ wireBroken: true }),
    to: "SAFE_STOP",
    within: 1_000,
    and: latched("motorOpen"),
  },
  "RETRACT: stall": {
    from: REACH.RETRACT,
    when: (bench) => bench.breakPress({ jamUpMm: 300 }),
    to: "SAFE_STOP",
    and: latched("jamUp"),
  },
  "RETRACT: too long": {
    from: REACH.RETRACT,
    when: (bench) => {
      bench.currentMa = 800;
      bench.breakPress({ jamUpMm: 300 });
    },
    to: "SAFE_STOP",
    within: 30_100,
    and: latched("retractTimeout"),
  },

  "VERIFY: door": { from: REACH.VERIFY, when: doorOpens, to: "COLLECTION" },
  "VERIFY: pressed": { from: REACH.VERIFY, when: nothing, to: "COOL", within: 15_100 },
  "VERIFY: no valid level in 15 s": {
    from: REACH.VERIFY,
    when: (bench) => bench.breakPart("level"),
    to: "COOL",
    within: 15_100,
    and: (bench) => expect(refusal(bench)).toMatch(/fill level is not known|is in COOL/),
  },
  "VERIFY: after going home": {
    from: () => {
      const bench = waitingHalfWay();
      bench.push("start");
      bench.runTo("VERIFY");
      return bench;
    },
    when: nothing,
    to: "COOL",
    within: 40,
  },
  "VERIFY: level and ram disagree": {
    from: REACH.VERIFY,
    when: (bench) => levelAt(bench, 90),
    to: "COOL",
    within: 15_100,
    and: (bench) => expect(bench.state.press?.holds.falseFull).toBe(3),
  },
  "VERIFY: still full": {
    from: () => inStroke("VERIFY", hardAt(100)),
    when: (bench) => levelAt(bench, 95),
    to: "FULL_LOCKED",
    within: 15_100,
    and: (bench) => expect(bench.memory.full).toBe(true),
  },
  "VERIFY: jam under a full level": {
    from: () => inStroke("VERIFY", hardAt(50)),
    when: (bench) => levelAt(bench, 95),
    to: "FULL_LOCKED",
    within: 15_100,
  },
  "VERIFY: jam": {
    from: () => inStroke("VERIFY", hardAt(50)),
    when: nothing,
    to: "COOL",
    within: 15_100,
    and: (bench) => expect(bench.memory.jamsAt).toHaveLength(1),
  },

  "COOL: door": { from: REACH.COOL, when: doorOpens, to: "COLLECTION" },
  "COOL: drift": { from: REACH.COOL, when: drifts, to: "WAIT_START", within: 240 },
  "COOL: 60 s": { from: REACH.COOL, when: nothing, to: "IDLE", within: 60_100 },

  "FULL_LOCKED: door": { from: REACH.FULL_LOCKED, when: doorOpens, to: "COLLECTION" },
  "FULL_LOCKED: RETURN and empty": {
    from: () => {
      const bench = REACH.FULL_LOCKED();
      bench.run(16_000);
      return bench;
    },
    when: (bench) => bench.push("returned"),
    to: "SELF_TEST",
  },
  "FULL_LOCKED: unlocked by the city": {
    from: REACH.FULL_LOCKED,
    when: (bench) => bench.request("unlock"),
    to: "IDLE",
    and: (bench) => expect(bench.state.press?.holds.untilReturn).toBe(true),
  },

  "COLLECTION: RETURN with the door closed": {
    from: REACH.COLLECTION,
    when: (bench) => {
      doorCloses(bench);
      bench.push("returned");
    },
    to: "SELF_TEST",
    within: 2_100,
  },
  "COLLECTION: closed 15 min without RETURN": {
    from: REACH.COLLECTION,
    when: doorCloses,
    to: "SELF_TEST",
    within: 15 * 60_000 + 100,
    and: (bench) => expect(bench.state.press?.holds.untilReturn).toBe(true),
  },

  "SAFE_STOP: the disk has the latch": {
    from: REACH.SAFE_STOP,
    when: (bench) => {
      bench.store.stalled = false;
      bench.touched();
    },
    to: "LOCKOUT",
  },
  "LOCKOUT: key": { from: REACH.LOCKOUT, when: keyTurned, to: "SERVICE" },
  "SERVICE: key back": {
    from: REACH.SERVICE,
    when: (bench) => bench.set("key", false),
    to: "WAIT_START",
    and: (bench) => expect(bench.memory.serviceOpen).toBe(false),
  },
  "SERVICE: key back, and something is latched": {
    from: () => {
      const bench = REACH.SERVICE();
      bench.blip("eStop", true, 500);
      bench.run(1_000);
      return bench;
    },
    when: (bench) => bench.set("key", false),
    to: "LOCKOUT",
    and: latched("eStop"),
  },
  "SHUTDOWN: key": { from: REACH.SHUTDOWN, when: keyTurned, to: "SERVICE" },
  "SHUTDOWN: charged for half an hour": {
    from: REACH.SHUTDOWN,
    when: (bench) => {
      bench.chargePct = 41;
      bench.touched();
      bench.run(30 * 60_000 - 100);
      expect(bench.mode.name).toBe("SHUTDOWN");
    },
    to: "BOOT",
    within: 200,
  },
  "VERIFY: key": { from: REACH.VERIFY, when: keyTurned, to: "SERVICE" },
  "COOL: key": { from: REACH.COOL, when: keyTurned, to: "SERVICE" },
  "COOL: no charge": { from: REACH.COOL, when: drained, to: "SHUTDOWN", within: 10_100 },
  "FULL_LOCKED: key": { from: REACH.FULL_LOCKED, when: keyTurned, to: "SERVICE" },
  "FULL_LOCKED: no charge": {
    from: REACH.FULL_LOCKED,
    when: drained,
    to: "SHUTDOWN",
    within: 10_100,
    and: (bench) => expect(bench.outputs.lock).toBe(true),
  },
  "COLLECTION: key": { from: REACH.COLLECTION, when: keyTurned, to: "SERVICE" },
  "LOCKOUT: RESET": { from: REACH.LOCKOUT, when: (bench) => bench.push("reset"), to: "WAIT_START" },
};
