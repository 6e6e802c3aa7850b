import { describe, expect, it } from "vitest";
import { subjectsOf, findingsIn } from "../../../device/field/check/finding.ts";
import { judge } from "../../../device/field/check/judge.ts";
import { STARTING_MS } from "../../../device/control/part-watch.ts";
import { faulty, valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { AT, factsOf, found, postConfig, told } from "./facts.ts";

const ago = (ms: number) => instant(AT - ms);
const MINUTE = 60_000;

it("of a healthy post nothing is told, and nothing is left unseen", () => {
  const verdicts = judge(factsOf(), subjectsOf("lamp-post"));
  expect(verdicts.flatMap(findingsIn)).toEqual([]);
  expect(verdicts.filter((verdict) => "unseen" in verdict)).toEqual([]);
  expect(verdicts.map((verdict) => ("fine" in verdict ? `${verdict.subject}: ${verdict.fine}` : ""))).toEqual([
    "config: 3 parts, no line used twice",
    "light: lux-1 reads 40,000 lx, right for this hour",
    "motion: pir-1 saw 40 movements since the start",
    "lamp: asked 0 %, takes 0.0 W",
    "supply: processor 51 C",
    "clock: network time, 8 ms off",
    "storage: 2.0 GB free, slowest write 140 ms",
    "cycle: 50 Hz, late 12 of 1,000,000",
    "city: connected to broker.example:8883",
  ]);
});

describe("light", () => {
  const lit = (lux: number, at: string) =>
    factsOf({
      readings: {
        daylight: valid(lux, ago(0)),
        clock: valid({ offsetMs: Date.parse(at) - AT, quality: "sync", errorMs: 8 }, ago(0)),
      },
    });
  it.each([
    ["covered at noon", 4, "2026-06-21T11:00:00Z", "error wrong-light lux-1"],
    ["a dark winter's noon, in which the sun stands at 7 degrees", 4, "2026-12-21T11:00:00Z", ""],
    ["a lamp in its face at midnight", 180, "2026-12-21T23:00:00Z", "error-"],
    ["the sun at midnight: the place is wrong", 9_000, "2026-12-21T23:00:00Z", "error wrong-place lux-1"],
    ["the street's light at midnight", 20, "2026-12-21T23:00:00Z", ""],
  ])("%s", (_, lux, at, expected) => {
    expect(told(lit(lux, at), "light")).toBe(expected === "error-" ? "warning wrong-light lux-1" : expected);
  });

  it("without a clock nothing is said of the hour", () => {
    const clock = valid({ offsetMs: 0, quality: "none", errorMs: 0 }, ago(0));
    expect(told(factsOf({ readings: { clock, daylight: valid(4, ago(0)) } }), "light")).toBe("");
  });
});

describe("motion", () => {
  const active = (sinceMs: number) =>
    factsOf({ readings: { motion: valid({ active: true, edges: 1, lastEdgeAt: null }, ago(sinceMs)) } });
  it("someone for half an hour without end is nobody", () => {
    expect(told(active(29 * MINUTE), "motion")).toBe("");
    expect(told(active(30 * MINUTE), "motion")).toBe("error stuck pir-1");
  });

  it("a sensor that warms up is no fault, one that still says nothing is", () => {
    const starting = (ms: number) => factsOf({ readings: { motion: faulty("pir-1", "starting", ago(ms)) } });
    expect(told(starting(STARTING_MS - 1), "motion")).toBe("");
    expect(told(starting(STARTING_MS), "motion")).toBe("error starting pir-1");
  });

  const config = postConfig((text) => text.replace("driver: mock, line: GPIO17", "driver: gpio-motion, line: GPIO17"));
  const walk = { tookMs: 20_000, wentAway: null, others: null, power: null };
  const walked = (edges: number, others: readonly { line: string; edges: number }[] | null) =>
    found(factsOf({ config, walk: { ...walk, edges: { "pir-1": edges }, others } }), "motion")[0];
  it("a walk that it did not see: the wire that moved instead is named, with where it belongs", () => {
    expect(walked(3, null)).toBeUndefined();
    expect(walked(0, null)?.text).toBe(
      "pir-1: no edge on GPIO17. Look whether it is covered or turned away, then at its supply and its wire.",
    );
    expect(walked(0, [{ line: "GPIO27", edges: 4 }])).toMatchObject({
      cause: "silent",
      text: "pir-1: no edge on GPIO17; GPIO27 changed 4 times as you walked. Move the wire from GPIO27 to GPIO17.",
      at: "lamp-post.yaml:22:3",
    });
  });
});

it("a walk in which control went away is told as that, and as no silent sensor", () => {
  const wentAway = "no control is running at /run/gaturum/control.sock.";
  const facts = factsOf({ walk: { tookMs: 20_000, wentAway, edges: {}, others: null, power: null } });
  expect(told(facts, "motion")).toBe("");
  expect(told(facts, "cycle")).toBe("error not-running -");
  expect(found(facts, "cycle")[0]?.text).toContain(wentAway);
});

it("a part's own words are told where it has any, and where it is written", () => {
  const lamp = faulty("lamp", "no-port", ago(0), "there is no GPIO chip pinctrl-rp1. Write CHIP/NUMBER");
  expect(found(factsOf({ readings: { lamp } }), "lamp")[0]).toMatchObject({
    text: "lamp has no port: there is no GPIO chip pinctrl-rp1. Write CHIP/NUMBER.",
    at: "lamp-post.yaml:24:3",
  });
  const writeFaults = [{ ok: false, fault: { part: "lamp", cause: "no-answer" } }] as const;
  expect(told(factsOf({ status: { writeFaults } }), "lamp")).toBe("error no-answer lamp");
});

describe("supply, card, cycle", () => {
  it.each([
    [
      { slowedBy: ["under-voltage", "throttled"], slowedSinceStart: ["under-voltage"] },
      "error under-voltage -, warning slowed -",
    ],
    [{ slowedBy: [], slowedSinceStart: ["under-voltage"] }, "warning under-voltage -"],
    [{ cpuC: 82, slowedBy: ["throttled"] }, "warning hot -"],
    [{}, ""],
  ])("board %j: %s", (board, expected) => {
    expect(told(factsOf({ board }), "supply")).toBe(expected);
  });

  const folder = "/var/lib/gaturum";
  const card = (more: object) =>
    told(
      factsOf({ storage: { folder, is: "fine", freeBytes: 2e9, freeFiles: 1e6, slowestWriteMs: 20, ...more } }),
      "storage",
    );
  it.each([
    [{ freeBytes: 100e6 }, "error full -"],
    [{ freeFiles: 3 }, "error full -"],
    [{ slowestWriteMs: 900 }, "warning slow -"],
    [{ slowestWriteMs: 4_000 }, "error slow -"],
  ])("card %j: %s", (more, expected) => {
    expect(card(more)).toBe(expected);
  });
  it.each([
    ["ENOSPC", "error full -"],
    ["EROFS", "error read-only -"],
    ["TIMEOUT", "error slow -"],
    ["EIO", "error broken -"],
    ["ENOENT", "error broken -"],
    ["EACCES", "warning no-permission -"],
  ])("a write that ends with %s: %s", (code, expected) => {
    expect(told(factsOf({ storage: { folder, is: "failed", code, freeBytes: null } }), "storage")).toBe(expected);
  });

  const figures = { cycles: 90_000, lateCycles: 0, missedCycles: 0, worstLateMs: 0, worstLateLastHourMs: 0 };
  it.each([
    [{ figures: { ...figures, missedCycles: 11_000 } }, "error late -"],
    [{ figures: { ...figures, cycles: 500, missedCycles: 100 } }, ""],
    [{ figures: { ...figures, worstLateLastHourMs: 3_200 } }, "warning late -"],
    [{ version: "0.9.0" }, "warning other-version -"],
  ])("cycle %j: %s", (status, expected) => {
    expect(told(factsOf({ status }), "cycle")).toBe(expected);
  });

  it("a control that answers and makes no cycle", () => {
    const facts = factsOf();
    if (facts.control.is !== "running") throw new Error("it runs");
    const stands = { ...facts, control: { ...facts.control, first: facts.control.last } };
    expect(told(stands, "cycle")).toBe("error no-cycles -");
    expect(found(stands, "cycle")[0]?.text).toContain("gaturum why --record FILE --device post-4711-0382");
  });

  it("without control the rest is looked at, and the clock by the kernel's word", () => {
    const control = { is: "absent", text: "No control runs." } as const;
    const facts = { ...factsOf({ kernelClock: { synchronised: false, errorMaxMs: 16_000 } }), control };
    expect(told(facts, "cycle")).toBe("error not-running -");
    expect(told(facts, "clock")).toBe("error clock-lost -");
    expect(judge(facts, ["motion"])).toEqual([{ subject: "motion", unseen: "only a running control sees it" }]);
    expect(judge({ ...facts, kernelClock: null }, ["clock"])[0]).toHaveProperty("unseen");
  });

  it("without control a clock chip is not seen, and what it knows is no error", () => {
    const control = { is: "absent", text: "No control runs." } as const;
    const config = postConfig((text) =>
      text.replace(/^parts:$/m, "parts:\n  clock-1: { role: clock, driver: ds3231, line: i2c-1/0x68 }"),
    );
    const of = (synchronised: boolean, more = {}) =>
      judge({ ...factsOf({ config, kernelClock: { synchronised, errorMaxMs: 16 }, ...more }), control }, ["clock"])[0];
    expect(of(false)).toEqual({ subject: "clock", unseen: "only a running control reads its clock chip" });
    expect(of(true)).toMatchObject({ fine: "network time, 16 ms off", looks: [null] });
    expect(of(false, { nowMs: 0 })).toMatchObject({ looks: [{ cause: "clock-before-release" }] });
  });
});
