import { describe, expect, it } from "vitest";
import { DRIVERS } from "../../config/drivers.ts";
import { layOut } from "../../device/field/wiring/layout.ts";
import { svgOf } from "../../device/field/wiring/svg.ts";
import { inSwedish } from "../../device/field/wiring/swedish.ts";
import { WIRED, wiringOf } from "../../drivers/wirings.ts";
import { everyChoice, planOf, post } from "./wiring-plans.ts";

/** What is printed on a part, or is the same word. */
const SAME_WORDS = /^(?:[^a-z]+|PWM in|5 serial|gate|source|drain|emitter|1 kΩ)$/;

describe("a sheet in Swedish", () => {
  it("has Swedish for each word that a driver says of its wires, whatever its settings", () => {
    const english = WIRED.flatMap((driver) =>
      everyChoice(DRIVERS[driver]?.settings ?? {}).flatMap((settings) => {
        const { what, wires, off } = wiringOf(driver, settings) ?? expect.fail(driver);
        const said = wires.flatMap(({ from, colour, end, by }) => [
          from,
          colour,
          typeof end === "object" && "away" in end ? end.away : null,
          by,
        ]);
        return [what, off, ...said].filter((words) => words != null);
      }),
    );
    const unsaid = [...new Set(english)].filter((words) => inSwedish(words) === words && !SAME_WORDS.test(words));
    expect(unsaid).toEqual([]);
    expect(english.map(inSwedish).filter((words) => /\b(?:the|with|wire|line|pin|of|to)\b/i.test(words))).toEqual([]);
  });

  it("says it all: labels, colours, notes and mistakes, and names stay as the config has them", () => {
    const lamp = "  lamp: { role: lamp, driver: pwm-lamp, line: fe20c000.pwm/0 }";
    const plan = planOf(post(`  pir-1: { role: motion, driver: gpio-motion, line: GPIO18 }\n${lamp}`));
    const svg = svgOf(layOut(plan, "sv"));
    const words = [
      "Koppling för post-4711-0382",
      ">VCC, röd<",
      ">GPIO18 · stift 12<",
      ">FEL: stift 12 används av pir-1 och lamp: ge",
    ];
    for (const each of [...words, ' lang="sv"', "pir-1 · motion", "Koppla utan nätspänning", ">3,3 V<"])
      expect(svg).toContain(each);
    expect(svg.match(/>[^<]*\b(?:with|wire|pin|colour|none|left open)\b[^<]*</gi)).toBeNull();
  });
});
