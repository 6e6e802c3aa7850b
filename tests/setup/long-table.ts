/** What one property file has been through so far. Seeds are covered from the first to the last, without a gap. */
export type LongRun = {
  readonly file: string;
  readonly runs: number;
  readonly firstSeed: number;
  readonly lastSeed: number;
  readonly failedSeeds: readonly number[];
  /** Of the last slice, as 2026-11-25. */
  readonly date: string;
};

/** One slice: `runs` histories a property, all drawn from one seed. */
export type Slice = { readonly file: string; readonly runs: number; readonly seed: number; readonly failed: boolean };

const HEAD = `# Long runs

\`npm run test:long\` runs each file below with many more histories than \`npm test\`: slices of at most 20 minutes,
each with the seeds that follow the last. \`runs\` counts histories of each property in the file. A failure is
repeated with \`GATURUM_SEED=… GATURUM_RUNS=… npx vitest run --config tests/vitest.config.ts FILE\`.

| property file | runs | seeds covered | failed seeds | date |
| --- | ---: | --- | --- | --- |
`;
const ROW = /^\| (\S+) \| ([\d,]+) \| (\d+)–(\d+) \| (none|[\d, ]+) \| (\d{4}-\d\d-\d\d) \|$/;

export function parseLongRuns(text: string): LongRun[] {
  return text.split("\n").flatMap((line) => {
    const match = ROW.exec(line);
    if (match === null) return [];
    const [, file = "", runs = "", first, last, failed = "", date = ""] = match;
    const failedSeeds = failed === "none" ? [] : failed.split(", ").map(Number);
    return [
      {
        file,
        runs: Number(runs.replaceAll(",", "")),
        firstSeed: Number(first),
        lastSeed: Number(last),
        failedSeeds,
        date,
      },
    ];
  });
}

export function formatLongRuns(runs: readonly LongRun[]): string {
  const rows = runs.map(({ file, runs: count, firstSeed, lastSeed, failedSeeds, date }) => {
    const failed = failedSeeds.length === 0 ? "none" : failedSeeds.join(", ");
    return `| ${file} | ${count.toLocaleString("en")} | ${firstSeed}–${lastSeed} | ${failed} | ${date} |\n`;
  });
  return HEAD + rows.join("");
}

/** Adds a slice up. `date` as 2026-11-25. A seed away from those covered starts the row again. */
export function addSlice(runs: readonly LongRun[], slice: Slice, date: string): LongRun[] {
  const { file, seed } = slice;
  const was = runs.find((run) => run.file === file);
  const failedSeeds = slice.failed ? [seed] : [];
  const started: LongRun = { file, runs: slice.runs, firstSeed: seed, lastSeed: seed, failedSeeds, date };
  if (was === undefined) return [...runs, started];
  const next: LongRun =
    seed === was.lastSeed + 1
      ? { ...was, runs: was.runs + slice.runs, lastSeed: seed, failedSeeds: [...was.failedSeeds, ...failedSeeds], date }
      : started;
  return runs.map((run) => (run === was ? next : run));
}
