import { describe, expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import type { OnoffLine } from "../../../drivers/gpio/onoff.ts";
import { SysfsInput } from "../../../drivers/gpio/sysfs-lines.ts";
import { count, startTally } from "../../../drivers/gpio/tally.ts";

/** A line of sysfs in a test's hand: its level changes at once, and `tell` is sysfs telling that something did. */
function bench() {
  let [level, now] = [0, 0];
  let gone = false;
  let told: Parameters<OnoffLine["watch"]>[0] = () => undefined;
  let released = 0;
  const gpio: OnoffLine = {
    writeSync: () => undefined,
    watch: (callback) => void (told = callback),
    unexport: () => undefined,
  };
  const isOn = () => {
    if (gone) throw Object.assign(new Error("gone"), { code: "ENODEV" });
    return level === 1;
  };
  const close = () => void (released += 1);
  const input = new SysfsInput("pir-1", "GPIO17", { gpio, isOn, close }, () => instant((now += 1)));
  let tally = startTally(false);
  return {
    input,
    set: (value: 0 | 1) => void (level = value),
    tell: () => told(null, level),
    lose: () => void (gone = true),
    released: () => released,
    look: () => {
      const polled = input.poll();
      if (!polled.ok) throw new Error("the line is lost");
      tally = count(tally, polled.value, instant((now += 1)));
      const { active, rises, falls } = tally;
      return { active, rises, falls };
    },
  };
}

describe("an input of sysfs", () => {
  it("counts an edge once, told before it was looked at", () => {
    const { set, tell, look } = bench();
    set(1);
    tell();
    expect(look()).toEqual({ active: true, rises: 1, falls: 0 });
  });

  it("counts an edge once, looked at before it was told", () => {
    const { set, tell, look } = bench();
    set(1);
    expect(look()).toEqual({ active: true, rises: 1, falls: 0 });
    tell();
    expect(look()).toEqual({ active: true, rises: 1, falls: 0 });
  });

  it("counts a pulse that was over when it was told", () => {
    const { set, tell, look } = bench();
    set(1);
    set(0);
    tell();
    expect(look()).toEqual({ active: false, rises: 1, falls: 1 });
  });

  it("goes on counting in a storm, in bounded memory", () => {
    const { input, set, tell, look } = bench();
    for (let edge = 0; edge < 2_001; edge += 1) {
      set(edge % 2 === 0 ? 1 : 0);
      tell();
    }
    expect(look()).toEqual({ active: true, rises: 1_001, falls: 1_000 });
    const polled = input.poll();
    expect(polled.ok && polled.value.edges).toEqual([]);
  });

  it("is disconnected when its chip is gone, and lets go of its number", () => {
    const { input, lose, released } = bench();
    lose();
    expect(input.poll()).toMatchObject({ ok: false, fault: { part: "pir-1", cause: "disconnected" } });
    input.close();
    expect(released()).toBe(1);
  });
});
