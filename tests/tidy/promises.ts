import type { Offence } from "./source.ts";

/** Of contract.md, and those rows of the lamp and the bin that are link's. */
const PROMISES: readonly string[] = [
  ...["R1", "R2", "R3", "R4", "R5", "R5b", "R6", "R7", "R8", "R9", "R10", "R11", "R13", "R15", "R16", "S3", "S4"],
  ...["lamp 11", "lamp 12", "lamp 22", "lamp 25", "bin 16", "a disk that stalls 17 s"],
];
const PATH = "docs/promises.md";
const LINK = /\[([^\]]+)\]\(\.\.\/([^)]+)\)/g;
const LONG = /`([^`]+)`: ([\d,]+)/g;

export type LongJob = { readonly name: string; readonly enough: number };

/** What docs/promises.md says and is not so: a promise without a test, a test that is not there, another number. */
export function checkPromises(
  page: string,
  read: (path: string) => string | null,
  jobs: readonly LongJob[],
): readonly Offence[] {
  const told = page.split("\n").flatMap((text, index) => {
    const [, promise = "", tests = "", long = "", missing] = text.split("|").map((cell) => cell.trim());
    const isHead = promise === "promise" || promise.startsWith("---");
    return missing === undefined || isHead ? [] : [{ line: index + 1, promise, tests, long }];
  });
  const offence = (line: number, problem: string): Offence => ({ path: PATH, line, problem });
  const names = told.map(({ promise }) => promise.split(": ")[0] ?? "");
  return [
    ...PROMISES.filter((name) => names.filter((each) => each === name).length !== 1).map((name) =>
      offence(1, `has not one row for ${name}`),
    ),
    ...names.filter((name) => !PROMISES.includes(name)).map((name) => offence(1, `${name} is no promise`)),
    ...told.flatMap(({ line, promise, tests, long }) => {
      const links = [...tests.matchAll(LINK)];
      const none = links.length === 0 ? [offence(line, `${promise} has no test`)] : [];
      const gone = links.filter(([, name = "", path = ""]) => read(path)?.includes(name) !== true);
      const others = [...long.matchAll(LONG)].filter(([, file = "", enough = ""]) => {
        const job = jobs.find(({ name }) => name.includes(file));
        return job?.enough !== Number(enough.replaceAll(",", ""));
      });
      return [
        ...none,
        ...gone.map(([, name = "", path = ""]) => offence(line, `no test "${name}" in ${path}`)),
        ...others.map(([text]) => offence(line, `${text} is not what tests/long/jobs.ts has`)),
      ];
    }),
  ];
}
