import type { BinPicture, StreetPicture } from "./street-picture.ts";
import { blankRow, put, textOf, type Ink, type Row } from "../../device/screen/cells.ts";
import { drawScene } from "./scene.ts";

export type { StreetPicture } from "./street-picture.ts";

/** The terminal that is drawn for. `colour` needs 24-bit colours; whoever calls looks at NO_COLOR. */
export type TerminalLook = {
  readonly columns: number;
  readonly rows: number;
  /** Block characters: the locale says UTF-8. */
  readonly unicode: boolean;
  readonly colour: boolean;
};

/** No terminal is larger than this; a wrong answer of one must not cost memory. */
const MOST = { columns: 500, rows: 300 } as const;
const BAR_CELLS = 20;
const KEYS = "w walk  t litter  j jam  n network  c clock  b break sensor  0 mend  q quit";

/** A row and how long it stays when there are too few: 0 goes first, 9 last. */
type Line = { readonly row: Row; readonly worth: number };

/** Draws the street: exactly `rows` lines, none wider than `columns` cells. Pure, and never throws. */
export function renderStreet(picture: StreetPicture, look: TerminalLook): string[] {
  const columns = bounded(look.columns, MOST.columns);
  const rows = bounded(look.rows, MOST.rows);
  const lines = fitting(allLines(picture, columns, look.unicode), picture.log, columns, rows);
  return lines.map(({ row }) => textOf(row, look));
}

function bounded(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(1, Math.floor(value))) : 1;
}

function allLines(picture: StreetPicture, columns: number, unicode: boolean): Line[] {
  const line = (worth: number, ...parts: readonly (readonly [at: number, text: string, ink?: Ink])[]): Line => {
    const row = blankRow(columns);
    for (const [at, text, ink] of parts) put(row, at, text, ink);
    return { row, worth };
  };
  const scene = drawScene(picture, columns, unicode);
  const [top, middle, bottom] = scene.light;
  return [
    line(9, [0, headline(picture, columns)]),
    line(1, [0, (unicode ? "─" : "-").repeat(columns)]),
    { row: scene.names, worth: 5 },
    ...[scene.heads, top, middle, bottom].map((row) => ({ row, worth: 4 })),
    { row: scene.pavement, worth: 8 },
    { row: scene.levels, worth: 9 },
    { row: scene.reasons, worth: 7 },
    { row: scene.seconds, worth: 3 },
    line(0),
    ...picture.bins.map((bin, index) => ({ row: binRow(bin, columns), worth: index < 2 ? 7 : 6 })),
    line(0),
    ...figures(picture).map((parts, index) => line(index === 1 ? 7 : 5, ...parts)),
    line(0),
    line(4, [0, picture.log[0] ?? ""]),
    line(2, [0, picture.log[1] ?? ""]),
    line(2, [0, picture.hint]),
    line(6, [0, picture.message]),
    line(7, [0, KEYS]),
  ];
}

/** Drops the least worthy lines, the lower of equals first, or fills up with older lines of the log. */
function fitting(lines: readonly Line[], log: readonly string[], columns: number, rows: number): readonly Line[] {
  const kept = [...lines];
  while (kept.length > rows) {
    const least = Math.min(...kept.map(({ worth }) => worth));
    kept.splice(
      kept.findLastIndex(({ worth }) => worth === least),
      1,
    );
  }
  for (let older = 2; kept.length < rows; older += 1) {
    const row = blankRow(columns);
    put(row, 0, log[older] ?? "");
    kept.splice(log[older] === undefined ? -2 : -3, 0, { row, worth: 0 });
  }
  return kept;
}

function headline(picture: StreetPicture, columns: number): string {
  const { place, wallTime, sunPhase, daylightLx, speed, seed } = picture;
  const sun = `${sunPhase} ${Math.round(daylightLx).toLocaleString("en")} lx`;
  const parts = [`${place}, ${wallTime}`, sun, `x${speed}`];
  const grown = seed === null ? [] : [`seed ${seed}`];
  const wide = [["gaturum street", ...parts].join("     "), ...grown].join("    ");
  return wide.length <= columns ? wide : [...parts, ...grown].join("  ");
}

function binRow(bin: BinPicture, columns: number): Row {
  const row = blankRow(columns);
  const ink: Ink = bin.faulty || bin.latched ? "fault" : "plain";
  const mark = bin.latched ? "■" : bin.faulty ? "▲" : "";
  put(row, 0, `${mark}${bin.name}`, ink);
  put(row, 7, `[${bar(bin)}]`);
  put(row, 29, `${bin.fillPct === null ? "–" : Math.round(bin.fillPct)} %`.padStart(6));
  const quality = bin.fillQuality === "valid" ? "" : ` (${bin.fillQuality})`;
  const stateEnd = put(row, 38, `${bin.state}${quality}`, ink);
  const ram = bin.ram === null ? null : `ram ${Math.round(bin.ram.travelCm)} cm down, ${bin.ram.currentA.toFixed(1)} A`;
  put(row, Math.max(54, stateEnd + 2), ram ?? bin.forecast);
  return row;
}

/** Litter, then the ram on it while it is out, then what is free. */
function bar({ fillPct, ram }: BinPicture): string {
  if (fillPct === null) return "?".repeat(BAR_CELLS);
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor((fillPct / 100) * BAR_CELLS)));
  return `${"█".repeat(full)}${ram === null ? "" : "│"}`.padEnd(BAR_CELLS, "░").slice(0, BAR_CELLS);
}

type Parts = (readonly [at: number, text: string, ink?: Ink])[];

function figures({ savedPct, walkedInDarkS, city, loop }: StreetPicture): readonly Parts[] {
  return [
    [
      [0, "street"],
      [8, `saved ${savedPct === null ? "–" : `${whole(savedPct)} %`}, net of controllers`],
      [44, `walked in the dark ${walkedInDarkS === null ? "–" : `${whole(walkedInDarkS)} s`}`],
    ],
    [
      [0, "city"],
      [8, `${whole(city.online)} of ${whole(city.total)} online`, "data"],
      [26, `${whole(city.reportsPerS)} reports/s`, "data"],
      [43, `${whole(city.waiting)} waiting`, "data"],
      [58, ...reach(city)],
    ],
    loop === null
      ? [
          [0, "loop"],
          [8, "–"],
        ]
      : [
          [0, "loop"],
          [8, `${whole(loop.rateHz)} Hz`],
          [26, `late ${whole(loop.late)} of ${whole(loop.cycles)}`],
          [48, `worst ${loop.worstMs.toFixed(1)} ms`],
        ],
  ];
}

const whole = (value: number | null): string => (value === null ? "–" : Math.round(value).toLocaleString("en"));

function reach({ clockLost, networkUp }: StreetPicture["city"]): readonly [text: string, ink: Ink] {
  if (clockLost) return ["▲ clock lost", "fault"];
  if (networkUp === null) return ["network –", "data"];
  return networkUp ? ["network up", "data"] : ["▲ network cut", "fault"];
}
