import { LAWS } from "./law.ts";
import type { Lives } from "./lives.ts";

/** A page of lives tells which seeds broke a law, and not which law. */
type ToldLives = Omit<Lives, "laws">;

/** What became of one planted bug: the seed that found it, null where none of `tried` did; whether sound code passes it. */
export type Judged = {
  readonly name: string;
  readonly seed: number | null;
  readonly tried: number;
  readonly sound: boolean;
  /** That it broke in that seed. */
  readonly laws: readonly string[];
};
type Dated = { readonly date: string };
export type Page = { readonly lives: readonly (ToldLives & Dated)[]; readonly bugs: readonly (Judged & Dated)[] };

const LIVES_HEAD = `| seeds | broke a law | records | commands | settings | processor s a seed | date |
| --- | --- | ---: | ---: | ---: | ---: | --- |
`;
const BUGS_HEAD = `| planted bug | found by seed | tried | by the law of | without it that seed | date |
| --- | ---: | ---: | --- | --- | --- |
`;
const LIVES_ROW =
  /^\| (\d+)–(\d+) \| (none|[\d, ]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \| (\d{4}-\d\d-\d\d) \|$/;
const BUGS_ROW =
  /^\| (.+) \| (\d+|none) \| (\d+) \| ([a-z, ]*) \| (breaks no law|breaks a law|was not tried) \| (\d{4}-\d\d-\d\d) \|$/;

export function parsePage(text: string): Page {
  const lines = text.split("\n");
  return { lives: lines.flatMap(livesIn), bugs: lines.flatMap(bugIn) };
}

/** Of seeds that were lived before, the new lives count. */
export function withLives(page: Page, lives: ToldLives & Dated): Page {
  const end = lives.from + lives.seeds;
  const others = page.lives.filter(({ from, seeds }) => from >= end || from + seeds <= lives.from);
  return { ...page, lives: [...others, lives].sort((one, other) => one.from - other.from) };
}

export function withBug(page: Page, bug: Judged & Dated): Page {
  return { ...page, bugs: [...page.bugs.filter(({ name }) => name !== bug.name), bug] };
}

export function formatPage({ lives, bugs }: Page): string {
  const found = bugs.filter(({ seed, sound }) => seed !== null && sound).length;
  return `# What the seeded lives found

Whole devices with their city through hours of faults, a plan drawn from each seed; what is done to them and what is not,
and the laws, stand in [tests/seeds](../tests/seeds/README.md). This page is written by the runs themselves.

## Lives

    npm run seeds -- --seeds 100 --from 1 --write

${LIVES_HEAD}${lives.map(livesRow).join("")}
${totalOf(lives)}

## Planted bugs

    npm run seeds -- --bugs --write

Each is a text of ours replaced by a wrong one (\`tests/seeds/bugs.ts\`), and must be found within 200 seeds. ${found} of ${bugs.length} were, by
a seed in which the sound code breaks no law. ${uselessOf(bugs)}

${BUGS_HEAD}${bugs.map(bugRow).join("")}`;
}

function uselessOf(bugs: Page["bugs"]): string {
  const useless = LAWS.filter((law) => !bugs.some(({ laws }) => laws.includes(law)));
  return useless.length === 0
    ? "Each law was broken by one of them."
    : `No bug broke the law of: ${useless.join(", ")}.`;
}

function totalOf(lives: Page["lives"]): string {
  const sum = (of: (each: ToldLives) => number): number => lives.reduce((total, each) => total + of(each), 0);
  const seeds = sum((each) => each.seeds);
  const seconds = seeds === 0 ? 0 : sum((each) => each.seeds * each.secondsASeed) / seeds;
  const counts = [sum((each) => each.records), sum((each) => each.commands), sum((each) => each.settings)].map(grouped);
  const [records, commands, settings] = counts;
  return `Together: ${grouped(seeds)} seeds, ${sum((each) => each.violations)} broke a law; ${records} records, ${commands} commands,
${settings} settings; ${seconds.toFixed(2)} s of processor a seed.`;
}

function livesRow({ from, seeds, failed, records, commands, settings, secondsASeed, date }: ToldLives & Dated): string {
  const broke = failed.length === 0 ? "none" : failed.join(", ");
  const counts = [records, commands, settings].map(grouped).join(" | ");
  return `| ${from}–${from + seeds - 1} | ${broke} | ${counts} | ${secondsASeed} | ${date} |\n`;
}

function bugRow({ name, seed, tried, sound, laws, date }: Judged & Dated): string {
  const passes = seed === null ? "was not tried" : sound ? "breaks no law" : "breaks a law";
  return `| ${name} | ${seed ?? "none"} | ${tried} | ${laws.join(", ")} | ${passes} | ${date} |\n`;
}

function livesIn(line: string): (ToldLives & Dated)[] {
  const [row, from, to, broke = "", records, commands, settings, seconds, date = ""] = LIVES_ROW.exec(line) ?? [];
  if (row === undefined) return [];
  const failed = broke === "none" ? [] : broke.split(", ").map(Number);
  const seeds = Number(to) - Number(from) + 1;
  const counts = { records: whole(records), commands: whole(commands), settings: whole(settings) };
  return [
    { seeds, from: Number(from), violations: failed.length, failed, ...counts, secondsASeed: Number(seconds), date },
  ];
}

function bugIn(line: string): (Judged & Dated)[] {
  const [row, name = "", seed, tried, laws = "", passes, date = ""] = BUGS_ROW.exec(line) ?? [];
  if (row === undefined) return [];
  return [
    {
      name,
      seed: seed === "none" ? null : Number(seed),
      tried: Number(tried),
      sound: passes === "breaks no law",
      laws: laws === "" ? [] : laws.split(", "),
      date,
    },
  ];
}

const grouped = (count: number): string => count.toLocaleString("en");
const whole = (text: string | undefined): number => Number(text?.replaceAll(",", ""));
