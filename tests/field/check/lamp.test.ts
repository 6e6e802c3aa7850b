import { describe, expect, it } from "vitest";
import { valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { AT, factsOf, found, postConfig, told } from "./facts.ts";

const ago = (ms: number) => instant(AT - ms);

describe("lamp", () => {
  const at = (askedPct: number, levelPct: number, powerW: number | null) =>
    told(
      factsOf({ status: { outputs: { levelPct: askedPct } }, readings: { lamp: valid({ levelPct, powerW }, ago(0)) } }),
      "lamp",
    );
  it.each([
    [30, 30, 9.7, ""],
    [100, 100, 31, ""],
    [30, 30, 30, "error does-not-dim lamp"],
    [60, 0, 0, "error no-power lamp"],
    [0, 0, 29, "error burns lamp"],
    [50, 50, null, ""],
    [50, 100, null, "error does-not-follow lamp"],
  ])("asked %d %%, at %d %%, takes %j W: %s", (asked, level, power, expected) => {
    expect(at(asked, level, power)).toBe(expected);
  });

  it.each([
    ["relay-lamp, line: GPIO18", 50, 100, ""],
    ["relay-lamp, line: GPIO18", 1, 100, ""],
    ["relay-lamp, line: GPIO18", 0, 0, ""],
    ["relay-lamp, line: GPIO18", 50, 0, "error does-not-follow lamp"],
    ["relay-lamp, line: GPIO18", 0, 100, "error does-not-follow lamp"],
    ["pwm-lamp, line: fe20c000.pwm/0, least: 20 %", 10, 20, ""],
    ["pwm-lamp, line: fe20c000.pwm/0, least: 20 %", 50, 20, "error does-not-follow lamp"],
  ])("%s: asked %d, says %d: %s", (driver, askedPct, levelPct, expected) => {
    const config = postConfig((text) => text.replace("driver: mock, line: GPIO18", `driver: ${driver}`));
    const lamp = valid({ levelPct, powerW: null }, ago(0));
    const status = { outputs: { levelPct: askedPct } };
    expect(told(factsOf({ config, status, readings: { lamp } }), "lamp")).toBe(expected);
  });

  it.each([
    ["lampFailed", 0, "error broken lamp"],
    ["shutDown", 0, "error hot lamp"],
    ["reduced", 9.7, "warning hot lamp"],
    ["fine", 9.7, ""],
    ["fine", 0, "error no-power lamp"],
  ] as const)("its driver says %s, and it takes %d W: %s", (driverSays, powerW, expected) => {
    const lamp = valid({ levelPct: 30, powerW, driverSays }, ago(0));
    const facts = factsOf({ status: { outputs: { levelPct: 30 } }, readings: { lamp } });
    expect(told(facts, "lamp")).toBe(expected);
    const [finding] = found(facts, "lamp");
    if (finding !== undefined) expect(finding).toMatchObject({ part: "lamp", at: "lamp-post.yaml:24:3" });
  });

  it("row 14: a DALI lamp whose bus nobody can take the supply from is told of, with the cure; not where it is observed", () => {
    const dali = (words: string, mode = "active") =>
      factsOf({
        config: postConfig((text) =>
          text
            .replace("driver: mock, line: GPIO18", `driver: dali-lamp, port: /dev/serial0${words}`)
            .replace("mode: active", `mode: ${mode}`),
        ),
      });
    expect(told(dali(""), "lamp")).toBe("warning no-fallback lamp");
    expect(found(dali(""), "lamp")[0]?.text).toContain("write its line as `supply`");
    expect(told(dali(", supply: GPIO22"), "lamp")).toBe("");
    expect(told(dali("", "observe"), "lamp")).toBe("");
  });

  it("in observe mode somebody else holds it", () => {
    const config = postConfig((text) => text.replace("mode: active", "mode: observe"));
    const facts = factsOf({
      config,
      status: { outputs: { levelPct: 30 } },
      readings: { lamp: valid({ levelPct: 100, powerW: 30 }, ago(0)) },
    });
    expect(told(facts, "lamp")).toBe("");
  });
});
