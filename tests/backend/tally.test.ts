import { describe, expect, it } from "vitest";
import { lampNightHour } from "../../device/contract/samples.ts";
import type { BirthMessage } from "../../device/contract/session.ts";
import { Counter } from "../../device/backend/tally.ts";

const TOPIC = "gaturum/1/stockholm/lamp-1/up/state";
const BOOT = "5d0c2f9a41be7736";
const state = (status: string, session: number, boot = BOOT) =>
  JSON.stringify({ v: 1, status, session, boot, ts: 1_795_557_600_000, timeQuality: "sync" });

describe("a device whose mains go with the street's lamps", () => {
  const born = (switched: boolean) => {
    const line = lampNightHour().find(({ topic }) => topic.endsWith("/up/birth"));
    const birth = { ...(line?.payload as BirthMessage), device: "lamp-1" };
    return JSON.stringify(switched ? { ...birth, supply: "switched" } : birth);
  };
  const heard = (...packets: readonly (readonly [at: "state" | "birth", payload: string])[]) => {
    const counter = new Counter();
    for (const [at, payload] of packets) counter.take(TOPIC.replace("state", at), payload);
    const { devicesOnline, devicesResting, lastProblem } = counter.tally;
    expect(lastProblem).toBeNull();
    return { devicesOnline, devicesResting };
  };

  it("rests when its will comes, and is there again at the next dusk", () => {
    const day = [
      ["state", state("online", 3)],
      ["birth", born(true)],
      ["state", state("lost", 3)],
    ] as const;
    expect(heard(...day)).toEqual({ devicesOnline: 0, devicesResting: 1 });
    expect(heard(...day, ["state", state("online", 4)])).toEqual({ devicesOnline: 1, devicesResting: 0 });
  });

  it("is missed when it had said nothing of its supply, says so no more, or left by itself", () => {
    const [online, lost] = [
      ["state", state("online", 3)],
      ["state", state("lost", 3)],
    ] as const;
    const none = { devicesOnline: 0, devicesResting: 0 };
    expect(heard(online, lost)).toEqual(none);
    expect(heard(online, ["birth", born(false)], lost)).toEqual(none);
    expect(heard(online, ["birth", born(true)], ["birth", born(false)], lost)).toEqual(none);
    expect(heard(online, ["birth", born(true)], ["state", state("offline", 3)])).toEqual(none);
  });
});

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
