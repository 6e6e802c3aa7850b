import { afterEach, expect, it } from "vitest";
import { DONE } from "../../../device/measure/fault.ts";
import { instant } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { PwmLamp } from "../../../drivers/pwm-lamp/driver.ts";
import { SysfsPwm, type Kernel } from "./sysfs-pwm.ts";

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

type Settled = ConstructorParameters<typeof PwmLamp>[1];

function bench(change: Partial<Settled> = {}, sysfs = new SysfsPwm()) {
  const lines: string[] = [];
  const usual = { active: "high", frequencyHz: 1_000, curve: "linear", leastPct: 0 } as const;
  const settings = { ...usual, line: sysfs.line, ...change };
  const given = { part: "lamp", now: () => instant(5), log: (line: string) => void lines.push(line) };
  const lamp = new PwmLamp(sysfs.folder, settings, given, sysfs.take);
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

it.each<Kernel>(["6.1", "newer"])(
  "kernel %s: starts on a channel of which nothing is known, and on one that pulses",
  (kernel) => {
    const sysfs = new SysfsPwm(kernel);
    for (const change of [
      { frequencyHz: 1_000 },
      { frequencyHz: 20_000, active: "low" },
      { frequencyHz: 500 },
    ] as const) {
      const { lamp, lines } = bench(change, sysfs);
      expect(lines).toEqual([]);
      expect([sysfs.read("duty_cycle"), sysfs.read("enable")]).toEqual([`${1e9 / change.frequencyHz}`, "1"]);
      lamp.setLevel(percent(30));
    }
  },
);

it("turns the pulses round for a converter that does", () => {
  expect(bench({ active: "low" }).sysfs.read("polarity")).toBe("inversed");
});

it.each([0, 0.01, 30, 62.37, 99.99, 100])("gives %s %% and reads it back, with its share of the power", (level) => {
  const { sysfs, lamp } = bench();
  expect(lamp.setLevel(percent(level))).toEqual(DONE);
  expect(Number(sysfs.read("duty_cycle"))).toBeCloseTo(level * 10_000, 6);
  expect(lamp.read(instant(9))).toEqual({ ok: true, at: 9, value: { levelPct: level, powerW: null } });
});

it("50 % is a pulse of 229 parts in 254 on the logarithmic curve, and of 127 on the linear one (row 16)", () => {
  for (const [curve, parts] of [
    ["logarithmic", 228.61],
    ["linear", 127],
  ] as const) {
    const { sysfs, lamp } = bench({ curve });
    lamp.setLevel(percent(50));
    expect((Number(sysfs.read("duty_cycle")) * 254) / 1e6).toBeCloseTo(parts, 1);
  }
});

it.each([
  [1_000, 0],
  [1_000, 0.1],
  [1_000, 1],
  [20_000, 30],
  [20_000, 62.37],
  [20_000, 100],
])("on the logarithmic curve at %d Hz, gives %s %% and reads it back", (frequencyHz, level) => {
  const { lamp } = bench({ curve: "logarithmic", frequencyHz });
  expect(lamp.setLevel(percent(level))).toEqual(DONE);
  expect(lamp.read(instant(9))).toMatchObject({ value: { levelPct: level } });
});

it.each([
  [0, 0],
  [1, 10],
  [10, 10],
  [11, 11],
  [100, 100],
])("with a least of 10 %%, %s %% is %s %%, and reads back so (row 16)", (asked, given) => {
  const { lamp } = bench({ leastPct: 10, curve: "logarithmic" });
  lamp.setLevel(percent(asked));
  expect(lamp.read(instant(9))).toMatchObject({ value: { levelPct: given } });
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
