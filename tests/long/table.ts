/** What one job has been through so far. Its slices are numbered, and a property takes the number as its seed. */
export type LongRun = {
  readonly name: string;
  readonly runs: number;
  readonly firstSlice: number;
  readonly lastSlice: number;
  readonly failedSlices: readonly number[];
  readonly figures: Figures;
  /** Of the last slice, as 2026-11-25. */
  readonly date: string;
};
/** What begins with `worst` is the greatest of all slices; everything else is added up. */
export type Figures = Readonly<Record<string, number>>;

/** One slice, and what it found. */
export type Slice = {
  readonly name: string;
  readonly runs: number;
  readonly slice: number;
  readonly failed: boolean;
  readonly figures: Figures;
};

const HEAD = `# Long runs

\`npm run test:long\` goes on with each job below where the last call ended, in slices of at most 20 minutes, and adds
their figures up here. A property takes the number of the slice as its seed: a failure is repeated with
\`GATURUM_SEED=… GATURUM_RUNS=10000 npx vitest run --config tests/vitest.config.ts FILE\`. What is run, and how much of it
is enough, stands in \`tests/long/jobs.ts\`.

| job | runs | slices | failed slices | figures | date |
| --- | ---: | --- | --- | --- | --- |
`;
const ROW = /^\| (\S.*?) \| ([\d,]+) \| (\d+)–(\d+) \| (none|[\d, ]+) \| (.*?) \| (\d{4}-\d\d-\d\d) \|$/;

export function parseLongRuns(text: string): LongRun[] {
  return text.split("\n").flatMap((line) => {
    const match = ROW.exec(line);
    if (match === null) return [];
    const [, name = "", runs = "", first, last, failed = "", figures = "", date = ""] = match;
    return [
      {
        name,
        runs: Number(runs.replaceAll(",", "")),
        firstSlice: Number(first),
        lastSlice: Number(last),
        failedSlices: failed === "none" ? [] : failed.split(", ").map(Number),
        figures: parseFigures(figures),
        date,
      },
    ];
  });
}

export function formatLongRuns(runs: readonly LongRun[]): string {
  const rows = runs.map(({ name, runs: count, firstSlice, lastSlice, failedSlices, figures, date }) => {
    const failed = failedSlices.length === 0 ? "none" : failedSlices.join(", ");
    const told = Object.entries(figures).map(([key, value]) => `${key} ${value}`);
    const cells = [name, count.toLocaleString("en"), `${firstSlice}–${lastSlice}`, failed, told.join("; "), date];
    return `| ${cells.join(" | ")} |\n`;
  });
  return HEAD + rows.join("");
}

/** Adds a slice up. `date` as 2026-11-25. One away from those covered starts the row again. */
export function addSlice(runs: readonly LongRun[], found: Slice, date: string): LongRun[] {
  const { name, slice, figures } = found;
  const was = runs.find((run) => run.name === name);
  const failedSlices = found.failed ? [slice] : [];
  const started: LongRun = { name, runs: found.runs, firstSlice: slice, lastSlice: slice, failedSlices, figures, date };
  if (was === undefined) return [...runs, started];
  const next: LongRun = {
    ...was,
    runs: was.runs + found.runs,
    lastSlice: slice,
    failedSlices: [...was.failedSlices, ...failedSlices],
    figures: merged(was.figures, figures),
    date,
  };
  return runs.map((run) => (run === was ? (slice === was.lastSlice + 1 ? next : started) : run));
}

function merged(was: Figures, more: Figures): Figures {
  const all = Object.entries(more).map(([key, value]) => {
    const before = was[key] ?? 0;
    return [key, key.startsWith("worst") ? Math.max(before, value) : before + value] as const;
  });
  return { ...was, ...Object.fromEntries(all) };
}

function parseFigures(text: string): Figures {
  const told = text.split("; ").filter((each) => each !== "");
  return Object.fromEntries(told.map((each) => [each.slice(0, each.lastIndexOf(" ")), Number(each.split(" ").at(-1))]));
}
