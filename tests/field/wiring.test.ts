import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DRIVERS } from "../../config/drivers.ts";
import { parseConfig } from "../../config/load.ts";
import type { Setting } from "../../device/measure/setting.ts";
import { widthOf, type Drawing, type Text } from "../../device/field/wiring/drawing.ts";
import { stalePages, tableOf, withTable } from "../../device/field/wiring/generate.ts";
import { HEADER, placeOf } from "../../device/field/wiring/header.ts";
import { layOut } from "../../device/field/wiring/layout.ts";
import { planWiring, type Plan } from "../../device/field/wiring/plan.ts";
import { svgOf } from "../../device/field/wiring/svg.ts";
import { wiring } from "../../device/field/wiring/wiring.ts";
import { WIRED, wiringOf } from "../../drivers/wirings.ts";
import { LANGUAGES, type Language } from "../../device/words/language.ts";
import { everyChoice, planOf, post, textOf } from "./wiring-plans.ts";

const CONFIGS = [
  "docs/wiring/lamp-post",
  "docs/wiring/litter-bin",
  "config/lamp-post",
  "config/litter-bin",
  "config/sensor-bin",
];
const rowsOf = (plan: Plan, name: string) =>
  plan.boxes
    .find((box) => box.name === name)
    ?.rows.map(({ from, colour, to, by }) => [from, colour, to, by].filter(Boolean).join(", "));

/** What a text covers, by the width that the layout reckons with. */
function coverOf({ x, y, size, anchor, text }: Text) {
  const width = widthOf(text, size);
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { left, right: left + width, top: y - size * 0.75, bottom: y + size * 0.2, text };
}

function overlaps({ texts }: Drawing): string[] {
  const covers = texts.map(coverOf);
  return covers.flatMap((one, index) =>
    covers.slice(index + 1).flatMap((other) => {
      const apart =
        one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      return apart ? [] : [`${one.text} / ${other.text}`];
    }),
  );
}

/** Words that a drawn wire goes through. */
function struck({ lines, texts }: Drawing): string[] {
  const covers = texts.map(coverOf);
  return lines.flatMap(({ points }) =>
    points.slice(1).flatMap((end, index) => {
      const from = points[index] ?? end;
      const [left, right] = [from[0], end[0]].sort((p, q) => p - q) as [number, number];
      const [top, bottom] = [from[1], end[1]].sort((p, q) => p - q) as [number, number];
      const through = covers.filter(
        (word) => word.left < right && left < word.right && word.top < bottom + 0.2 && top - 0.2 < word.bottom,
      );
      return through.map(({ text }) => `${text} / ${JSON.stringify([from, end])}`);
    }),
  );
}

/** Of two drawn wires: whether a piece of the one goes through, or along, a piece of the other. */
function crossings({ lines }: Drawing): string[] {
  const pieces = lines.flatMap(({ points }, wire) =>
    points.slice(1).map((end, index) => ({ wire, from: points[index] ?? end, to: end })),
  );
  return pieces.flatMap((one, index) =>
    pieces.slice(index + 1).flatMap((other) => {
      if (one.wire === other.wire) return [];
      const meets = ([0, 1] as const).every((axis) => {
        const [a, b] = [one.from[axis], one.to[axis]].sort((p, q) => p - q) as [number, number];
        const [c, d] = [other.from[axis], other.to[axis]].sort((p, q) => p - q) as [number, number];
        return a <= d + 0.3 && c <= b + 0.3;
      });
      return meets ? [`${JSON.stringify(one)} ${JSON.stringify(other)}`] : [];
    }),
  );
}

describe("the facts of wiring", () => {
  it("are there for each driver that a config may name, with settings of every choice", () => {
    expect([...WIRED, "mock"].sort()).toEqual(Object.keys(DRIVERS).sort());
    for (const driver of WIRED) {
      for (const settings of everyChoice(DRIVERS[driver]?.settings ?? {})) {
        const wiring = wiringOf(driver, settings);
        expect(wiring?.off, driver).toMatch(/\.$/);
        const keys =
          wiring?.wires.flatMap(({ end }) => (typeof end === "object" && "key" in end ? [end.key] : [])) ?? [];
        const lines = Object.entries<Setting>(DRIVERS[driver]?.settings ?? {}).filter(
          ([key, { kind }]) => kind === "line" && settings[key] !== null,
        );
        expect(new Set(keys), driver).toEqual(new Set(lines.map(([key]) => key)));
      }
    }
  });

  it("are the table in each driver's README, and the sheets in docs are drawn from them", () => {
    expect([...stalePages().keys()]).toEqual([]);
    const readme = "# x\n\n## Wiring\n\nOld words.\n";
    const once = withTable(readme, tableOf("tf-luna"));
    expect(once).toContain("| 3 TXD |  | RX of `port` | its levels are 3.3 V |\n");
    expect(withTable(once, tableOf("tf-luna"))).toBe(once);
    expect(withTable(once, tableOf("tfmini"))).toContain("| TX | green |");
    expect(withTable(once, tableOf("tfmini"))).not.toContain("TXD");
  });

  it("say what a wire that is off does, by the settings that stand there", () => {
    const offOf = (settings: object): string => wiringOf("gpio-input", { line: "GPIO5", ...settings })?.off ?? "";
    expect(offOf({ active: "high", pull: "down" })).toBe("With a wire off it reads not active.");
    expect(offOf({ active: "high", pull: "up" })).toBe("With a wire off it reads ACTIVE, as if it were closed.");
    expect(offOf({ active: "low", pull: "up" })).toBe("With a wire off it reads not active.");
    expect(wiringOf("dali-lamp", { port: "/dev/serial0", supply: null, systemFailurePct: 100 })?.off).toContain(
      "is missing",
    );
  });
});

describe("a plan of the wires", () => {
  it("names pin and line of each, and gives each part a rail's pin near by", () => {
    const plan = planOf(
      post(
        "  pir-1: { role: motion, driver: gpio-motion, line: GPIO17 }\n  lamp: { role: lamp, driver: relay-lamp, line: pinctrl-bcm2711/27 }",
      ),
    );
    expect(rowsOf(plan, "pir-1")).toEqual([
      "VCC, red, 5 V · pin 4, AM312 and EKMC: 3.3 V",
      "GND, black, GND · pin 9",
      "OUT, green, GPIO17 · pin 11, never above 3.3 V",
    ]);
    expect(rowsOf(plan, "lamp")?.at(-1)).toContain("GPIO27 · pin 13");
    expect(plan.shared).toEqual([]);
  });

  it("knows where ports, buses and channels are, and what is not on the header", () => {
    expect(HEADER).toHaveLength(40);
    expect(placeOf("port", "/dev/serial0", "RX")).toMatchObject({ contact: "RX GPIO15", pins: [10] });
    expect(placeOf("port", "/dev/serial/by-id/a", "RX")).toEqual({
      block: "/dev/serial/by-id/a",
      contact: "RX",
      pins: [],
    });
    expect(placeOf("i2c", "i2c-1/0x40", "SCL")).toMatchObject({ pins: [5] });
    expect(placeOf("i2c", "i2c-3/0x40", "SCL")).toEqual({ block: "i2c-3", contact: "SCL", pins: [] });
    expect(placeOf("gpio", "gpio-sim.0/3", undefined)).toMatchObject({ pins: [] });
    expect(placeOf("pwm", "fe20c000.pwm/0", undefined)).toMatchObject({ contact: "GPIO18", pins: [12] });
    expect(placeOf("board-pin", "arduino-1/9", undefined)).toEqual({ block: "arduino-1", contact: "pin 9", pins: [] });
  });

  it("finds two parts on one pin, where the config cannot know it", () => {
    const shared = (pwm: string, line: string): readonly string[] =>
      planOf(post(`  pir-1: { role: motion, driver: gpio-motion, line: ${line} }\n  lamp: { role: lamp, ${pwm} }`))
        .shared;
    const pwm = "driver: pwm-lamp, line: fe20c000.pwm/0";
    expect(shared(pwm, "GPIO18")).toEqual(["pin 12 is claimed by pir-1 and lamp: give one of them another line"]);
    expect(shared(pwm, "GPIO19")).toEqual([]);
    const bus =
      "driver: mock }\n  lux-1: { role: daylight, driver: bh1750, line: i2c-1/0x23 }\n  clock-1: { role: clock, driver: ds3231, line: i2c-1/0x68";
    expect(shared(bus, "GPIO4")).toEqual([]);
  });

  it("has nothing to wire for a mock, and keeps its line", () => {
    const plan = planOf(textOf("config/lamp-post"));
    expect(plan.boxes.find(({ name }) => name === "pir-1")).toMatchObject({
      isMock: true,
      off: "mock: nothing to wire; the line is kept.",
      rows: [{ to: "GPIO17 · pin 11" }],
    });
  });

  it("shows of a driver of one's own the lines that its settings name", () => {
    const drivers = {
      ...DRIVERS,
      own: {
        contract: "range-sensor" as const,
        settings: { port: { kind: "line" as const, only: "port" as const, meaning: "x" } },
      },
    };
    const catalog = { drivers, refused: new Map() };
    const loaded = parseConfig(
      textOf("config/sensor-bin").replace("driver: a02yyuw", "driver: own"),
      "x.yaml",
      catalog,
    );
    expect(loaded.ok && planWiring(loaded.config, drivers).boxes[0]).toMatchObject({
      what: "driver own",
      rows: [{ from: "port", to: "RX GPIO15 · pin 10" }],
    });
  });
});

describe("a sheet of wires", () => {
  const IN_BOTH = CONFIGS.flatMap((name) => LANGUAGES.map((language) => [name, language] as const));
  it.each(IN_BOTH)(
    "of %s in %s has A4's shape, no label over another, and no wire through a label or another",
    (name, language) => {
      const drawing = layOut(planOf(textOf(name)), language);
      expect(drawing.height / drawing.width).toBeCloseTo(297 / 210, 6);
      expect(overlaps(drawing)).toEqual([]);
      expect(crossings(drawing)).toEqual([]);
      for (const { left, right } of drawing.texts.map(coverOf))
        expect([left >= 0, right <= drawing.width]).toEqual([true, true]);
    },
  );

  it.each(CONFIGS)("of %s labels each wire with its terminal, its colour and its end", (name) => {
    const plan = planOf(textOf(name));
    const words = layOut(plan, "en")
      .texts.map(({ text }) => text)
      .join(" ");
    for (const { rows } of plan.boxes) {
      for (const { from, colour, to } of rows) {
        expect(words).toContain(`${from}, ${colour}`);
        for (const word of to.split(" ")) expect(words).toContain(word);
      }
    }
  });

  it("of a bin whose lines are dealt out anew has no label over another, and no wire through a label or another", () => {
    const text = textOf("docs/wiring/litter-bin");
    const lines = [...new Set(text.match(/GPIO\d+/g))];
    const pins = [...new Set([...lines, ...Array.from({ length: 24 }, (_, index) => `GPIO${index + 4}`)])];
    const dealt = fc.tuple(
      fc.shuffledSubarray(pins, { minLength: pins.length }),
      fc.array(fc.boolean(), { minLength: 40 }),
    );
    fc.assert(
      fc.property(dealt, ([order, onBoard]) => {
        let part = 0;
        const other = text
          .replace(/GPIO\d+/g, (line) => order[lines.indexOf(line)] ?? line)
          .replace(/driver: gpio-input, line: GPIO(\d+)(?:, active: low, pull: up)?/g, (whole, pin: string) => {
            part += 1;
            return onBoard[part] === true ? `driver: firmata-input, line: arduino-1/${Number(pin) + 5}` : whole;
          });
        const drawing = layOut(planOf(other), "en");
        expect(overlaps(drawing)).toEqual([]);
        expect(crossings(drawing)).toEqual([]);
        expect(struck(drawing)).toEqual([]);
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  it("stays readable with every part of a bin: letters of 1.9 mm, 5.5 points, and more", () => {
    const drawing = layOut(planOf(textOf("docs/wiring/litter-bin")), "sv");
    expect((2.4 * 210) / drawing.width).toBeGreaterThan(1.85);
  });

  it("is text that can be searched, and nothing of a config breaks out of it", () => {
    const plan = planOf(textOf("docs/wiring/lamp-post"));
    const svg = svgOf(layOut({ ...plan, device: `<script>"&` }, "en"));
    expect(svg).toContain(">Wiring of &lt;script&gt;&quot;&amp;</text>");
    expect(svg).toContain(">GPIO17 · pin 11</text>");
    expect(svg).not.toContain("<script");
  });
});

describe("gaturum wiring", () => {
  afterEach(() => void vi.restoreAllMocks());
  const run = (text: string, json: boolean, language: Language = "en") => {
    const loaded = parseConfig(text, "x.yaml");
    if (!loaded.ok) throw new Error("no config");
    const written = { out: "", err: "" };
    vi.spyOn(process.stdout, "write").mockImplementation((words) => ((written.out += String(words)), true));
    vi.spyOn(process.stderr, "write").mockImplementation((words) => ((written.err += String(words)), true));
    return { code: wiring(loaded.config, DRIVERS, { json, language }), ...written };
  };

  it("writes the sheet, and ends with 0", () => {
    expect(run(textOf("docs/wiring/lamp-post"), false)).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(run(textOf("docs/wiring/lamp-post"), true).out)).toMatchObject({ device: "post-4711-0382" });
    expect(run(textOf("docs/wiring/lamp-post"), false, "sv").out).toContain("Koppling för post-4711-0382");
  });

  it("writes it too where two parts claim one pin, says so on it and beside it, and ends with 1", () => {
    const lamp = "  lamp: { role: lamp, driver: pwm-lamp, line: fe20c000.pwm/0 }";
    const parts = post(`  pir-1: { role: motion, driver: gpio-motion, line: GPIO18 }\n${lamp}`);
    const { code, out, err } = run(parts, false);
    expect([code, err]).toEqual([1, "x.yaml: pin 12 is claimed by pir-1 and lamp: give one of them another line.\n"]);
    expect(out).toContain("MISTAKE: pin 12");
  });
});
