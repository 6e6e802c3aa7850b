import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig, parseConfig, type Loaded } from "../../config/load.ts";
import { formatProblem, PROBLEMS_MAX } from "../../config/problem.ts";
import { changed, exampleFile, EXAMPLES, exampleText } from "./examples.ts";
import { ON_BOARD, WRONG_BOARDS } from "./wrong-boards.ts";
import { WRONG_CALENDARS } from "./wrong-calendar.ts";
import { WRONG_LUMINAIRES, WRONG_NEIGHBOURS } from "./wrong-neighbours.ts";
import { WRONG_PARTS } from "./wrong-parts.ts";
import { WRONG_PROGRAMS } from "./wrong-programs.ts";
import { WRONG_TEXTS } from "./wrong-texts.ts";
import { WRONG_VALUES } from "./wrong-values.ts";

const said = (loaded: Loaded): readonly string[] => (loaded.ok ? ["it was taken"] : loaded.problems.map(formatProblem));
const hashOf = (text: string): string => {
  const loaded = parseConfig(text, "p.yaml");
  if (!loaded.ok) throw new Error(said(loaded).join("\n"));
  return loaded.config.hash;
};

describe("the examples", () => {
  it.each(EXAMPLES)("%s.yaml is taken", async (name) => {
    const loaded = await loadConfig(exampleFile(name));
    expect(loaded.ok ? [] : said(loaded)).toEqual([]);
  });

  it("the lamp post stands in Hornsgatan and has every setting in its base unit", async () => {
    const loaded = await loadConfig(exampleFile("lamp-post"));
    const place = { latitudeDeg: 59.32938, longitudeDeg: 18.06871 };
    expect(loaded).toMatchObject({
      config: {
        file: exampleFile("lamp-post"),
        ...{ kind: "lamp-post", tenant: "stockholm", device: "post-4711-0382", mode: "active", cycleHz: 50 },
        asset: { plate: "4711-0382", cabinet: null, phase: null, place: { ...place, label: "Hornsgatan" } },
        city: { broker: "mqtt://127.0.0.1:1883", startDelayMs: 0, keepaliveMs: 60_000 },
        lamp: { basePct: 30, boostPct: 100, floorPct: 10, safePct: 100, holdMs: 60_000, rampDownMs: 8_000 },
      },
    });
    expect(loaded).toMatchObject({ config: { lamp: { night: { ...place, sunBelowDeg: -6, cellDelayMs: 60_000 } } } });
  });

  it("the bin has its lengths, its ram, its own clock, and its parts with their places", async () => {
    const loaded = await loadConfig(exampleFile("litter-bin"));
    if (!loaded.ok || loaded.config.kind !== "litter-bin") throw new Error(said(loaded).join("\n"));
    const { bin, parts } = loaded.config;
    expect(bin).toMatchObject({ emptyMm: 1_200, fullMm: 300, fullPct: 85, press: { pressMa: 2_800, autoHome: false } });
    expect(parts[0]).toMatchObject({ name: "level-1", driver: "a02yyuw", settings: { port: "/dev/serial0" } });
    expect(parts[0]?.at).toBe(`${exampleFile("litter-bin")}:23:3`);
    expect(parts.at(-1)).toMatchObject({ name: "clock", role: "clock", driver: "system-clock", settings: {} });
  });

  it("a bin without press has no ram", async () => {
    expect(await loadConfig(exampleFile("sensor-bin"))).toMatchObject({ config: { bin: { press: null } } });
  });
});

it("a board has its port, and its parts their pins", () => {
  const loaded = parseConfig(ON_BOARD, "p.yaml");
  if (!loaded.ok) throw new Error(said(loaded).join("\n"));
  const { boards, parts } = loaded.config;
  expect(boards).toEqual([{ name: "arduino-1", driver: "firmata", port: "/dev/serial/by-id/uno", at: "p.yaml:7:11" }]);
  const pins = parts.map(({ settings }) => settings["line"]);
  expect(pins.slice(0, 2)).toEqual(["arduino-1/2", "arduino-1/A0"]);
  expect(hashOf(ON_BOARD)).not.toBe(hashOf(ON_BOARD.replace("by-id/uno", "by-id/other")));
});

describe("a wrong config is told by place, cause and cure", () => {
  const all = [WRONG_VALUES, WRONG_PARTS, WRONG_BOARDS, WRONG_TEXTS];
  const ofLamps = [WRONG_CALENDARS, WRONG_PROGRAMS, WRONG_NEIGHBOURS, WRONG_LUMINAIRES];
  it.each([...all, ...ofLamps].flat())("%s", (_what, text, ...expected) => {
    expect(said(parseConfig(text, "p.yaml"))).toEqual(expected);
  });

  it("as the page for technicians shows it", () => {
    const page = readFileSync(new URL("../../docs/technician.md", import.meta.url), "utf8");
    const loaded = parseConfig(changed("lamp-post", "base: 30 %", "base: 130 %"), "config/lamp-post.yaml");
    expect(said(loaded)).toHaveLength(1);
    expect(page).toContain(`\n    ${said(loaded)[0] ?? ""}\n`);
  });

  it("every mistake of a file at once, in the order of its lines, up to a page", () => {
    const text = changed("lamp-post", "hold: 60 s", "hold: 60").replace("mode: active", "mode: on");
    expect(said(parseConfig(text, "p.yaml")).map((line) => line.split(" ")[0])).toEqual(["p.yaml:7:7", "p.yaml:30:9"]);
    const many = Array.from({ length: 6_000 }, (_, index) => `key${index}: 1\n`).join("");
    expect(said(parseConfig(many, "p.yaml"))).toHaveLength(PROBLEMS_MAX);
  });

  it.each(["[", "{ a: ", "- ", "? ", "'", '"', "*a "])("%s again and again", (text) => {
    const loaded = parseConfig(`device: ${text.repeat(60_000 / text.length)}`, "p.yaml");
    expect(loaded.ok).toBe(false);
  });

  it("brackets in brackets", () => {
    const [first] = said(parseConfig(`device: ${"[".repeat(10_000)}`, "p.yaml"));
    expect(first).toMatch(/^p\.yaml:1:\d+: this is nested too deep\. Compare with config\/lamp-post\.yaml\.$/);
  });
});

describe("what a person may write", () => {
  it.each([
    ["Windows line ends", exampleText("lamp-post").replaceAll("\n", "\r\n")],
    ["no space before a unit", changed("lamp-post", "hold: 60 s", "hold: 60s")],
    ["quotes", changed("lamp-post", "hold: 60 s", "'hold': \"60 s\"")],
    ["another unit", changed("lamp-post", "hold: 60 s", "hold: 1 min")],
    ["a default", changed("lamp-post", "hold: 60 s", "# hold: 60 s")],
    ["a comment", `# mine\n${exampleText("lamp-post")}`],
    ["YAML 1.1", `%YAML 1.1\n---\n${exampleText("lamp-post")}`],
  ])("%s: the same meaning, the same hash", (_what, text) => {
    expect(hashOf(text)).toBe(hashOf(exampleText("lamp-post")));
  });

  it("another meaning has another hash", () => {
    expect(hashOf(changed("lamp-post", "hold: 60 s", "hold: 61 s"))).not.toBe(hashOf(exampleText("lamp-post")));
    expect(hashOf(changed("lamp-post", "GPIO27", "GPIO22"))).not.toBe(hashOf(exampleText("lamp-post")));
  });

  it("a plate of digits keeps its zeros; yes and null are texts in quotes alone", () => {
    const plate = (text: string): unknown =>
      parseConfig(changed("lamp-post", "plate: 4711-0382", `plate: ${text}`), "p");
    expect(plate("00815")).toMatchObject({ config: { asset: { plate: "00815" } } });
    expect(plate("1e3")).toMatchObject({ config: { asset: { plate: "1e3" } } });
    expect(plate('"null"')).toMatchObject({ config: { asset: { plate: "null" } } });
  });

  it("mode: observe", () => {
    expect(parseConfig(changed("lamp-post", "mode: active", "mode: observe"), "p")).toMatchObject({
      config: { mode: "observe" },
    });
  });

  it.each(["mqtt://broker", "mqtts://city.example:8883", "mqtt://[2001:db8::1]:1883", "mqtt://host:65535"])(
    "the broker %s",
    (url) => {
      const text = changed("lamp-post", "mqtt://127.0.0.1:1883", url);
      expect(parseConfig(text, "p")).toMatchObject({ config: { city: { broker: url } } });
    },
  );

  it("no broker", () => {
    const text = exampleText("lamp-post").replace(/ {2}broker: .*\n/, "");
    expect(parseConfig(text, "p")).toMatchObject({ config: { city: { broker: null } } });
  });
});

describe("a file that cannot be read as a config", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (name: string, bytes: Uint8Array | string): string => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  it.each<[what: string, file: string, wrong: string]>([
    ["none", join(folder, "none.yaml"), "there is no such file. Check the name, or copy an example from config/."],
    [
      "below a file",
      join(written("a.yaml", ""), "b.yaml"),
      "there is no such file. Check the name, or copy an example from config/.",
    ],
    ["a folder", folder, "this is a folder. Name the file in it."],
    ["without end", "/dev/zero", "the file is larger than 64 KB. A config is a page of text: check the name."],
    [
      "300 KB",
      written("big.yaml", "# \n".repeat(100_000)),
      "the file is larger than 64 KB. A config is a page of text: check the name.",
    ],
    [
      "Latin-1",
      written("latin.yaml", Buffer.from("device: \xe5\n", "latin1")),
      "the file is not text in UTF-8. Save it as UTF-8, or copy an example from config/.",
    ],
    [
      "UTF-16",
      written("utf16.yaml", Buffer.from("\ufeffdevice: a\n", "utf16le")),
      "the file is not text in UTF-8. Save it as UTF-8, or copy an example from config/.",
    ],
    [
      "a name with a NUL",
      "a\0b",
      "it cannot be read (ERR_INVALID_ARG_VALUE). Check the name, and the card that it is on.",
    ],
  ])("%s", async (_what, file, wrong) => {
    expect(said(await loadConfig(file))).toEqual([`${file}:1:1: ${wrong}`]);
  });

  it("UTF-8 with the mark that some editors put first is read", async () => {
    const loaded = await loadConfig(written("bom.yaml", `\ufeff${exampleText("sensor-bin")}`));
    expect(loaded).toMatchObject({ ok: true, config: { device: "bin-0042" } });
  });
});
