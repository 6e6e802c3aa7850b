import { describe, expect, it } from "vitest";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { GIVEN, PlayedLamp } from "./played.ts";

describe("row 23: commissioning", () => {
  it("writes power-on and system failure level where they are others, reads them back, and says what it wrote", () => {
    const gear = new MockDaliGear();
    Object.assign(gear.kept, { 0x2d: 100, 0x2c: 0, 0x2e: 7, 0x2a: 200 });
    gear.curve = 1;
    const lamp = new PlayedLamp(gear);
    lamp.run(3_000);
    expect(gear.kept).toMatchObject({ 0x2d: 254, 0x2c: 254, 0x2e: 0, 0x2a: 254 });
    expect(gear.curve).toBe(0);
    const written = ["maxLevel", "powerOnLevel", "systemFailureLevel", "fadeTime", "dimming curve"];
    expect(lamp.state).toMatchObject({ settled: true, leastLevel: 85, written, forgot: [], lost: null });
    expect(lamp.bus.traffic.slice(lamp.bus.traffic.lastIndexOf("t:ff2d")).slice(0, 2)).toEqual(["t:ff2d", "ffa3"]);
  });

  it("leaves a gear alone that keeps all of it already: its memory wears out", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.run(60_000);
    const writes = lamp.bus.traffic.filter((frame) => frame.startsWith("t:") && frame !== "t:ff81");
    expect(writes).toEqual([]);
    expect(lamp.state).toMatchObject({ settled: true, written: [] });
  });

  it("is resumed wherever it was interrupted, and ends the same", () => {
    for (let cutAt = 20; cutAt < 2_000; cutAt += 60) {
      const gear = new MockDaliGear();
      Object.assign(gear.kept, { 0x2d: 100, 0x2c: 0 });
      const lamp = new PlayedLamp(gear);
      lamp.run(cutAt);
      lamp.restart();
      lamp.run(3_000);
      expect([cutAt, gear.kept[0x2d], gear.kept[0x2c], lamp.state.settled]).toEqual([cutAt, 254, 254, true]);
    }
  });

  it("does not believe what it wrote: a gear that forgets is broken, and can be dimmed", () => {
    const gear = new MockDaliGear();
    gear.kept[0x2c] = 0;
    gear.forgets = [0x2c];
    const lamp = new PlayedLamp(gear);
    lamp.run(3_000);
    expect(lamp.state).toMatchObject({ settled: true, forgot: ["systemFailureLevel"], broken: { cause: "broken" } });
    lamp.wantedPct = 50;
    lamp.run(500);
    expect(gear.level(lamp.now)).toBe(229);
  });

  it("a gear that keeps the wrong curve is told full light: 50 % would be 3 %", () => {
    const gear = new MockDaliGear();
    gear.curve = 1;
    gear.forgets = [0xe3];
    const lamp = new PlayedLamp(gear);
    lamp.wantedPct = 50;
    lamp.run(5_000);
    expect(lamp.state.lost).toMatchObject({ cause: "implausible" });
    expect(gear.level(lamp.now)).toBe(254);
  });

  it("two gears that answer at once are told of, and both are lit in full", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    const other = new MockDaliGear({ leastLevel: 100 });
    lamp.bus.gear.push(other);
    lamp.wantedPct = 30;
    lamp.run(5_000);
    expect(lamp.state.lost).toMatchObject({
      cause: "implausible",
      detail: expect.stringContaining("`address`") as string,
    });
    expect([lamp.gear.level(lamp.now), other.level(lamp.now)]).toEqual([254, 254]);
  });
});

describe("mode observe", () => {
  it("gear of someone else is asked what it does, and is told and written nothing", () => {
    const gear = new MockDaliGear();
    Object.assign(gear.kept, { 0x2d: 100, 0x2c: 0, 0x2e: 7, 0x2a: 200 });
    gear.curve = 1;
    const before = structuredClone({ ...gear.kept, curve: gear.curve });
    const lamp = new PlayedLamp(gear, { ...GIVEN, observes: true });
    lamp.wantedPct = 30;
    lamp.run(10_000);
    lamp.bus.supply(false, lamp.now);
    lamp.run(10_000);
    expect(lamp.state.lost).toMatchObject({ cause: "no-answer" });
    lamp.bus.supply(true, lamp.now);
    lamp.run(10_000);
    expect(lamp.state).toMatchObject({ lost: null, actual: { level: gear.level(lamp.now) } });
    expect({ ...gear.kept, curve: gear.curve }).toEqual(before);
    expect(new Set(lamp.bus.traffic)).toEqual(new Set(["ff90", "ffa0"]));
  });
});

describe("row 14: a crash or a hang", () => {
  it("the watchdog drops the bus supply, and every gear on it goes to full light within a second", () => {
    const lamps = [0, 1, 2].map(
      (target) => new PlayedLamp(new MockDaliGear({ address: target }), { ...GIVEN, target }),
    );
    const gears = lamps.map(({ gear }) => gear);
    const levels = (at: number) => gears.map((gear) => gear.level(at));
    // One bus for all of them; each is settled and made dark by its own lamp.
    for (const lamp of lamps) {
      lamp.bus.gear.splice(0, 1, ...gears);
      lamp.wantedPct = 0;
      lamp.run(5_000);
      lamp.alive = false;
      lamp.run(60_000);
    }
    const [lamp] = lamps as [PlayedLamp];
    expect(levels(lamp.now)).toEqual([0, 0, 0]);
    lamp.bus.supply(false, lamp.now);
    lamp.run(500);
    expect(levels(lamp.now)).toEqual([0, 0, 0]);
    lamp.run(100);
    expect(levels(lamp.now)).toEqual([254, 254, 254]);
  });

  it("killed in the middle of a ramp, at every 50 ms of it: full light after the bus has dropped, and again after a start", () => {
    for (let cutMs = 0; cutMs < 1_000; cutMs += 50) {
      const lamp = new PlayedLamp(new MockDaliGear());
      lamp.run(3_000);
      const from = lamp.now;
      lamp.run(cutMs, () => (lamp.wantedPct = Math.max(20, 100 - (lamp.now - from) / 10)));
      lamp.alive = false;
      lamp.bus.supply(false, lamp.now);
      lamp.run(600);
      expect(lamp.gear.level(lamp.now)).toBe(254);
      lamp.bus.supply(true, lamp.now);
      lamp.restart();
      lamp.run(100);
      expect(lamp.gear.level(lamp.now)).toBe(254);
    }
  });

  it("after a power cut of the gear alone the level comes back, and it is settled anew", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.wantedPct = 30;
    lamp.run(5_000);
    lamp.gear.mains(false, lamp.now);
    lamp.run(10_000);
    expect(lamp.state.lost).toMatchObject({ cause: "no-answer" });
    lamp.gear.kept[0x2c] = 0;
    lamp.gear.mains(true, lamp.now);
    lamp.run(150);
    expect(lamp.gear.level(lamp.now)).toBe(254);
    lamp.run(5_000);
    expect(lamp.gear.level(lamp.now)).toBe(210);
    expect(lamp.gear.kept[0x2c]).toBe(254);
  });

  it("a gear that blinked off between two looks is settled anew: it may be another one", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.wantedPct = 30;
    lamp.run(5_000);
    while (lamp.state.talk.on !== "idle" || lamp.state.talk.at - lamp.now < 900) lamp.run(5);
    lamp.gear.mains(false, lamp.now);
    lamp.gear.kept[0x2c] = 0;
    lamp.run(300);
    lamp.gear.mains(true, lamp.now);
    lamp.run(4_000);
    expect([lamp.gear.level(lamp.now), lamp.gear.kept[0x2c]]).toEqual([210, 254]);
  });

  it("a gear that hears and cannot answer is told full light", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.wantedPct = 10;
    lamp.run(5_000);
    lamp.gear.mute = true;
    lamp.run(5_000);
    expect(lamp.state.lost).toMatchObject({ cause: "no-answer" });
    expect(lamp.gear.level(lamp.now)).toBe(254);
    lamp.gear.mute = false;
    lamp.run(5_000);
    expect(lamp.gear.level(lamp.now)).toBe(170);
  });
});

describe("row 24: an update", () => {
  it("while nothing is sent the light stays, and a start never makes it darker; its level is back within 2 s", () => {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.wantedPct = 40;
    lamp.run(5_000);
    const before = lamp.gear.level(lamp.now);
    let darkest = 254;
    const watch = () => (darkest = Math.min(darkest, lamp.gear.level(lamp.now)));
    lamp.alive = false;
    lamp.run(3_000, watch);
    lamp.restart();
    lamp.run(1_000, watch);
    lamp.wantedPct = 40;
    lamp.run(1_000, watch);
    expect(darkest).toBe(before);
    expect(lamp.gear.level(lamp.now)).toBe(before);
  });
});

it("a ramp and the looks at the gear share the bus: no level is later than 100 ms, and its status is still asked", () => {
  const lamp = new PlayedLamp(new MockDaliGear());
  lamp.run(5_000);
  const start = lamp.now;
  const asked = lamp.bus.traffic.length;
  let worst = 0;
  lamp.run(8_000, () => {
    lamp.wantedPct = 100 - (lamp.now - start) / 100;
    worst = Math.max(worst, lamp.gear.lightPct(lamp.now) - lamp.wantedPct);
  });
  expect(worst).toBeLessThan(100 / 100 + 2.8);
  expect(lamp.bus.traffic.slice(asked).filter((frame) => frame === "ff90").length).toBeGreaterThan(5);
});

it("levels without an end do not keep it from asking how the gear is", () => {
  const lamp = new PlayedLamp(new MockDaliGear());
  lamp.run(5_000);
  const asked = lamp.bus.traffic.length;
  lamp.run(8_000, () => (lamp.wantedPct = lamp.wantedPct === 100 ? 50 : 100));
  expect(lamp.bus.traffic.slice(asked).filter((frame) => frame === "ff90").length).toBeGreaterThan(5);
});

it("a level that someone else set is put right within two seconds", () => {
  const lamp = new PlayedLamp(new MockDaliGear());
  lamp.wantedPct = 50;
  lamp.run(5_000);
  lamp.bus.transmit([0xfe, 0], false, lamp.now);
  expect(lamp.gear.level(lamp.now)).toBe(0);
  lamp.run(2_000);
  expect(lamp.gear.level(lamp.now)).toBe(229);
});

it("what the gear says of itself and its lamp is told, and it goes on being told its level", () => {
  const lamp = new PlayedLamp(new MockDaliGear());
  lamp.run(3_000);
  lamp.gear.lampFailed = true;
  lamp.run(2_000);
  expect(lamp.state).toMatchObject({ lampFailed: true, broken: null, lost: null, actual: { level: 0 } });
  lamp.gear.lampFailed = false;
  lamp.wantedPct = 20;
  lamp.run(2_000);
  expect(lamp.state).toMatchObject({ lampFailed: false, broken: null });
  expect(lamp.gear.level(lamp.now)).toBe(195);
});

it("no level comes between a frame and the one that it opens the way for, however fast the light changes", () => {
  const gear = new MockDaliGear();
  gear.curve = 1;
  const lamp = new PlayedLamp(gear);
  for (let step = 0; step < 1_000; step += 1) {
    lamp.wantedPct = step % 2 === 0 ? 30 : 70;
    lamp.run(20);
  }
  const { traffic } = lamp.bus;
  const opened = ["c106", "t:ff81"].map((opens) =>
    traffic.flatMap((frame, at) => (frame === opens ? [traffic[at + 1] ?? ""] : [])),
  );
  expect(opened.map((frames) => frames.length > 1)).toEqual([true, true]);
  expect(opened.flat().filter((frame) => frame.startsWith("fe"))).toEqual([]);
  expect([gear.curve, lamp.state.lost]).toEqual([0, null]);
});

it("a frame that is lost while the gear is settled is made up for: what it keeps is right, and it is not called forgetful", () => {
  class Deaf extends MockDaliGear {
    misses = 1;
    override hear(...frame: Parameters<MockDaliGear["hear"]>): number | undefined {
      return frame[0] === 0xa3 && this.misses-- > 0 ? undefined : super.hear(...frame);
    }
  }
  const gear = new Deaf();
  gear.kept[0x2c] = 7;
  const lamp = new PlayedLamp(gear);
  lamp.run(3_000);
  expect(gear.kept[0x2c]).toBe(254);
  expect(lamp.state).toMatchObject({ settled: true, forgot: [], written: ["systemFailureLevel"] });
});

it("an address reaches its own gear alone", () => {
  const lamp = new PlayedLamp(new MockDaliGear({ address: 5 }), { ...GIVEN, target: 5 });
  const other = new MockDaliGear({ address: 6 });
  lamp.bus.gear.push(other);
  lamp.wantedPct = 0;
  lamp.run(5_000);
  expect([lamp.gear.level(lamp.now), other.level(lamp.now)]).toEqual([0, 254]);
  expect(lamp.state.lost).toBeNull();
});
