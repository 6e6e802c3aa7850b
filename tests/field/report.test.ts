import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { LocalSocket } from "../../device/control/local-socket.ts";
import { asCsv, asText } from "../../device/field/report-table.ts";
import { daysIn } from "../../device/field/report-days.ts";
import { priceIn } from "../../device/field/report.ts";
import type { DayFigures } from "../../device/lamp/told/day-figures.ts";
import { instant } from "../../device/measure/time.ts";
import { toyAbout, toyControl, toyMachine } from "../control/toy.ts";
import { ROOT } from "../setup/vitest-run.ts";

const FIGURES: DayFigures = {
  date: "2026-11-25",
  seenS: 86_400,
  lampWh: 1_440,
  controllerWh: 72,
  alwaysFullWh: 4_800,
  savedGrossPct: 70,
  savedNetPct: 68.5,
  baseMin: 840,
  boostMin: 120,
  safeMin: 0,
  dayMin: 480,
  overrideMin: 0,
  belowPromiseS: 62,
  movements: [
    { forMin: 60, count: 5 },
    { forMin: 60, count: 4 },
    { forMin: 1_320, count: null },
  ],
  failures: [],
};
/** An older controller, or a newer one, tells less: half of the day's figures are not known. */
const HALF = { date: "2026-11-26", seenS: 86_400, lampWh: 1_500, alwaysFullWh: 4_800, failures: ["lampFailure"] };
const record = (seq: number, values: object, stream = "lamp-day") => ({
  v: 1,
  boot: "5d0c",
  class: 1,
  seq,
  stream,
  values,
});
const lines = (...data: readonly object[]) => data.map((one) => JSON.stringify(one));
const BOTH = daysIn(lines(FIGURES, HALF), "days");
const MEMORY = { revision: 1, value: { days: [{ ...FIGURES, failures: [], movements: [] }, HALF] } };
const remembering: typeof toyMachine = {
  ...toyMachine,
  decide: (...given) => ({ ...toyMachine.decide(...given), memory: MEMORY }),
};
const KR = { perKwh: 1.2, currency: "kr" };

const folder = mkdtempSync(join(tmpdir(), "gaturum-"));
afterAll(() => rmSync(folder, { recursive: true }));
function gaturum(...args: readonly string[]) {
  const env = { ...process.env, GATURUM_RUN_DIR: folder };
  return spawnSync(process.execPath, ["device/gaturum.js", "report", ...args], { cwd: ROOT, encoding: "utf8", env });
}
function saved(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("the days in a file", () => {
  it("are figures alone, records, packets with their topic, and backfills, in their order", () => {
    const found = daysIn(
      lines(
        FIGURES,
        record(1, { ...FIGURES, lampWh: 1 }),
        record(2, { levelPct: 30 }, "lamp-level"),
        { topic: "gaturum/1/stockholm/4711/up/t/lamp-day", payload: record(3, { ...FIGURES, lampWh: 2 }) },
        { t: 86_400_000, topic: "up/t/lamp-day", payload: JSON.stringify(record(6, { ...FIGURES, lampWh: 4 })) },
        { topic: "up/state", payload: "online" },
        {
          v: 1,
          history: true,
          records: [record(4, { ...FIGURES, lampWh: 3 }), record(5, { levelPct: 3 }, "daylight")],
        },
      ),
      "days",
    );
    expect(found.map(({ lampWh }) => lampWh)).toEqual([1_440, 1, 2, 4, 3]);
  });

  it("count once where QoS 1 brought them twice", () => {
    expect(daysIn(lines(record(1, FIGURES), record(1, FIGURES), record(2, FIGURES)), "days")).toHaveLength(2);
  });

  it("count the movements that were told, and none of those that were not", () => {
    expect(BOTH[0]?.movements).toBe(9);
    const quiet = daysIn(lines({ ...FIGURES, movements: [{ forMin: 1_440, count: null }] }), "days");
    expect(quiet[0]?.movements).toBeNull();
  });

  it("are refused by place where a line is no record", () => {
    expect(() => daysIn([JSON.stringify(FIGURES), "", "up/t/lamp-day {}"], "days.jsonl")).toThrow(
      "days.jsonl:3: not a JSON",
    );
    expect(() => daysIn(["[1]"], "days.jsonl")).toThrow("days.jsonl:1");
  });
});

describe("a report (row 21)", () => {
  it("is net of the controller's own use, in kWh and kr, and adds the days up", () => {
    const [, , first = "", total = ""] = asText(BOTH.slice(0, 1), KR, "en").split("\n");
    const cells = (line: string) => line.split(/ {2,}/);
    const figures = ["24.0", "1.440", "0.072", "68.5", "1.81", "3.95", "120", "62"];
    expect(cells(first)).toEqual(["2026-11-25", ...figures, "none"]);
    expect(cells(total)).toEqual(["total", ...figures, "none"]);
    const two = asText([...BOTH.slice(0, 1), ...BOTH.slice(0, 1)], KR, "en").split("\n")[4] ?? "";
    expect(cells(two).slice(1, 7)).toEqual(["48.0", "2.880", "0.144", "68.5", "3.63", "7.89"]);
  });

  it("shows what is not known as - in the table, and in a sum it is part of: no data is never a number", () => {
    const [, , , half = "", total = ""] = asText(BOTH, KR, "en").split("\n");
    const unknown = Array<string>(6).fill("-");
    expect(half.split(/ {2,}/)).toEqual(["2026-11-26", "24.0", "1.500", ...unknown, "lampFailure"]);
    expect(total.split(/ {2,}/)).toEqual(["total", "48.0", "2.940", ...unknown, "lampFailure"]);
  });

  it.each(["en", "sv"] as const)("fits a screen: 100 columns with a month, a price and a failure (%s)", (language) => {
    const month = Array.from({ length: 31 }, () => BOTH[0] ?? BOTH).flat();
    const text = asText(
      [...month, ...daysIn(lines({ ...FIGURES, failures: ["lampPowerTooHigh"] }), "days")],
      KR,
      language,
    );
    expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(text).toContain("--csv");
  });

  it("has no saving on a day without night", () => {
    const white = daysIn(lines({ ...FIGURES, lampWh: 0, alwaysFullWh: 0 }), "days");
    expect(asCsv(white, null, "en").split("\r\n")[1]).toBe(
      "2026-11-25,24.0,0.000,0.072,0.000,,,840,120,0,480,0,62,9,none",
    );
  });

  it("is in English a CSV with comma and point, and an empty cell for what is not known", () => {
    const [head, first, half, end] = asCsv(BOTH, KR, "en").split("\r\n");
    expect(head).toContain(
      "day,seen h,lamp kWh,controller kWh,always full kWh,saved gross %,saved net %,cost kr,saved kr,",
    );
    expect(first).toBe("2026-11-25,24.0,1.440,0.072,4.800,70.0,68.5,1.81,3.95,840,120,0,480,0,62,9,none");
    expect(half).toBe("2026-11-26,24.0,1.500,,4.800,68.8,,,,,,,,,,,lampFailure");
    expect(end).toBe("");
  });

  it("is in Swedish one with semicolon and decimal comma, as a spreadsheet there reads it", () => {
    const [head = "", first] = asCsv(BOTH, KR, "sv").split("\r\n");
    expect(head).toMatch(/^\uFEFFdygn;sett h;lampa kWh;/);
    expect(first).toBe("2026-11-25;24,0;1,440;0,072;4,800;70,0;68,5;1,81;3,95;840;120;0;480;0;62;9;inga");
  });

  it("has no money without a price, and says when no day is over yet", () => {
    expect(asCsv(BOTH, null, "en")).not.toContain("cost");
    expect(asText([], KR, "sv")).toMatch(/^Inget dygn/);
    expect(asCsv([], KR, "en").split("\r\n")).toHaveLength(2);
  });

  it.each([
    ["1.20 kr/kWh", { perKwh: 1.2, currency: "kr" }],
    ["1,20kr/kWh", { perKwh: 1.2, currency: "kr" }],
    ["0.12 €/kWh", { perKwh: 0.12, currency: "€" }],
    ["12 öre/kWh", { perKwh: 12, currency: "öre" }],
    ["1.20", null],
    ["0 kr/kWh", null],
    ["1.20 kr/MWh", null],
    ["1.2.3 kr/kWh", null],
  ])("takes %s for a price", (text, price) => {
    expect(priceIn(text)).toEqual(price);
  });
});

describe("gaturum report", () => {
  it("tells a file's days, the last of them where so many are asked for", () => {
    const file = saved("days.jsonl", `${lines(FIGURES, HALF).join("\n")}\n`);
    const { status, stdout } = gaturum(
      "--file",
      file,
      "--csv",
      "--lang",
      "sv",
      "--price",
      "1.20 kr/kWh",
      "--last",
      "1",
    );
    expect([status, stdout.split("\r\n").map((line) => line.split(";")[0])]).toEqual([
      0,
      ["\uFEFFdygn", "2026-11-26", ""],
    ]);
  });

  it("asks a running control for the days that it remembers", async () => {
    const path = join(folder, "post-1", "control.sock");
    mkdirSync(join(folder, "post-1"));
    const { control } = toyControl({ machine: remembering });
    control.step(instant(0));
    const figures = { cycles: 1, lateCycles: 0, missedCycles: 0, worstLateMs: 0, worstLateLastHourMs: 0 };
    const header = { flightRecord: 1, version: "0", configHash: "0", config: null } as const;
    const asked = { about: toyAbout, control, pace: { figures, worstBySecondMs: [0] }, header };
    const socket = new LocalSocket(path, asked, (cause) => {
      throw cause;
    });
    const pump = setInterval(() => socket.pump(), 5);
    try {
      await expect.poll(() => existsSync(path)).toBe(true);
      const args = ["device/gaturum.js", "report", "--device", "post-1", "--csv"];
      const options = { cwd: ROOT, env: { ...process.env, GATURUM_RUN_DIR: folder } };
      const { stdout } = await promisify(execFile)(process.execPath, args, options);
      expect(stdout.split("\r\n").map((line) => line.split(",")[0])).toEqual(["day", "2026-11-25", "2026-11-26", ""]);
    } finally {
      clearInterval(pump);
      socket.close();
    }
  });

  it.each([
    [["--file", "no-such.jsonl"], 1, "no-such.jsonl: no such file."],
    [["--file", "tests"], 1, "tests: a folder."],
    [["--file", "package.json"], 1, "package.json:1: not a JSON object."],
    [["--file", saved("none.jsonl", '{"stream":"daylight"}\n')], 1, "no day of a lamp post is in it"],
    [["--device", "no-such-post"], 1, "no control is running"],
    [[], 2, "needs one of"],
    [["--file", "a", "--device", "b"], 2, "needs one of"],
    [["--file", "a", "--price", "1.20"], 2, 'write a price such as "1.20 kr/kWh"'],
    [["--file", "a", "--lang", "no"], 2, "en, sv"],
  ])("%j ends with %d and says what to do", (args, code, says) => {
    const { status, stderr } = gaturum(...args);
    expect([status, stderr]).toEqual([code, expect.stringContaining(says) as string]);
  });
});
