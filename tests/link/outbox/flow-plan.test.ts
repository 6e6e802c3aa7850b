import { describe, expect, it } from "vitest";
import { hostSchema } from "../../../device/contract/session.ts";
import * as plan from "../../../device/link/outbox/flow-plan.ts";
import { after, instant, seconds } from "../../../device/measure/time.ts";

const at = (second: number) => after(instant(0), seconds(second));

describe("when history may go", () => {
  it("R5: two packets a second, or as many as the city asks for", () => {
    const sent = plan.sentBatch(plan.firstPlan(at(0)), at(10));
    expect(plan.backfillAt(sent, at(10))).toBe(at(10.5));
    const asked = plan.heardHost(sent, { leaseS: 60, drainPerS: 10 }, at(11));
    expect(plan.backfillAt(plan.sentBatch(asked, at(11)), at(11))).toBe(at(11.1));
  });

  it("R5: a pace that the city takes back holds up nothing, and none is slower than a packet in 100 s", () => {
    const slow = plan.heardHost(plan.firstPlan(at(0)), { leaseS: 600, drainPerS: 0.01 }, at(0));
    const sent = plan.sentBatch(slow, at(10));
    expect(plan.backfillAt(sent, at(10))).toBe(at(110));
    expect(plan.backfillAt(plan.heardHost(sent, { leaseS: 600 }, at(20)), at(20))).toBe(at(10.5));
    const host = { v: 1, leaseS: 600, receipts: true };
    expect(hostSchema.safeParse({ ...host, drainPerS: 0.01 }).success).toBe(true);
    expect(hostSchema.safeParse({ ...host, drainPerS: 0.009 }).success).toBe(false);
  });

  it("R5: a pause after a refusal outlasts the city's word about its pace", () => {
    const paused = plan.paused(plan.sentBatch(plan.firstPlan(at(0)), at(10)), seconds(30), at(11));
    expect(plan.backfillAt(plan.heardHost(paused, { leaseS: 600 }, at(20)), at(20))).toBe(at(41));
  });

  it("R6: begins at a random moment after the connect, within the city's spread", () => {
    const first = plan.firstPlan(at(0));
    expect(plan.backfillAt(plan.connected(first, 0.5, at(10)), at(10))).toBe(at(12.5));
    const wide = plan.heardHost(first, { leaseS: 60, spreadS: 100 }, at(0));
    expect(plan.backfillAt(plan.connected(wide, 0.5, at(10)), at(10))).toBe(at(60));
  });

  it("pauses when the lease is over; after 10 minutes one packet a minute tries", () => {
    let now = plan.heardHost(plan.firstPlan(at(0)), { leaseS: 60 }, at(0));
    expect(plan.backfillAt(now, at(59))).toBe(at(0));
    expect(plan.backfillAt(now, at(60))).toBe(at(660));
    now = plan.sentBatch(now, at(660));
    expect(plan.backfillAt(now, at(661))).toBe(at(720));
    now = plan.heardHost(now, { leaseS: 60 }, at(700));
    expect(plan.backfillAt(now, at(701))).toBe(at(660.5));
  });

  it("waits for nobody where nobody ever said that he receives", () => {
    expect(plan.backfillAt(plan.firstPlan(at(0)), at(1e6))).toBe(at(0));
  });

  it.each([
    [16, 2],
    [5, 2],
    [3, 1],
    [1, 1],
  ])("leaves live at least half of a window of %d", (window, batches) => {
    expect(plan.backlogWindow(window)).toBe(batches);
  });
});
