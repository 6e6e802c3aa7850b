import type { ReportDay } from "./report-days.ts";
import { csvOf, inTwoLines, laidOut, shown, type Cell, type Language } from "./table.ts";

/** What a kWh costs, in a currency as it is to be printed: `1.20 kr`. */
export type Price = { readonly perKwh: number; readonly currency: string };
type Column = {
  readonly head: string;
  /** Of one day, or of all of them added up. */
  readonly cell: (day: ReportDay) => Cell;
  /** It is for a spreadsheet alone: the table for people has to fit a screen. */
  readonly isMore?: true;
};

const WORDS = {
  en: {
    date: "day",
    seen: "seen h",
    lamp: "lamp kWh",
    controller: "controller kWh",
    full: "always full kWh",
    gross: "saved gross %",
    net: "saved net %",
    cost: "cost",
    saved: "saved",
    base: "base min",
    boost: "boost min",
    safe: "safe min",
    day: "day min",
    override: "override min",
    below: "below promise s",
    movements: "movements told",
    failures: "failures",
    noFailures: "none",
    total: "total",
    none: "No day is over yet: the first one is told at noon.",
    unknown: "- is what is not known. Saved is against full light all night, less what the controller used.",
    more: "--csv has it all: saved before the controller's own use, minutes at each level, movements.",
  },
  sv: {
    date: "dygn",
    seen: "sett h",
    lamp: "lampa kWh",
    controller: "styrdon kWh",
    full: "alltid full kWh",
    gross: "sparat brutto %",
    net: "sparat netto %",
    cost: "kostnad",
    saved: "sparat",
    base: "grundnivå min",
    boost: "höjt min",
    safe: "säker nivå min",
    day: "dag min",
    override: "styrt min",
    below: "under löftet s",
    movements: "rörelser angivna",
    failures: "fel",
    noFailures: "inga",
    total: "summa",
    none: "Inget dygn är slut än: det första anges klockan tolv.",
    unknown: "- är det som inte är känt. Sparat är mot fullt ljus hela natten, minus vad styrdonet drog.",
    more: "--csv har allt: sparat före styrdonets egen förbrukning, minuter på varje nivå, rörelser.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** A table for people: the columns that matter, heads in two lines, `-` for what is not known, and the sum last. */
export function asText(days: readonly ReportDay[], price: Price | null, language: Language): string {
  const words = WORDS[language];
  if (days.length === 0) return `${words.none}\n`;
  const columns = columnsOf(price, language).filter(({ isMore }) => isMore !== true);
  const [heads = [], ...figures] = rowsOf(days, columns, language, "-");
  const rows = [...inTwoLines(heads), ...figures];
  const lines = laidOut(rows, [0, columns.length - 1]);
  return `${[...lines, "", words.unknown, words.more].join("\n")}\n`;
}

/**
 * For a spreadsheet, without the sum. Swedish ones want a semicolon, a decimal comma, and the mark of UTF-8 in front; lines
 * end as RFC 4180 has them. What is not known is an empty cell.
 */
export function asCsv(days: readonly ReportDay[], price: Price | null, language: Language): string {
  const columns = columnsOf(price, language);
  const rows = rowsOf(days, columns, language, "").slice(0, days.length + 1);
  return csvOf(rows, language);
}

function columnsOf(price: Price | null, language: Language): readonly Column[] {
  const words = WORDS[language];
  const kwh = (head: string, wh: (day: ReportDay) => number | null): Column => ({
    head,
    cell: (day) => number(wh(day), 3, 1_000),
  });
  const whole = (head: string, of: (day: ReportDay) => number | null): Column => ({
    head,
    cell: (day) => number(of(day), 0),
  });
  const more = (column: Column): Column => ({ ...column, isMore: true });
  const money = (head: string, wh: (day: ReportDay) => number | null): readonly Column[] =>
    price === null
      ? []
      : [{ head: `${head} ${price.currency}`, cell: (day) => number(wh(day), 2, 1_000 / price.perKwh) }];
  return [
    { head: words.date, cell: ({ date }) => date },
    { head: words.seen, cell: ({ seenS }) => number(seenS, 1, 3_600) },
    kwh(words.lamp, ({ lampWh }) => lampWh),
    kwh(words.controller, ({ controllerWh }) => controllerWh),
    more(kwh(words.full, ({ alwaysFullWh }) => alwaysFullWh)),
    more({ head: words.gross, cell: (day) => share(less(day.alwaysFullWh, day.lampWh), day.alwaysFullWh) }),
    { head: words.net, cell: (day) => share(netWh(day), day.alwaysFullWh) },
    ...money(words.cost, usedWh),
    ...money(words.saved, netWh),
    more(whole(words.base, ({ baseMin }) => baseMin)),
    whole(words.boost, ({ boostMin }) => boostMin),
    more(whole(words.safe, ({ safeMin }) => safeMin)),
    more(whole(words.day, ({ dayMin }) => dayMin)),
    more(whole(words.override, ({ overrideMin }) => overrideMin)),
    whole(words.below, ({ belowPromiseS }) => belowPromiseS),
    more(whole(words.movements, ({ movements }) => movements)),
    {
      head: words.failures,
      cell: ({ failures }) => (failures?.length === 0 ? words.noFailures : (failures?.join(" ") ?? null)),
    },
  ];
}

/** The heads, each day, and all days added up. */
function rowsOf(
  days: readonly ReportDay[],
  columns: readonly Column[],
  language: Language,
  unknown: string,
): string[][] {
  const total = { ...sumOf(days), date: WORDS[language].total };
  const rows = [...days, total].map((day) => columns.map(({ cell }) => shown(cell(day), language, unknown)));
  return [columns.map(({ head }) => head), ...rows];
}

/** A sum of which one part is not known is not known. */
function sumOf(days: readonly ReportDay[]): ReportDay {
  const sum = (of: (day: ReportDay) => number | null): number | null =>
    days.map(of).reduce((so, next) => (so === null || next === null ? null : so + next), 0);
  return {
    date: null,
    seenS: sum(({ seenS }) => seenS),
    lampWh: sum(({ lampWh }) => lampWh),
    controllerWh: sum(({ controllerWh }) => controllerWh),
    alwaysFullWh: sum(({ alwaysFullWh }) => alwaysFullWh),
    baseMin: sum(({ baseMin }) => baseMin),
    boostMin: sum(({ boostMin }) => boostMin),
    safeMin: sum(({ safeMin }) => safeMin),
    dayMin: sum(({ dayMin }) => dayMin),
    overrideMin: sum(({ overrideMin }) => overrideMin),
    belowPromiseS: sum(({ belowPromiseS }) => belowPromiseS),
    movements: sum(({ movements }) => movements),
    failures: days.some(({ failures }) => failures === null)
      ? null
      : [...new Set(days.flatMap(({ failures }) => failures ?? []))],
  };
}

const less = (from: number | null, what: number | null): number | null =>
  from === null || what === null ? null : from - what;
const usedWh = ({ lampWh, controllerWh }: ReportDay): number | null =>
  lampWh === null || controllerWh === null ? null : lampWh + controllerWh;
const netWh = (day: ReportDay): number | null => less(day.alwaysFullWh, usedWh(day));

const number = (value: number | null, decimals: number, per = 1): Cell =>
  value === null ? null : { value: value / per, decimals };
const share = (part: number | null, whole: number | null): Cell =>
  part === null || whole === null || whole === 0 ? null : { value: (100 * part) / whole, decimals: 1 };
