import { describe, expect, it } from "vitest";
import { UNSTORED_MAX, type Moment } from "../../device/channel/messages.ts";
import { Outgoing } from "../../device/control/outgoing.ts";
import type { RecordClass, Report } from "../../device/measure/decision.ts";
import { instant } from "../../device/measure/time.ts";
import { ToyChannel } from "./toy.ts";

const HELLO = { m: "hello", v: 1, run: "run-1", version: "0", configHash: "0" } as const;
const MOMENT: Moment = { at: instant(0), ts: null, timeQuality: "none", timeErrorMs: null };
const report = (reportClass: RecordClass, n = 0): Report => ({
  kind: "event",
  stream: "toy",
  class: reportClass,
  values: { n },
});

function outgoing() {
  const channel = new ToyChannel();
  return { channel, out: new Outgoing(channel, HELLO, false) };
}
const numbers = (channel: ToyChannel) => channel.reports.map(({ n }) => n);

describe("reports on their way to link", () => {
  it("keeps class 0 and 1 until they are stored and sends them again to a link that comes back", () => {
    const { channel, out } = outgoing();
    out.send(report(0), MOMENT);
    out.send(report(1), MOMENT);
    expect(channel.sent).toEqual([]);
    channel.peer(true);
    expect(channel.sent[0]).toEqual(HELLO);
    expect(numbers(channel)).toEqual([1, 2]);
    out.stored("run-1", 1);
    channel.peer(false);
    channel.peer(true);
    expect(numbers(channel)).toEqual([1, 2, 2]);
  });

  it("does not take another run's word that reports are stored", () => {
    const { out } = outgoing();
    out.send(report(0), MOMENT);
    out.stored("run-0", 9);
    expect(out.waiting).toBe(1);
  });

  it("lets class 2 go while nobody listens, and tells how many", () => {
    const { channel, out } = outgoing();
    channel.peer(true);
    channel.peer(false);
    out.send(report(2), MOMENT);
    out.send(report(2), MOMENT);
    channel.peer(true);
    out.send(report(2), MOMENT);
    expect(channel.reports.map(({ report: { stream, values } }) => [stream, values])).toEqual([
      ["lost", { count: 2, class: 2 }],
      ["toy", { n: 0 }],
    ]);
  });

  it("holds class 2 too until the first link has come: control starts before it", () => {
    const { channel, out } = outgoing();
    out.send(report(2, 1), MOMENT);
    channel.peer(true);
    expect(channel.reports.map(({ report: { stream, values } }) => [stream, values])).toEqual([["toy", { n: 1 }]]);
    for (let n = 0; n <= UNSTORED_MAX; n++) out.send(report(1, n), MOMENT);
    expect(channel.reports.at(-2)?.report.values).toEqual({ count: 1, class: 2 });
  });

  it("holds a bounded number, class 0 last to go", () => {
    const { channel, out } = outgoing();
    for (let n = 0; n < 5; n++) out.send(report(0, n), MOMENT);
    for (let n = 0; n < UNSTORED_MAX; n++) out.send(report(1, n), MOMENT);
    expect(out.waiting).toBe(UNSTORED_MAX);
    channel.peer(true);
    expect(channel.reports.slice(0, 5).every((message) => message.report.class === 0)).toBe(true);
    out.send(report(0), MOMENT);
    expect(channel.reports.find((message) => message.report.stream === "lost")?.report.values).toEqual({
      count: 5,
      class: 1,
    });
  });
});
