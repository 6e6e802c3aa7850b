import { describe, expect, it } from "vitest";
import { REQUESTS_MAX } from "../../device/channel/messages.ts";
import { REWRITE_MS, WHY_MAX } from "../../device/control/control.ts";
import { failed } from "../../device/measure/fault.ts";
import { valid } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { toyControl } from "./toy.ts";

describe("one cycle", () => {
  it("writes outputs when they change and says them again once a second", () => {
    const { control, hardware, set } = toyControl();
    control.step(instant(0));
    control.step(instant(20));
    expect(hardware.written).toEqual([{ lit: false }]);
    set(11, 40);
    control.step(instant(40));
    expect(hardware.written).toEqual([{ lit: false }, { lit: true }]);
    control.step(instant(60));
    expect(hardware.written).toHaveLength(2);
    control.step(instant(40 + REWRITE_MS));
    expect(hardware.written).toHaveLength(4 - 1);
  });

  it("keeps state and outputs the same objects while nothing changes", () => {
    const { control } = toyControl();
    control.step(instant(0));
    const { mind, readings } = control;
    const stepped = control.step(instant(20));
    expect(control.mind).toBe(mind);
    expect(control.readings).toBe(readings);
    expect(stepped.acted).toBe(false);
  });

  it("announces when a reading grows stale, and then hands over the fault", () => {
    const { control, hardware } = toyControl();
    const old = valid(5, instant(0));
    hardware.sources.splice(0, 1, { role: "number", part: "number-1", maxAgeMs: 1_000, sensor: { read: () => old } });
    expect(control.step(instant(0)).wakeAt).toBeNull();
    expect(control.step(instant(20)).wakeAt).toBe(1_000);
    control.step(instant(1_000));
    expect(control.readings["number"]).toMatchObject({ ok: true, value: 5 });
    control.step(instant(1_020));
    expect(control.readings["number"]).toMatchObject({ ok: false, fault: { part: "number-1", cause: "stale" } });
  });

  it("writes nothing in observe mode, and halts nothing", () => {
    const { control, hardware, set } = toyControl({ writes: false });
    set(11, 0);
    control.step(instant(0));
    control.halt();
    expect(hardware.written).toEqual([]);
    expect(hardware.halted).toBe(0);
    expect(control.mind.outputs).toEqual({ lit: true });
    expect(control.why.map(({ would }) => would)).toEqual([true]);
    expect(toyControl().control.why.every(({ would }) => would === undefined)).toBe(true);
  });

  it("tries a failed write again and tells of it", () => {
    const { control, hardware } = toyControl();
    hardware.result = failed({ part: "lamp", cause: "disconnected" });
    control.step(instant(0));
    expect(control.writeFaults).toHaveLength(1);
    expect(control.step(instant(20)).wakeAt).toBe(REWRITE_MS);
    hardware.result = { ok: true, value: undefined };
    control.step(instant(REWRITE_MS));
    expect(control.writeFaults).toEqual([]);
  });

  it("puts memory once a revision", () => {
    const { control, keep, set } = toyControl();
    set(3, 0);
    control.step(instant(0));
    control.step(instant(20));
    expect(keep.puts).toEqual([{ revision: 3, value: { count: 3 } }]);
  });

  it("refuses requests beyond the inbox, and keeps the newest decisions alone", () => {
    const { control, set } = toyControl();
    const request = { id: "1", from: "city", verb: "compact", args: {} } as const;
    for (let i = 0; i < REQUESTS_MAX; i++) expect(control.request(request)).toBe(true);
    expect(control.request(request)).toBe(false);
    expect(control.refused).toBe(1);
    for (let i = 1; i <= WHY_MAX + 5; i++) {
      set(i % 10, i * 20);
      control.step(instant(i * 20));
    }
    expect(control.why).toHaveLength(WHY_MAX);
  });
});
