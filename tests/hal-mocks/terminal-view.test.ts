import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLine } from "../../hal-mocks/terminal/plain-line.ts";
import { verbsOf } from "../../hal-mocks/terminal/keys.ts";
import { drawable } from "../../device/screen/look.ts";
import { renderStreet } from "../../hal-mocks/terminal/view.ts";
import { ANY_PICTURE, BLUE_HOUR } from "./street-picture.ts";

const PLAIN = { columns: 80, rows: 24, unicode: false, colour: false };
const LINES = String.raw`gaturum street     Hornsgatan, Wed 25 Nov 15:35     dusk 31 lx     x1    seed 7
--------------------------------------------------------------------------------
   lamp-1       lamp-2       lamp-3       lamp-4       lamp-5       lamp-6
      _            _            _            _            _            _
      |            |           \|/          \|/          .|.           |
      |            |          \ | /        \ | /        . | .          |
      |    ____    |         \  |  /      \  |  /         |    ____    |
______|____[_.]____|____________|________o>__|____________|____[##]____|________
    30 %         30 %         100 %        100 %        62 %         30 %
    base         base        motion       motion       rising        base
                            52 s left    60 s left   lamp-4 said

bin-1  [#####---------------]  26 %   idle            full in about 31 h
bin-2  [#################|--]  87 %   pressing, 3 s   ram 41 cm down, 2.8 A

street  saved 64 %, net of controllers      walked in the dark 0 s
city    8 of 8 online     3 reports/s      0 waiting      network up
loop    50 Hz             late 0 of 21,950      worst 0.4 ms

15:35:07 lamp-4  30 -> 100 %  someone passed pir-4
15:35:05 bin-2   warned for 3 s, now pressing: fill 87 % is past 85 %
page  http://127.0.0.1:7474/      mosquitto_sub -p 18830 -t 'gaturum/#' -v

w walk  t litter  j jam  n network  c clock  b break sensor  0 mend  q quit`.split("\n");

describe("the terminal view", () => {
  it("draws the blue hour", () => {
    expect(renderStreet(BLUE_HOUR, PLAIN)).toEqual(LINES);
  });

  it("draws blocks where the locale has them, in the same places", () => {
    const lines = renderStreet(BLUE_HOUR, { ...PLAIN, unicode: true });
    expect(lines[5]).toBe("      │            │          ▒▒│▒▒        ▒▒│▒▒        ░░│░░          │");
    expect(lines[12]).toBe("bin-1  [█████░░░░░░░░░░░░░░░]  26 %   idle            full in about 31 h");
    expect(lines).toHaveLength(24);
  });

  it("colours light, data and faults, and nothing else", () => {
    const broken = {
      ...BLUE_HOUR,
      posts: BLUE_HOUR.posts.map((post) => ({ ...post, faulty: post.name === "lamp-1" })),
    };
    const lines = renderStreet(broken, { ...PLAIN, colour: true });
    const colours = new Set(lines.join("").match(/\u001b\[[\d;]+m/g));
    expect([...colours].sort()).toEqual([
      "\u001b[38;2;228;87;46m",
      "\u001b[38;2;255;215;154m",
      "\u001b[38;2;86;180;233m",
      "\u001b[39m",
    ]);
    expect(lines.map(stripVTControlCharacters)).toEqual(renderStreet(broken, PLAIN));
    for (const line of lines)
      expect((line.match(/\u001b\[38/g) ?? []).length).toBe((line.match(/\u001b\[39m/g) ?? []).length);
  });

  it("shows by shape what a colour shows", () => {
    const broken = {
      ...BLUE_HOUR,
      posts: BLUE_HOUR.posts.map((post) => ({ ...post, faulty: true, levelPct: null })),
      bins: BLUE_HOUR.bins.map((bin) => ({
        ...bin,
        latched: true,
        fillPct: null,
        fillQuality: "stale",
        state: "locked out",
      })),
      city: { ...BLUE_HOUR.city, networkUp: false },
      savedPct: null,
    };
    const text = renderStreet(broken, { ...PLAIN, unicode: true }).join("\n");
    for (const sign of ["▲lamp-1", "– %", "■bin-1", "[????", "locked out (stale)", "▲ network cut", "saved –,"]) {
      expect(text).toContain(sign);
    }
    expect(renderStreet({ ...BLUE_HOUR, city: { ...BLUE_HOUR.city, clockLost: true } }, PLAIN)[16]).toContain(
      "clock lost",
    );
  });

  it("keeps what matters most on a small terminal", () => {
    const lines = renderStreet(BLUE_HOUR, { ...PLAIN, columns: 40, rows: 10 });
    expect(lines).toHaveLength(10);
    const text = lines.join("\n");
    for (const sign of ["Hornsgatan", "o>", "100 %", "motion", "bin-1", "bin-2", "8 of 8 online", "w walk"]) {
      expect(text).toContain(sign);
    }
  });

  it("fills a tall terminal with older lines of the log", () => {
    const lines = renderStreet({ ...BLUE_HOUR, log: ["a", "b", "c", "d"] }, { ...PLAIN, rows: 27 });
    expect(lines.slice(-8)).toEqual(["a", "b", "c", "d", BLUE_HOUR.hint, "", "", LINES[23]]);
    expect(lines).toHaveLength(27);
  });

  it("draws walkers both ways, as streaks from 100x on", () => {
    const at = (speed: number) =>
      renderStreet({ ...BLUE_HOUR, speed, walkers: [{ positionM: 44, direction: "left" }] }, PLAIN)[7];
    expect(at(1)).toContain("_<o_");
    expect(at(100)).toContain("_<o==_");
  });

  it("is never wider or taller than the terminal, holds no control character, and never throws", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.constantFrom(0, -3, NaN, 80, 40));
    fc.assert(
      fc.property(ANY_PICTURE, size, size, fc.boolean(), fc.boolean(), (picture, columns, rows, unicode, colour) => {
        const lines = renderStreet(picture, { columns, rows, unicode, colour });
        const wanted = (value: number) => (value > 0 ? value : 1);
        expect(lines).toHaveLength(wanted(rows));
        for (const line of lines) {
          const bare = line.replaceAll(/\u001b\[(?:39|38;2;\d+;\d+;\d+)m/g, "");
          expect(bare).toMatch(unicode ? /^[ -~\u00a1-\u024f\u2010-\u25ff]*$/ : /^[ -~]*$/);
          expect(bare.length).toBeLessThanOrEqual(wanted(columns));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("the plain line", () => {
  it("tells the street in one line", () => {
    expect(plainLine(BLUE_HOUR)).toBe(
      "Hornsgatan, Wed 25 Nov 15:35  lamps 30 30 100 100 62 30 %  bin-1 26 % idle  bin-2 87 % pressing, 3 s" +
        "  8/8 online  0 waiting  late 0/21950",
    );
  });
});

describe("keys", () => {
  it("are verbs, by letter and by number", () => {
    expect(verbsOf("wtjncb0q")).toEqual(["walk", "litter", "jam", "network", "clock", "breakSensor", "mend", "quit"]);
    expect(verbsOf("12345")).toEqual(["walk", "litter", "jam", "network", "clock"]);
    expect(verbsOf("W\u0003")).toEqual(["walk", "quit"]);
  });

  it("leave out what arrow and function keys send, and all but the first of what is pasted", () => {
    expect(verbsOf("\u001b[A\u001bOB\u001b[15~xyz\u001bq")).toEqual([]);
    expect(verbsOf("w".repeat(1_000))).toHaveLength(16);
  });
});

describe("what a terminal can draw", () => {
  it("is told by the locale, of which the strongest variable counts, and by NO_COLOR and TERM", () => {
    expect(drawable({ LANG: "sv_SE.UTF-8" })).toEqual({ unicode: true, colour: true });
    expect(drawable({ LC_ALL: "C", LANG: "sv_SE.UTF-8" }).unicode).toBe(false);
    expect(drawable({ LC_ALL: "", LC_CTYPE: "C.utf8" }).unicode).toBe(true);
    expect(drawable({}).unicode).toBe(false);
    expect(drawable({ NO_COLOR: "1" }).colour).toBe(false);
    expect(drawable({ NO_COLOR: "" }).colour).toBe(true);
    expect(drawable({ TERM: "dumb" }).colour).toBe(false);
  });
});
