import { describe, expect, it } from "vitest";
import { Counter } from "../../device/backend/tally.ts";

const TOPIC = "gaturum/1/stockholm/lamp-1/up/state";
const BOOT = "5d0c2f9a41be7736";
const state = (status: string, session: number, boot = BOOT) =>
  JSON.stringify({ v: 1, status, session, boot, ts: 1_795_557_600_000, timeQuality: "sync" });

describe("what a receiver counts as online", () => {
  const heard = (...states: readonly string[]) => {
    const counter = new Counter();
    for (const one of states) counter.take(TOPIC, one);
    expect(counter.tally.lastProblem).toBeNull();
    return counter.tally.devicesOnline;
  };

  it("is a device that said so, until it leaves or its will comes", () => {
    expect(heard(state("online", 3))).toBe(1);
    expect(heard(state("online", 3), state("offline", 3))).toBe(0);
    expect(heard(state("online", 3), state("lost", 3))).toBe(0);
  });

  it("is one that came back before the will of its older session did", () => {
    expect(heard(state("online", 3), state("online", 4), state("lost", 3))).toBe(1);
    expect(heard(state("online", 4, "0123456789abcdef"), state("lost", 3))).toBe(1);
  });

  it("is one whose store was lost, and which counts its sessions from 1 again", () => {
    expect(heard(state("online", 40), state("lost", 40), state("online", 1, "0123456789abcdef"))).toBe(1);
  });
});
