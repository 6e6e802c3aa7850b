import { describe, expect, it } from "vitest";
import { initialPress } from "../../device/bin/press/press.ts";
import { binMachine, initialBin } from "../../device/bin/machine.ts";
import { instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { initialLamp, lampMachine } from "../../device/lamp/machine.ts";
import { SOUND_SETTINGS as binSettings } from "../bin/sound-bin.ts";
import { SETTINGS as lampSettings } from "../lamp/post.ts";

describe("what moves, for an update that must wait for it", () => {
  it("is a lamp on its way to another level", () => {
    const machine = lampMachine(lampSettings);
    const still = initialLamp(lampSettings, instant(0));
    expect(machine.moving(still)).toBeNull();
    const light = { ...still.light, levelPct: percent(40) };
    expect(machine.moving({ ...still, light })).toMatch(/the lamp/);
  });

  it("is a press in every state but those in which it rests", () => {
    const machine = binMachine(binSettings);
    const bin = initialBin(binSettings, instant(0));
    const press = initialPress(instant(0));
    const inMode = (name: "IDLE" | "COOL" | "SHUTDOWN" | "WARN" | "BOOT") =>
      machine.moving({ ...bin, press: { ...press, mode: { ...press.mode, name } as never } });
    expect(["IDLE", "COOL", "SHUTDOWN"].map((name) => inMode(name as "IDLE"))).toEqual([null, null, null]);
    expect(inMode("WARN")).toBe("the press, in WARN");
    expect(inMode("BOOT")).toBe("the press, in BOOT");
    expect(machine.moving({ ...bin, press: null })).toBeNull();
  });
});
