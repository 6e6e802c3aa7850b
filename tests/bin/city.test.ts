import { describe, expect, it } from "vitest";
import { CITY_VERBS } from "../../device/channel/from-link.ts";
import type { Json } from "../../device/measure/decision.ts";
import type { BinBench } from "./bin-bench.ts";
import { inStroke, REACH, settled, stoppedHalfWay, waitingHalfWay } from "./reach.ts";

/** All that a city may ask, and what it would like to. */
const VERBS = [...CITY_VERBS, "reset", "reset-latch", "jog", "start", "calibrateEmpty", "selftest"];
const ARGS: Readonly<Record<string, { readonly [key: string]: Json }>> = {
  inhibit: { forMs: 0 },
  "reset-latch": { who: "the city", why: "it can" },
};

function askEverything(bench: BinBench): void {
  for (const verb of VERBS) {
    bench.request(verb, ARGS[verb] ?? {}, "city");
    bench.run(400);
  }
  bench.run(30_000);
}
const clean = (bench: BinBench): void => expect([...bench.wrong, ...bench.violations]).toEqual([]);

describe("what a city asks of a bin can never", () => {
  it("reset a latch, nor move a ram that stopped half way", () => {
    const bench = stoppedHalfWay();
    const { latch } = bench.memory;
    const { travelMm } = bench.site;
    askEverything(bench);
    expect([bench.mode.name, bench.memory.latch, bench.site.travelMm]).toEqual(["LOCKOUT", latch, travelMm]);
    clean(bench);
  });

  it("start a ram after a latch was reset: START is pressed at the bin", () => {
    const bench = waitingHalfWay();
    const { travelMm } = bench.site;
    askEverything(bench);
    expect([bench.mode.name, bench.site.travelMm]).toEqual(["WAIT_START", travelMm]);
    clean(bench);
  });

  it.each(["SERVICE", "COLLECTION", "SHUTDOWN"] as const)("move a ram in %s", (state) => {
    const bench = REACH[state]();
    const { travelMm } = bench.site;
    askEverything(bench);
    expect([bench.mode.name, bench.site.travelMm]).toEqual([state, travelMm]);
    clean(bench);
  });

  it("skip the warning: the buzzer sounds for the whole of its time before the ram moves", () => {
    const bench = settled();
    const { travelMm } = bench.site;
    bench.request("compact");
    expect(bench.runTo("WARN")).toBe(true);
    const since = bench.now;
    for (let index = 0; bench.mode.name === "WARN" && index < 200; index += 1) {
      const verb = VERBS[index % VERBS.length] ?? "compact";
      if (verb !== "inhibit") bench.request(verb, ARGS[verb] ?? {}, "city");
      expect([bench.outputs.buzzer, bench.site.travelMm]).toEqual([true, travelMm]);
      bench.run(20);
    }
    expect(bench.mode.name).toBe("EXTEND");
    expect(bench.now - since).toBeGreaterThanOrEqual(bench.settings.press?.warnMs ?? 0);
    clean(bench);
  });

  it("stop or turn a stroke that runs", () => {
    const bench = inStroke("EXTEND");
    askEverything(bench);
    expect(bench.runTo("COOL")).toBe(true);
    expect(bench.memory.latch).toEqual([]);
    clean(bench);
  });
});

/** What the bench was told in answer to the last request. */
function asksFor(bench: BinBench, verb: string, from: "city" | "site"): Json {
  bench.request(verb, {}, from);
  bench.run(40);
  return bench.told.findLast(({ report }) => report.kind === "answer")?.report.values as Json;
}
const AT_WORK = {
  code: 409,
  result: "not now: the press is at work or waits for something; bin-state tells within 5 minutes",
};

describe("S4: asked every second, the press tells a city nothing of who throws in what", () => {
  const passing = [
    "BOOT",
    "SELF_TEST",
    "LOCKING",
    "WARN",
    "EXTEND",
    "PAUSE",
    "DWELL",
    "RETRACT",
    "VERIFY",
    "COOL",
  ] as const;
  it.each(passing)("in %s, for compact and unlock alike", (state) => {
    expect(asksFor(REACH[state](), "compact", "city")).toMatchObject(AT_WORK);
    expect(asksFor(REACH[state](), "unlock", "city")).toMatchObject(AT_WORK);
    expect(asksFor(REACH[state](), "unlock", "site")).toMatchObject({
      result: expect.stringContaining(state) as string,
    });
  });

  it("with the hopper held open", () => {
    const bench = settled();
    bench.set("hopperA", false);
    bench.set("hopperB", false);
    bench.run(200);
    expect(asksFor(bench, "compact", "city")).toMatchObject(AT_WORK);
    expect(asksFor(bench, "compact", "site")).toMatchObject({ result: expect.stringContaining("guard") as string });
  });

  it("but what lasts until somebody comes, or until it is lifted", () => {
    expect(asksFor(REACH.FULL_LOCKED(), "compact", "city")).toMatchObject({
      result: "not now: the bin is in FULL_LOCKED",
    });
    const bench = settled();
    bench.request("inhibit", { forMs: 60_000 });
    bench.run(40);
    expect(asksFor(bench, "compact", "city")).toMatchObject({ result: "not now: somebody inhibits the press" });
  });
});
