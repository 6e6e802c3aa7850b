import { afterEach, beforeEach, expect, it } from "vitest";
import type { LampPostParts } from "../../../device/hal/parts.ts";
import { millis, seconds } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { HatMaster } from "../../../drivers/dali/master.ts";
import { openParts } from "../../../drivers/catalog.ts";
import { DaliLamp } from "../../../drivers/dali-lamp/driver.ts";
import { LINE_LIMITS } from "../../../drivers/serial/serial-line.ts";
import { MockDaliBus } from "../../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { eventually } from "../../keep/eventually.ts";
import { describeWithSocat, Pty } from "../pty.ts";
import { now } from "../range-line/rig.ts";
import { hatSays } from "./hat.ts";
import { GIVEN } from "./played.ts";

/** Speaks for the HAT on the other end of the cable: lines in, lines out. */
function hatOn(pty: Pty, bus: MockDaliBus): Hat {
  const hat = { silent: false, frameMs: 0 };
  pty.onLine((line) => {
    if (hat.silent) return;
    const answer = () => {
      pty.feed(Buffer.from(hatSays(line, bus, now())));
    };
    if (hat.frameMs === 0) answer();
    else setTimeout(answer, hat.frameMs);
  });
  return hat;
}
/** `frameMs`: how long a frame is on the wires; 0: it is there at once. */
type Hat = { silent: boolean; frameMs: number };

describeWithSocat("a DALI lamp on a HAT on a serial cable", () => {
  let pty: Pty;
  const log: string[] = [];
  let gear: MockDaliGear;
  let bus: MockDaliBus;
  let hat: Hat;
  let lamp: DaliLamp;
  beforeEach(async () => {
    pty = new Pty();
    await pty.plug();
    gear = new MockDaliGear({}, now());
    gear.kept[0x2d] = 100;
    bus = new MockDaliBus(gear);
    hat = hatOn(pty, bus);
    const limits = { ...LINE_LIMITS, retryMs: millis(20), silentMs: seconds(1) };
    lamp = new DaliLamp(GIVEN, (listener) => new HatMaster(pty.path, listener, millis(100), limits), {
      ...{ part: "lamp-1", now, feed: null },
      log: (line) => void log.push(line),
    });
  });
  afterEach(async () => {
    await lamp.close();
    await pty.end();
    log.length = 0;
  });
  const reads = (ok: boolean) =>
    eventually(
      () => lamp.read(now()),
      (reading) => (reading.ok ? ok : !ok && reading.fault.cause !== "starting"),
    );

  const dark = async () => {
    lamp.setLevel(percent(0));
    await eventually(
      () => gear.level(now()),
      (level) => level === 0,
    );
  };

  it("is commissioned, dims, reads back, and says what it wrote", async () => {
    expect(await reads(true)).toMatchObject({ ok: true, value: { levelPct: 100 } });
    expect(gear.kept[0x2d]).toBe(254);
    expect(log).toContain("lamp-1: the gear keeps anew and read back: powerOnLevel");
    lamp.setLevel(percent(50));
    await eventually(
      () => gear.level(now()),
      (level) => level === 229,
    );
  });

  it("row 14: ended in order, or after a crash, its last word is full light, though a frame is on its way", async () => {
    await reads(true);
    await dark();
    hat.frameMs = 40;
    // A question is soon on its way: the level that changes what is asked next has to wait for its answer.
    const asked = bus.traffic.length;
    await eventually(
      () => bus.traffic.length,
      (count) => count > asked + 2,
    );
    lamp.halt();
    await lamp.close();
    expect([gear.level(now()), bus.traffic.at(-1)]).toEqual([254, "fefe"]);
  });

  it("a HAT that says nothing holds an end up for half a second and no longer", async () => {
    await lamp.close();
    lamp = new DaliLamp(GIVEN, (listener) => new HatMaster(pty.path, listener), {
      ...{ part: "lamp-1", now, feed: null, log: () => undefined },
    });
    await reads(true);
    await dark();
    hat.silent = true;
    const from = now();
    lamp.halt();
    await lamp.close();
    expect(now() - from).toBeLessThan(900);
  });

  it("is opened under mode: observe to ask, and to tell nothing", async () => {
    await reads(true);
    await lamp.close();
    Object.assign(gear.kept, { 0x2d: 100 });
    bus.traffic.length = 0;
    const rest = { address: null, curve: "linear", powerOnPct: 100, systemFailurePct: 100, supply: null };
    const part = { name: "lamp-1", role: "lamp", driver: "dali-lamp", settings: { port: pty.path, ...rest } };
    const config = { parts: [part], boards: [], gpio: { backend: "auto" }, mode: "observe" } as const;
    const { parts } = await openParts(config, now, () => undefined);
    lamp = (parts as LampPostParts).lamp as DaliLamp;
    await reads(true);
    // A frame of the lamp before may still have been on its way; whoever opens it anew begins with this question.
    const asked = bus.traffic.slice(bus.traffic.indexOf("ff90"));
    expect([gear.kept[0x2d], [...new Set(asked)].sort()]).toEqual([100, ["ff90", "ffa0"]]);
  });

  it("a HAT that says nothing is a fault with its cure; when it speaks again, the lamp works", async () => {
    await reads(true);
    hat.silent = true;
    expect(await reads(false)).toMatchObject({ fault: { part: "lamp-1", cause: "no-answer" } });
    expect(lamp.setLevel(percent(50))).toMatchObject({ ok: false, fault: { part: "lamp-1" } });
    expect(log.at(-1)).toMatch(/DALI HAT .* says nothing/);
    hat.silent = false;
    await reads(true);
  });

  it("a HAT that stays silent stays a fault while its line is opened anew, and is told once", async () => {
    await reads(true);
    hat.silent = true;
    await reads(false);
    const seen = new Set<string>();
    // Two silences of a second, each with its three waits behind it.
    const until = now() + 3_500;
    while (now() < until) {
      const reading = lamp.read(now());
      seen.add(reading.ok ? "ok" : reading.fault.cause);
      await new Promise((resume) => setTimeout(resume, 5));
    }
    expect([...seen]).toEqual(["no-answer"]);
    expect(log.filter((line) => line.includes("says nothing"))).toHaveLength(1);
  });

  it("an unplugged cable is a fault, and the lamp comes back with it", async () => {
    await reads(true);
    await pty.unplug();
    // What was on its way when the cable came out may be told as a fault of the bus first.
    const isUnplugged = () => {
      const reading = lamp.read(now());
      return !reading.ok && reading.fault.part === "lamp-1" && reading.fault.cause === "disconnected";
    };
    await eventually(isUnplugged, (unplugged) => unplugged);
    await pty.plug();
    hat = hatOn(pty, new MockDaliBus(gear));
    await reads(true);
  });
});
