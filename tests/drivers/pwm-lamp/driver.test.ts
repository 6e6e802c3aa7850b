import { afterEach, expect, it } from "vitest";
import { DONE } from "../../../device/measure/fault.ts";
import { instant } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { PwmLamp } from "../../../drivers/pwm-lamp/driver.ts";
import { SysfsPwm } from "./sysfs-pwm.ts";

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

function bench(change: { readonly line?: string; readonly active?: "high" | "low" } = {}) {
  const sysfs = new SysfsPwm();
  const lines: string[] = [];
  const settings = { line: sysfs.line, active: "high", frequencyHz: 1_000, ...change } as const;
  const given = { part: "lamp", now: () => instant(5), log: (line: string) => void lines.push(line) };
  const lamp = new PwmLamp(sysfs.folder, settings, given);
  atEnd.push(
    () => sysfs.end(),
    () => lamp.close(),
  );
  return { sysfs, lamp, lines };
}

it("is lit in full from its construction on, and pulses as often as it was told", () => {
  const { sysfs } = bench();
  const files = ["period", "duty_cycle", "enable", "polarity"].map((name) => sysfs.read(name));
  expect(files).toEqual(["1000000", "1000000", "1", "normal"]);
});

it("turns the pulses round for a converter that does", () => {
  expect(bench({ active: "low" }).sysfs.read("polarity")).toBe("inversed");
});

it.each([0, 0.01, 30, 62.37, 99.99, 100])("gives %s %% and reads it back, with its share of the power", (level) => {
  const { sysfs, lamp } = bench();
  expect(lamp.setLevel(percent(level))).toEqual(DONE);
  expect(Number(sysfs.read("duty_cycle"))).toBeCloseTo(level * 10_000, 6);
  expect(lamp.read(instant(9))).toEqual({ ok: true, at: 9, value: { levelPct: level, powerW: null } });
});

it("is lit in full when it is halted", () => {
  const { lamp } = bench();
  lamp.setLevel(percent(10));
  expect(lamp.halt()).toEqual(DONE);
  expect(lamp.read(instant(9))).toMatchObject({ value: { levelPct: 100 } });
});

it("names a chip that is not there, with the cure", () => {
  const { lamp, lines } = bench({ line: "fe20c800.pwm/0" });
  const cure = /there is no PWM chip fe20c800\.pwm: enable it .*dtoverlay=pwm/;
  expect(lines).toEqual([expect.stringMatching(cure)]);
  expect(lamp.setLevel(percent(50))).toMatchObject({ ok: false, fault: { part: "lamp", cause: "no-port" } });
});

it("never takes what the kernel cannot have said for a level", () => {
  const { sysfs, lamp } = bench();
  sysfs.write("duty_cycle", "x");
  expect(lamp.read(instant(9))).toMatchObject({ ok: false, fault: { cause: "corrupt" } });
});
