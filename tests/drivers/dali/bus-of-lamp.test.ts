import { beforeEach, describe, expect, it } from "vitest";
import { DONE } from "../../../device/measure/fault.ts";
import { instant } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import type { Frame, Reply } from "../../../drivers/dali/frames.ts";
import type { MasterListener } from "../../../drivers/dali/master.ts";
import { DaliLamp } from "../../../drivers/dali-lamp/driver.ts";
import { MockDaliBus } from "../../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { frameMs, GIVEN } from "./played.ts";

describe("a DALI lamp keeps the contract of a lamp's bus", () => {
  let now = 0;
  let pending: { readonly frame: Frame; readonly replied: (reply: Reply) => void } | null = null;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let listener: MasterListener;
  let gear: MockDaliGear;
  let bus: MockDaliBus;
  let lamp: DaliLamp;

  beforeEach(() => {
    [now, pending, timers] = [0, null, []];
    gear = new MockDaliGear();
    bus = new MockDaliBus(gear);
    lamp = new DaliLamp(
      { ...GIVEN, target: 0 },
      (hears) => {
        listener = hears;
        return { send: (frame, replied) => void (pending = { frame, replied }), close: () => Promise.resolve() };
      },
      {
        ...{ part: "lamp-1", now: () => instant(now), log: () => undefined, feed: null },
        after: (wait, run) => {
          const timer = { at: now + wait, run };
          timers.push(timer);
          return () => (timers = timers.filter((each) => each !== timer));
        },
      },
    );
  });

  /** The next thing that happens: a frame is answered, or a timer is due. */
  function step(): void {
    if (pending !== null) {
      const { frame, replied } = pending;
      pending = null;
      now += frameMs(frame);
      replied(bus.transmit(frame.bytes, frame.twice, now));
      return;
    }
    const [first] = timers.sort((a, b) => a.at - b.at);
    if (first === undefined) throw new Error("nothing will ever happen");
    timers = timers.filter((each) => each !== first);
    now = Math.max(now, first.at);
    first.run();
  }
  function run(forMs: number): void {
    for (const end = now + forMs; now < end;) step();
  }

  it("looks around, gives the address, and then has its luminaire", () => {
    listener.ready();
    run(3_000);
    expect([lamp.seen, lamp.written]).toEqual([{ is: "unseen" }, null]);
    expect(lamp.lookAround()).toEqual(DONE);
    expect(lamp.seen).toEqual({ is: "looking" });
    run(10_000);
    expect(lamp.seen).toEqual({ is: "seen", taken: [], shared: [], without: 1 });
    lamp.giveAddress(0);
    run(15_000);
    expect([lamp.seen, lamp.written, gear.address]).toEqual([
      { is: "seen", taken: [0], shared: [], without: 0 },
      [],
      0,
    ]);
    expect(lamp.setLevel(percent(50))).toEqual(DONE);
    run(2_000);
    expect(gear.level(now)).toBe(229);
  });

  it("rests as long as a random address takes, and no longer", () => {
    listener.ready();
    run(3_000);
    lamp.giveAddress(0);
    const heardAt = new Map<string, number>();
    while (lamp.seen.is === "looking") {
      const frame = pending?.frame.bytes.join() ?? "";
      step();
      if (!heardAt.has(frame)) heardAt.set(frame, now);
    }
    const restedMs = (heardAt.get("177,255") ?? 0) - (heardAt.get("167,0") ?? 0);
    expect(restedMs).toBeGreaterThanOrEqual(100);
    expect(restedMs).toBeLessThan(200);
  });

  it("is asked for one thing at a time, and for nothing without a way to the bus", () => {
    expect(lamp.lookAround()).toMatchObject({ ok: false, fault: { part: "lamp-1", cause: "starting" } });
    listener.ready();
    lamp.lookAround();
    expect(lamp.giveAddress(0)).toMatchObject({ ok: false, fault: { part: "lamp-1", cause: "port-busy" } });
  });

  it("says why a look came to nothing, and can be asked again", () => {
    listener.ready();
    lamp.lookAround();
    run(1_000);
    pending = null;
    listener.lost({ cause: "disconnected", detail: "the cable is out" });
    expect(lamp.seen).toEqual({ is: "failed", detail: "the cable is out" });
    listener.ready();
    expect(lamp.lookAround()).toEqual(DONE);
    run(10_000);
    expect(lamp.seen).toMatchObject({ is: "seen", without: 1 });
    lamp.lookAround();
    bus.supply(false, now);
    run(10_000);
    expect(lamp.seen).toMatchObject({ is: "failed", detail: expect.stringMatching(/takes no frame/) as string });
  });
});
