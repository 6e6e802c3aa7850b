import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JOBS } from "../long/jobs.ts";
import { checkDeciding } from "./deciding.ts";
import { checkLinks, checkReasons } from "./docs.ts";
import { checkControlProcess, checkImports } from "./import-rules.ts";
import { checkName, checkReadmes, checkTop } from "./names.ts";
import { checkPromises } from "./promises.ts";
import { checkSizes, type Ratchet } from "./sizes.ts";
import { allSources, ROOT, topNames, type Offence } from "./source.ts";
import { checkConsole, checkLock, checkMachine, checkSkips, checkUnfinished } from "./texts.ts";

const files = allSources();
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const said = (offences: readonly Offence[]): string[] =>
  offences.map(({ path, line, problem }) => `${path}:${line} ${problem}`);

describe("the repository is tidy", () => {
  it("sees the repository", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["device/main.ts", "LICENSE", ".ci/run"]));
  });

  it("imports go one way", () => expect(said(files.flatMap(checkImports))).toEqual([]));
  it("the control process stays small", () => expect(said(checkControlProcess(files))).toEqual([]));
  it("deciding code takes time as an argument", () => expect(said(files.flatMap(checkDeciding))).toEqual([]));
  it("files and functions are short", () => {
    const ratchet = JSON.parse(read("tests/tidy/ratchet.json")) as Ratchet;
    expect(said(checkSizes(files, ratchet))).toEqual([]);
  });

  it("the top folder holds what it may", () => expect(said(checkTop(topNames()))).toEqual([]));
  it("names say what is in a file", () => expect(said(files.flatMap(checkName))).toEqual([]));
  it("each room has a README that ends with its import rule", () => expect(said(checkReadmes(files))).toEqual([]));
  it("nothing speaks of one machine", () => expect(said(files.flatMap(checkMachine))).toEqual([]));
  it("the lock names no addresses", () => expect(said(files.flatMap(checkLock))).toEqual([]));
  it("nothing is left half said", () => expect(said(files.flatMap(checkUnfinished))).toEqual([]));
  it("nothing prints with console", () => expect(said(files.flatMap(checkConsole))).toEqual([]));
  it("no test is left out without a reason", () => expect(said(files.flatMap(checkSkips))).toEqual([]));
  it("links lead somewhere", () => {
    expect(said(files.flatMap((file) => checkLinks(file, (path) => existsSync(join(ROOT, path)))))).toEqual([]);
  });

  it("each promise has a test, and what the page of promises says is so", () => {
    const found = (path: string) => (existsSync(join(ROOT, path)) ? read(path) : null);
    expect(said(checkPromises(read("docs/promises.md"), found, JOBS))).toEqual([]);
  });

  it("each package has a reason", () => {
    expect(said(checkReasons(read("package.json"), read("CONTRIBUTING.md")))).toEqual([]);
  });
});
