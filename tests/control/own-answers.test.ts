import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNews, ALIVE_MS } from "../../device/control/alive.ts";
import { BLUR_MS, ownAnswer, OWN_VERBS, type OwnView } from "../../device/control/own-answers.ts";
import type { Moment } from "../../device/channel/messages.ts";
import { faulty, valid } from "../../device/measure/reading.ts";
import { epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { toyControl } from "./toy.ts";

const VIEW: OwnView = {
  readings: { motion: faulty("pir-1", "no-answer", instant(0)), daylight: valid(3, instant(0)) },
  standing: { override: null },
  why: [],
  violations: 1,
  refused: 2,
};
const answer = (verb: string, view: OwnView, now: Instant = instant(0)) =>
  ownAnswer({ id: "c-1", from: "city", verb, args: {} }, view, now).values["result"] as Record<string, unknown>;
const passed = (at: number) => ({ subject: "lamp", reason: "motion", at: instant(at) });

describe("what control answers for itself", () => {
  it("selftest: by looking alone", () => {
    const failing = [{ role: "motion", part: "pir-1", cause: "no-answer" }];
    expect(answer("selftest", VIEW)).toEqual({ passed: false, parts: 2, failing, moved: false });
    expect(answer("selftest", { ...VIEW, readings: { daylight: valid(3, instant(0)) } })["passed"]).toBe(true);
    const without = { ...VIEW.readings, beam: faulty("beam", "absent", instant(0)) };
    expect(answer("selftest", { ...VIEW, readings: without }), "a part that is not fitted").toEqual(
      answer("selftest", VIEW),
    );
  });

  it("snapshot and bundle: how it stands; a bundle also why, and that it cannot be replayed", () => {
    expect(answer("snapshot", VIEW)).toMatchObject({ standing: { override: null }, violations: 1, refusedRequests: 2 });
    const why = [passed(10), passed(BLUR_MS - 1), passed(BLUR_MS), passed(2 * BLUR_MS)];
    expect(answer("bundle", { ...VIEW, why }, instant(2 * BLUR_MS + 1))).toMatchObject({
      replayable: false,
      reasons: [
        { fromUptimeS: 0, subject: "lamp", reason: "motion", count: 2 },
        { fromUptimeS: 300, subject: "lamp", reason: "motion", count: 1 },
      ],
    });
  });

  it("S4: two streets that differ within five minutes give the same answers, whenever they are asked", () => {
    const inWindow = fc.integer({ min: 0, max: BLUR_MS - 1 });
    const pairs = fc.array(fc.record({ window: fc.nat({ max: 3 }), one: inWindow, other: inWindow }), {
      maxLength: 20,
    });
    const street = (list: readonly { window: number; at: number }[]) =>
      list.map(({ window, at }) => passed(window * BLUR_MS + at)).toSorted((a, b) => a.at - b.at);
    fc.assert(
      fc.property(pairs, fc.nat({ max: 4 * BLUR_MS }), (passers, now) => {
        const asked = instant(now);
        const before = (list: OwnView["why"]) => list.filter(({ at }) => at <= now);
        const one = before(street(passers.map((pair) => ({ window: pair.window, at: pair.one }))));
        const other = before(street(passers.map((pair) => ({ window: pair.window, at: pair.other }))));
        for (const verb of OWN_VERBS) {
          expect(answer(verb, { ...VIEW, why: one }, asked)).toEqual(answer(verb, { ...VIEW, why: other }, asked));
        }
      }),
      propertyRuns(300),
    );
  });

  it("is not asked of what decides, and answered in the cycle that takes it", () => {
    const { control, channel } = toyControl();
    channel.peer(true);
    control.step(instant(0));
    const { mind } = control;
    for (const verb of [...OWN_VERBS, "dim"]) control.request({ id: `c-${verb}`, from: "city", verb, args: {} });
    control.step(instant(20));
    const answers = channel.sent.flatMap((message) =>
      message.m === "report" && message.report.kind === "answer" ? [message.report] : [],
    );
    expect(answers.map(({ stream, values }) => [stream, values["id"]])).toEqual([
      ["dim", "c-dim"],
      ...OWN_VERBS.map((verb) => [verb, `c-${verb}`]),
    ]);
    expect(control.mind).toBe(mind);
  });
});

describe("what time it is", () => {
  const told: Moment = { at: instant(1_000), ts: epochMs(2_000_000), timeQuality: "sync", timeErrorMs: millis(10) };
  it.each<[string, Moment | null, Moment, boolean]>([
    ["for the first time", null, told, true],
    ["a second later", told, { ...told, at: instant(2_000), ts: epochMs(2_001_000) }, false],
    ["a minute later", told, { ...told, at: instant(1_000 + ALIVE_MS), ts: epochMs(2_000_000 + ALIVE_MS) }, true],
    [
      "after a leap of three hours back",
      told,
      { ...told, at: instant(2_000), ts: epochMs(2_001_000 - 10_800_000) },
      true,
    ],
    ["of another quality", told, { ...told, at: instant(2_000), ts: epochMs(2_001_000), timeQuality: "rtc" }, true],
    ["not known any more", told, { ...told, at: instant(2_000), ts: null }, true],
  ])("is news to link %s: %j", (_name, before, is, news) => {
    expect(isNews(before, is)).toBe(news);
  });

  it("is told to a link that says hello, though nothing is new", () => {
    const { control, channel } = toyControl();
    const alive = () => channel.sent.filter(({ m }) => m === "alive").length;
    control.step(instant(0));
    control.step(instant(20));
    expect(alive()).toBe(1);
    channel.link({ m: "hello", v: 1 });
    control.step(instant(40));
    expect(alive()).toBe(2);
  });
});
