import { describe, expect, it } from "vitest";
import { CITY_KEYS, keysOf } from "../../config/city-keys.ts";
import { checkDesired, type DesiredState } from "../../config/desired.ts";
import { parseConfig } from "../../config/load.ts";
import { cityShapes } from "../../config/machine-shape.ts";
import { settingsMisfit } from "../../device/control/settings/check.ts";
import type { Json } from "../../device/measure/decision.ts";
import { changed, EXAMPLES, exampleText, type Example } from "./examples.ts";

const KINDS = ["lamp-post", "litter-bin"] as const;
const check = (desired: DesiredState, text = exampleText("lamp-post")) => checkDesired(text, "lamp-post", desired);
const said = (desired: DesiredState) => {
  const found = check(desired);
  return found.ok ? "taken" : found.problems.map(({ path, text }) => `${path}: ${text}`);
};

describe("desired settings", () => {
  it("are laid over the device's own file key by key, and checked as one", () => {
    const found = check({ lamp: { base: "20 %", night: { cellOn: "20 lx" } }, city: { keepalive: "30 s" } });
    expect(found).toMatchObject({
      ok: true,
      config: { lamp: { basePct: 20, boostPct: 100, holdMs: 60_000, night: { cellOnLux: 20 } } },
    });
    expect(found.ok && found.config.city).toEqual({
      ...{ groups: null, homeAssistant: false, tls: { ca: null, certificate: null, key: null } },
      ...{ trust: null, updates: null },
      ...{ broker: "mqtt://127.0.0.1:1883", startDelayMs: 0, keepaliveMs: 30_000 },
      ...{ storeWithinMs: 60_000, storeTogether: 64 },
    });
  });

  it("that are none give the very config of the file", () => {
    for (const name of EXAMPLES) {
      const own = parseConfig(exampleText(name), "x");
      if (!own.ok) throw new Error(name);
      const found = checkDesired(exampleText(name), own.config.kind, {});
      expect(found.ok && found.config.hash).toBe(own.config.hash);
    }
  });

  it.each<readonly [string, DesiredState, readonly string[]]>([
    ["a wrong type", { lamp: { base: true } }, ['lamp.base: "true" is not a share. Write a share such as "30 %".']],
    [
      "a number without its unit",
      { lamp: { hold: 60 } },
      ['lamp.hold: "60" has no unit. Write a duration such as "60 s".'],
    ],
    [
      "null",
      { lamp: { base: null } },
      ['lamp.base: this key has no value. Write a share such as "30 %". Or leave the key out.'],
    ],
    [
      "a list for a section",
      { lamp: [1] },
      ["lamp: this is a list. Leave out the dashes: each line is a key, a colon and a value."],
    ],
    [
      "a value beyond its limits",
      { lamp: { hold: "20 ms" } },
      ['lamp.hold: 20 ms is below 5 s. Write a duration such as "60 s".'],
    ],
    [
      "what keys say together",
      { lamp: { base: "5 %" } },
      ["lamp.floor: floor (10 %) is above base (5 %). Lower floor or raise base."],
    ],
    ["an unknown key", { lamp: { bass: "5 %" } }, ['lamp: there is no key "bass". Did you mean "base"?']],
    [
      "the section of another kind",
      { bin: { warn: "70 %" } },
      ["bin: this section is for a litter-bin, and kind says lamp-post. Take it out, or correct kind."],
    ],
  ])("R9: %s is refused with its path and with what to write", (_what, desired, problems) => {
    expect(said(desired)).toEqual(problems);
  });

  it("R9: nothing is taken of a document that is half right, and each mistake is told", () => {
    expect(said({ lamp: { base: "20 %", hold: "1 s", rampUp: "x" } })).toHaveLength(2);
  });

  it.each<DesiredState>([
    ...[{ device: "other" }, { tenant: "other" }, { kind: "litter-bin" }, { mode: "observe" }, { cycle: "10 Hz" }],
    ...[
      { parts: {} },
      { boards: {} },
      { neighbours: { zone: "x" } },
      { lamp: { supply: "switched" } },
      { place: { latitude: "1 N" } },
      { city: { updates: "https://elsewhere.example/" } },
    ],
  ])("what needs the hardware or a restart is named, and nothing is taken: %j", (desired) => {
    const found = check({ lamp: { base: "20 %" }, ...desired });
    expect(found).toMatchObject({ ok: false, requiresRestart: [expect.any(String)] });
  });

  it("a key that nobody listed is a person's on site: of a ram's force and warning the city sets nothing", () => {
    const desired = {
      bin: { press: { press: "4 A", warn: "3 s", autoHome: true, stroke: "700 mm", pressAt: "80 %" } },
    };
    const found = checkDesired(exampleText("litter-bin"), "litter-bin", desired);
    expect(found.ok ? [] : found.requiresRestart).toEqual([
      ...["bin.press.press", "bin.press.warn", "bin.press.autoHome", "bin.press.stroke"],
    ]);
  });

  it("a calendar comes whole from one of the two", () => {
    const calendar = { zone: "Europe/Stockholm", defaultProgram: "short" };
    const text = exampleText("lamp-post-calendar");
    const found = checkDesired(text, "lamp-post", { lamp: { calendar, programs: { short: { level: "40 %" } } } });
    expect(found).toMatchObject({
      ok: true,
      config: { lamp: { calendar: { rules: [], programs: [{ name: "short" }] } } },
    });
  });

  it("a press does not come into being by a wish", () => {
    const found = checkDesired(exampleText("sensor-bin"), "litter-bin", { bin: { press: { pressAt: "80 %" } } });
    expect(found.ok).toBe(false);
  });

  it("a file that changed its words and not its meaning is laid over all the same", () => {
    expect(check({ lamp: { base: "20 %" } }, changed("lamp-post", "hold: 60 s", "hold: 1 min")).ok).toBe(true);
  });
});

describe("the keys of the city", () => {
  it.each(KINDS)("of a %s are all keys that there are", (kind) => {
    const keys = keysOf(kind);
    for (const name of CITY_KEYS[kind])
      expect(keys.some(({ path }) => `${path.join(".")}.`.startsWith(`${name}.`))).toBe(true);
  });

  it.each(KINDS)("of a %s have limits in control, calendars included", (kind) => {
    const paths = keysOf(kind).filter(
      ({ byCity, path: [first, second] }) => byCity && first !== "city" && second !== "programs",
    );
    expect(Object.keys(cityShapes(kind))).toHaveLength(paths.length);
  });

  it.each(EXAMPLES)("%s.yaml itself is within control's limits", (name: Example) => {
    const own = parseConfig(exampleText(name), "x");
    if (!own.ok) throw new Error(name);
    const { config } = own;
    const settings = JSON.parse(JSON.stringify(config.kind === "lamp-post" ? config.lamp : config.bin)) as Json;
    expect(settingsMisfit(config.kind, settings, settings)).toBeNull();
  });
});
