import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { Report } from "../../device/measure/decision.ts";
import { HANDED_AT_ONCE, NETWORK, RECORDS } from "../bench/link.ts";
import { percentile } from "../hil/percentile.ts";
import { LinkProcess, subscribe, until } from "../link/link-process.ts";
import { clockLost, daylight, started } from "../link/rig.ts";
import { startProxy } from "../proxy/proxy.ts";
import { describeWithMosquitto, startMosquitto } from "./mosquitto.ts";

/** What is promised of the bench's day (contract, R5): from the session on, for how soon there is one is R5b. */
const DRAIN_S = 30;
const LIVE_P95_MS = 2_000;
const LIVE_EVERY_MS = 250;

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

/** One of class 0, one of class 1. */
const happened = (index: number): Report => (index % 2 === 0 ? clockLost(index % 4 === 0) : started());

describeWithMosquitto("a day without a network", () => {
  it("R5: is caught up with in 30 s, and what happens meanwhile comes at once", { timeout: 120_000 }, async () => {
    const broker = await startMosquitto();
    atEnd.push(() => broker.stop());
    const proxy = await startProxy(broker.port);
    atEnd.push(() => proxy.stop());
    await proxy.set(NETWORK);
    const backend = await subscribe(broker.url);
    atEnd.push(() => backend.client.endAsync(true));
    const link = new LinkProcess(proxy.url());
    atEnd.push(() => link.close());
    await until("the first session", () => backend.status === "online", 60);

    await proxy.set({ down: true });
    for (let index = 0; index < RECORDS; index += 1) {
      link.report(daylight(index));
      if (index % HANDED_AT_ONCE === 0) await pause(5);
    }
    const days = (): number => [...backend.history, ...backend.live].filter(({ class: of }) => of === 2).length;
    const sessions = backend.states.length;
    await proxy.set({ down: false });
    await until("the next session", () => backend.states.length > sessions && backend.status === "online", DRAIN_S);

    const upAt = performance.now();
    const tookMs: number[] = [];
    while (days() < RECORDS) {
      const seen = backend.live.length;
      const toldAt = performance.now();
      link.report(happened(tookMs.length));
      await until("a live record", () => backend.live.length > seen, DRAIN_S);
      tookMs.push(performance.now() - toldAt);
      await pause(LIVE_EVERY_MS);
    }
    const drainS = (performance.now() - upAt) / 1_000;
    expect(drainS).toBeLessThanOrEqual(DRAIN_S);
    expect(tookMs.length).toBeGreaterThan(20);
    expect(percentile(tookMs, 95)).toBeLessThanOrEqual(LIVE_P95_MS);
    expect(new Set(backend.keys).size).toBe(backend.keys.length);
  });
});
