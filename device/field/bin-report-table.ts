import type { Schedule, Trips } from "../bin/evidence/audit.ts";
import type { Figures } from "../bin/evidence/figures.ts";
import type { HoleWhy } from "../bin/evidence/timeline.ts";
import type { UnitAudit } from "./bin-report.ts";
import { csvOf, inTwoLines, laidOut, shown, type Cell, type Language } from "./table.ts";

type Row = Figures & { readonly unit: string; readonly week: string; readonly trips: Trips | null };
type Column = { readonly head: string; readonly cell: (row: Row) => Cell };
const HOUR_MS = 3_600_000;
const J_PER_WH = 3_600;
/** Of a unit, in the table for people; the rest is counted. */
const HOLES_SHOWN = 10;

const WORDS = {
  en: {
    unit: "unit",
    week: "week",
    seen: "seen h",
    collections: "collec- tions",
    visits: "visits",
    fill: "full at collection %",
    overflow: "overflow h",
    downtime: "down h",
    strokes: "strokes",
    stops: "safety stops",
    energy: "energy Wh",
    avoided: "trips avoided",
    saved: "saved",
    total: "total",
    perWeek: "collections a week",
    whole: "It accounts for every hour.",
    holes: "hours of which nothing is known; no figure is of them",
    more: "and so many more",
    undated: "entries without a time count nowhere",
    broken: "The log is BROKEN: see above, and `gaturum evidence --verify`.",
    simulated: "SIMULATED: parts of this log are of mocks.",
    observing: "OBSERVED: parts of this log are of a device that moved nothing.",
    unknown: "- is what is not known. Weeks and days are of UTC. Each visit counts as a trip made.",
  },
  sv: {
    unit: "enhet",
    week: "vecka",
    seen: "sett h",
    collections: "töm- ningar",
    visits: "besök",
    fill: "fyllt vid tömning %",
    overflow: "överfull h",
    downtime: "ur drift h",
    strokes: "pressningar",
    stops: "säkerhets- stopp",
    energy: "energi Wh",
    avoided: "resor sparade",
    saved: "sparat",
    total: "summa",
    perWeek: "tömningar i veckan",
    whole: "Den redogör för varje timme.",
    holes: "timmar som inget är känt om; ingen siffra gäller dem",
    more: "och så många till",
    undated: "poster utan tid räknas inte alls",
    broken: "Loggen är BRUTEN: se ovan, och `gaturum evidence --verify`.",
    simulated: "SIMULERAT: delar av loggen är av attrapper.",
    observing: "OBSERVERAT: delar av loggen är av ett styrdon som inte rörde något.",
    unknown: "- är det som inte är känt. Veckor och dygn är i UTC. Varje besök räknas som en resa.",
  },
} as const satisfies Record<Language, Record<string, string>>;

const WHY: Readonly<Record<Language, Readonly<Record<HoleWhy, string>>>> = {
  en: {
    noLog: "before the log begins, or after it ends",
    off: "the device was off",
    lost: "its disk failed, and entries were given up",
    missing: "lines are missing or were changed",
    silent: "it did not write",
    noTime: "it ran, and its clock was not known",
  },
  sv: {
    noLog: "innan loggen börjar, eller efter att den slutar",
    off: "styrdonet var av",
    lost: "minneskortet svek, och poster gick förlorade",
    missing: "rader saknas eller har ändrats",
    silent: "det skrev inget",
    noTime: "det gick, och klockan var inte känd",
  },
};

/** A table for people: a row a unit and week, each unit's sum, and below it what the log does not account for. */
export function asBinText(units: readonly UnitAudit[], schedule: Schedule | null, language: Language): string {
  const columns = columnsOf(schedule, language);
  const heads = inTwoLines(columns.map(({ head }) => head));
  const rows = units.flatMap((unit) => [...weekRows(unit), totalRow(unit, language)]);
  const cells = rows.map((row) => columns.map(({ cell }) => shown(cell(row), language, "-")));
  const table = laidOut([...heads, ...cells], [0, 1]);
  return `${[...table, "", ...units.flatMap((unit) => notes(unit, language)), WORDS[language].unknown].join("\n")}\n`;
}

/** For a spreadsheet, without the sums. What is not known is an empty cell. */
export function asBinCsv(units: readonly UnitAudit[], schedule: Schedule | null, language: Language): string {
  const columns = columnsOf(schedule, language);
  const heads = columns.map(({ head }) => head.replace("- ", ""));
  const rows = units.flatMap(weekRows).map((row) => columns.map(({ cell }) => shown(cell(row), language, "")));
  return csvOf([heads, ...rows], language);
}

const weekRows = ({ unit, audit }: UnitAudit): readonly Row[] => audit.weeks.map((week) => ({ ...week, unit }));
const totalRow = ({ unit, audit }: UnitAudit, language: Language): Row => ({
  ...audit,
  unit,
  week: WORDS[language].total,
});

function columnsOf(schedule: Schedule | null, language: Language): readonly Column[] {
  const words = WORDS[language];
  const number = (head: string, of: (row: Row) => number | null, decimals = 0, per = 1): Column => ({
    head,
    cell: (row) => amount(of(row), decimals, per),
  });
  const currency = schedule?.tripCost?.currency;
  return [
    { head: words.unit, cell: ({ unit }) => unit },
    { head: words.week, cell: ({ week }) => week },
    number(words.seen, ({ seenMs }) => seenMs, 1, HOUR_MS),
    number(words.collections, ({ collections }) => collections),
    number(words.visits, ({ visits }) => visits),
    number(words.fill, ({ fillAtCollectionPct }) => fillAtCollectionPct, 1),
    number(words.overflow, ({ overflowMs }) => overflowMs, 1, HOUR_MS),
    number(words.downtime, ({ downtimeMs }) => downtimeMs, 1, HOUR_MS),
    number(words.strokes, ({ strokes }) => strokes),
    number(words.stops, ({ safetyStops }) => safetyStops),
    number(words.energy, ({ energyJ }) => energyJ, 1, J_PER_WH),
    ...(schedule === null ? [] : [number(words.avoided, ({ trips }) => trips?.avoided ?? null, 1)]),
    ...(currency === undefined ? [] : [number(`${words.saved} ${currency}`, ({ trips }) => trips?.saved ?? null)]),
  ];
}

function notes({ unit, audit, broken }: UnitAudit, language: Language): readonly string[] {
  const words = WORDS[language];
  const { holes, undated, collectionsPerWeek } = audit;
  const rate = shown(amount(collectionsPerWeek, 2), language, "-");
  const missingMs = holes.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const listed = holes.slice(0, HOLES_SHOWN).map((hole) => {
    return `  ${minute(hole.fromMs)} .. ${minute(hole.toMs)}  ${WHY[language][hole.why]}`;
  });
  const hours = shown(amount(missingMs, 1, HOUR_MS), language, "-");
  return [
    `${unit}: ${rate} ${words.perWeek}. ${holes.length === 0 ? words.whole : `${hours} ${words.holes}:`}`,
    ...listed,
    ...(holes.length > HOLES_SHOWN ? [`  ${words.more}: ${holes.length - HOLES_SHOWN}`] : []),
    ...(undated === 0 ? [] : [`  ${undated} ${words.undated}`]),
    ...(broken === 0 ? [] : [words.broken]),
    ...(audit.simulated ? [words.simulated] : []),
    ...(audit.observing ? [words.observing] : []),
  ];
}

const amount = (value: number | null, decimals: number, per = 1): Cell =>
  value === null ? null : { value: value / per, decimals };
const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
