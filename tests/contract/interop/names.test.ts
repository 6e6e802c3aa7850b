import { describe, expect, it } from "vitest";
import { binSettings } from "../../../config/bin-settings.ts";
import { deviceSettings } from "../../../config/device-settings.ts";
import { lampSettings } from "../../../config/lamp-settings.ts";
import { KINDS, isQuantity } from "../../../config/quantities.ts";
import { fileKey, isList, isNamed, isOptional, isSetting, type Section } from "../../../config/section.ts";
import { fieldsOf } from "../../../device/contract/field-table.ts";
import { inTheirs, MODELS, type Model, type NameRow } from "../../../device/contract/interop/counterpart.ts";
import { counterpartOf, NAMES } from "../../../device/contract/interop/names.ts";
import { STREAMS, streamsOf } from "../../../device/contract/streams.ts";
import { LWM2M_NAMES, NGSI_NAMES, TALQ_NAMES, UNITS } from "./names-of-others.ts";

const THEIRS = { talq: TALQ_NAMES, lwm2m: LWM2M_NAMES, ngsi: NGSI_NAMES };
const rowsOf = (kind: NameRow["kind"]): readonly NameRow[] => NAMES.filter((row) => row.kind === kind);
const ours = NAMES.map((row) => row.ours);

describe("row 28: one table of names", () => {
  it.each(MODELS)("every name and unit of %s is as its own table has it", (model) => {
    const found = NAMES.flatMap(({ [model]: theirs }) =>
      theirs === undefined ? [] : [[theirs.name, theirs.unit ?? null]],
    );
    const known = THEIRS[model];
    expect(found.filter(([name]) => !Object.hasOwn(known, name ?? ""))).toEqual([]);
    expect(found).toEqual(found.map(([name]) => [name, known[name ?? ""]]));
  });

  it("uses each name of theirs that was typed off, so that none stands there unread", () => {
    for (const model of MODELS) {
      const used = new Set(NAMES.map((row) => row[model]?.name));
      expect(Object.keys(THEIRS[model]).filter((name) => !used.has(name))).toEqual([]);
    }
  });

  it("converts wherever two units meet", () => {
    for (const row of NAMES) {
      for (const model of MODELS) {
        const theirs = row[model];
        if (row.unit === undefined || theirs?.unit === undefined) continue;
        const [, , per] = UNITS.find(([one, other]) => one === row.unit && other === theirs.unit) ?? [];
        expect([row.ours, model, theirs.per ?? 1]).toEqual([row.ours, model, per]);
      }
    }
  });

  it("has one row for each thing of ours", () => {
    expect(new Set(ours).size).toBe(ours.length);
  });

  it("throws for a name that it does not have", () => {
    expect(() => counterpartOf("lamp.nope", "talq")).toThrow("lamp.nope: no counterpart in talq");
    expect(() => counterpartOf("lamp.floor", "talq")).toThrow("lamp.floor: no counterpart in talq");
  });
});

describe("part 6, facts 3 and 4: energy and levels", () => {
  it.each<[name: string, model: Model, value: number, theirs: number]>([
    ["lamp-day.lampWh", "talq", 35_600, 35.6],
    ["lamp-day.lampWh", "lwm2m", 35_600, 35.6],
    ["lamp-day.lampWh", "ngsi", 35_600, 35.6],
    ["lamp-day.controllerWh", "lwm2m", 35_600, 35_600],
    ["lamp-level.levelPct", "talq", 30.4, 30],
    ["lamp-level.levelPct", "lwm2m", 30.6, 31],
    ["lamp-level.levelPct", "ngsi", 30, 0.3],
    ["lamp-level.levelPct", "ngsi", 0, 0],
    ["lamp.hold", "talq", 60_000, 60],
    ["lamp.night.duskOffset", "talq", -1_800_000, -30],
    ["lamp.night.duskOffset", "talq", -20_000, 0],
  ])("%s in %s: %d is %d", (name, model, value, theirs) => {
    expect(inTheirs(counterpartOf(name, model), value)).toBe(theirs);
  });

  it("a lit lamp is never told as off by rounding", () => {
    expect(inTheirs(counterpartOf("lamp-level.levelPct", "talq"), 0.2)).toBe(1);
    expect(inTheirs(counterpartOf("lamp-level.levelPct", "lwm2m"), 0)).toBe(0);
  });
});

type Key = readonly [path: string, unit: string | undefined];
/** Keys of the file below a section, lists and named sections among them, with the unit of the checked value. */
function keysOf(section: Section, path: string): readonly Key[] {
  return Object.entries(section).flatMap(([key, entry]): readonly Key[] => {
    const at = `${path}${fileKey(key, entry)}`;
    if (isSetting(entry)) return [[at, isQuantity(entry.kind) ? UNIT_OF_SUFFIX[KINDS[entry.kind].suffix] : undefined]];
    if (isNamed(entry)) return [[at, undefined], ...keysOf(entry.of, `${at}.NAME.`)];
    if (isOptional(entry)) return [[at, undefined], ...keysOf(entry.of, `${at}.`)];
    if (!isList(entry)) return keysOf(entry, `${at}.`);
    return [[at, undefined], ...(isSetting(entry.of) ? [] : keysOf(entry.of, `${at}.`))];
  });
}
const UNIT_OF_SUFFIX: Readonly<Record<string, string>> = {
  Ms: "ms",
  Pct: "%",
  Lux: "lx",
  Deg: "deg",
  W: "W",
  Mm: "mm",
  C: "Cel",
};

describe("the table and what we have", () => {
  const { device, place, asset } = deviceSettings;
  const keys = [...keysOf({ device, place, asset }, ""), ...keysOf(lampSettings, "lamp.")];
  /** Told as a whole. */
  const sections = ["lamp.neighbours", "neighbours", "lamp.programs.NAME.activePeriod"];
  it("each key of a lamp post's config has a row, in its unit", () => {
    const units = new Map(rowsOf("config").map((row) => [row.ours, row.unit]));
    const single = keys.filter(([path]) => !path.startsWith("lamp.neighbours."));
    expect(single.filter(([path]) => !units.has(path))).toEqual([]);
    const counted = ["lamp.luminaire.maintenanceHours", "lamp.luminaire.depreciation.hours"];
    const measured = single.filter(([path]) => !counted.includes(path));
    expect(measured.map(([path]) => [path, units.get(path)])).toEqual(measured);
  });

  it("each row of config is a key", () => {
    const ofBins = [...keysOf(binSettings, "bin.").map(([path]) => path), "bin.press"];
    const known = [...keys.map(([path]) => path), ...sections, ...ofBins];
    expect(rowsOf("config").filter((row) => !known.includes(row.ours))).toEqual([]);
  });

  it.each(["lamp-post", "litter-bin"] as const)("each stream of a %s has a row, and each value of a sample", (kind) => {
    const missing = streamsOf(kind).flatMap((stream) => {
      if (ours.includes(stream.name) || ours.some((name) => name.startsWith(`${stream.name}=`))) return [];
      return fieldsOf(stream)
        .filter((field) => {
          const row = NAMES.find((it) => it.ours === `${stream.name}.${field.name}`);
          return row === undefined || row.unit !== field.unit;
        })
        .map(({ name }) => `${stream.name}.${name}`);
    });
    expect(missing).toEqual([]);
  });

  it("each row of a value or event is of a stream that there is, or of one that is announced", () => {
    const announced: readonly string[] = [];
    const announcedWords = ["dropped", "tamper"];
    const streams = new Map(STREAMS.map((stream) => [stream.name, fieldsOf(stream)]));
    const unknown = [...rowsOf("value"), ...rowsOf("event")].filter((row) => {
      const [, stream = "", mark, word = ""] = /^([a-z-]+)([.=])?(.*)$/.exec(row.ours) ?? [];
      const fields = streams.get(stream);
      if (announcedWords.includes(word) || row.ours === "bin-state=lowBattery") return false;
      if (fields === undefined) return !announced.includes(stream) && row.ours !== "ts" && row.ours !== "up/state=lost";
      if (mark === ".") return !fields.some(({ name }) => name === word);
      return mark === "=" && stream !== "part-fault" && !fields.some(({ of }) => of?.includes(word));
    });
    expect(unknown).toEqual([]);
  });
});
