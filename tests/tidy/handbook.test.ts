import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { binSettings, pressSettings } from "../../config/bin-settings.ts";
import { boardSettings } from "../../config/boards.ts";
import { deviceSettings } from "../../config/device-settings.ts";
import { DRIVERS } from "../../config/drivers.ts";
import { lampSettings } from "../../config/lamp-settings.ts";
import { neighboursSettings } from "../../config/neighbours-settings.ts";
import { fileKey, isList, isNamed, isOptional, isSetting, type Entry } from "../../config/section.ts";
import { STREAMS } from "../../device/contract/streams.ts";
import { parseTopic } from "../../device/contract/topics.ts";
import { ROLES } from "../../device/measure/roles.ts";
import {
  anchorsOf,
  checkAnchors,
  checkCommands,
  checkKeys,
  checkRecords,
  checkShown,
  checkTopics,
  verbsAdded,
  verbsIn,
  type Verbs,
} from "./handbook.ts";
import { allSources, ROOT, type Offence, type Source } from "./source.ts";

const files = allSources();
const verbs: Verbs = new Map([
  ...files.filter(({ path }) => path === "device/main.ts").flatMap((file) => [...verbsIn(file)]),
  ...verbsAdded(await everyVerb()),
]);

const said = (offences: readonly Offence[]): string[] =>
  offences.map(({ path, line, problem }) => `${path}:${line} ${problem}`);
const page = (text: string): Source => ({ path: "docs/a.md", text });
const problems = (offences: readonly Offence[]): string[] => offences.map(({ problem }) => problem);

/** Those of each file of words, added as the program adds them; what a verb does is loaded when it is asked for. */
async function everyVerb(): Promise<Command> {
  const program = new Command("gaturum");
  const modules = files.filter(({ path }) => /^device\/verbs\/[\w-]+\.ts$/.test(path));
  for (const { path } of modules) {
    const module = (await import(join(ROOT, path))) as Readonly<
      Record<string, (program: Command, given: object) => void>
    >;
    for (const [name, add] of Object.entries(module)) if (/^add[A-Z]/.test(name)) add(program, {});
  }
  return program;
}

/** Every path of the tables: a named section is written NAME, as the pages have it. */
function keysIn(entry: Entry, path: string): string[] {
  if (isSetting(entry)) return [path];
  if (isNamed(entry)) return [path, ...keysIn(entry.of, `${path}.NAME`)];
  if (isOptional(entry) || (isList(entry) && !isSetting(entry.of))) return [path, ...keysIn(entry.of, path)];
  if (isList(entry)) return [path];
  return Object.entries(entry).flatMap(([key, inner]) =>
    keysIn(inner, path === "" ? fileKey(key, inner) : `${path}.${fileKey(key, inner)}`),
  );
}
const TABLES = {
  ...deviceSettings,
  lamp: lampSettings,
  bin: { ...binSettings, press: pressSettings },
  neighbours: neighboursSettings,
};
const KEYS = new Set([...keysIn(TABLES, ""), ...keysIn({ boards: { NAME: boardSettings } }, "")]);
/** What looks like a record: kinds of device, roles, drivers, contracts' names. */
const NAMES = new Set([
  ...STREAMS.map(({ name }) => name),
  ...Object.keys(ROLES),
  ...Object.keys(DRIVERS),
  ...Object.values(DRIVERS).flatMap(({ contract }) => (contract === null ? [] : [contract])),
]);

describe("the handbook and the code say the same", () => {
  it("each command in a page is one that the program takes", () =>
    expect(said(files.flatMap((file) => checkCommands(file, verbs)))).toEqual([]));
  it("each verb stands in a page", () => expect(said(checkShown(files, verbs))).toEqual([]));
  it("links into a page lead to a heading", () => {
    const textOf = (path: string): string | null =>
      existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), "utf8") : null;
    expect(said(files.flatMap((file) => checkAnchors(file, textOf)))).toEqual([]);
  });
  it("each key in a page is one that a config may have", () =>
    expect(said(files.flatMap((file) => checkKeys(file, KEYS)))).toEqual([]));
  it("each record in a page is one that a device sends", () =>
    expect(said(files.flatMap((file) => checkRecords(file, NAMES)))).toEqual([]));
  it("each topic in a page is one of the contract", () =>
    expect(said(files.flatMap((file) => checkTopics(file, (topic) => parseTopic(topic) !== null)))).toEqual([]));
});

describe("the check of the handbook", () => {
  it("sees the program's verbs and their options", () => {
    expect([...verbs.keys()]).toEqual(
      expect.arrayContaining(["run", "why", "provision", "receive", "wiring", "evidence"]),
    );
    expect(verbs.get("why")).toEqual(
      new Set(["--config", "--device", "--last", "--record", "--json", "--help", "--version"]),
    );
  });
  it("finds a verb and an option that are not there, in a block, a line and over two lines", () => {
    const text =
      "Say `gaturum wy --device a`.\n\n    npx gaturum why --devise a   # --not-this\n    gaturum why \\\n      --lost 5\n\nThe gaturum people.\n";
    expect(problems(checkCommands(page(text), verbs))).toEqual([
      "there is no gaturum wy",
      "gaturum why has no --devise",
      "gaturum why has no --lost",
    ]);
  });
  it("finds a verb that no page shows", () => {
    expect(
      problems(
        checkShown(
          [page("`gaturum why`")],
          new Map([
            ["why", new Set()],
            ["reset-latch", new Set()],
          ]),
        ),
      ),
    ).toEqual(["no page shows gaturum reset-latch"]);
  });
  it("finds a heading that is not there", () => {
    expect(anchorsOf("# For *technicians*\n## Ask it why")).toEqual(["for-technicians", "ask-it-why"]);
    expect(
      problems(
        checkAnchors(page("# A b\n[x](#a-b) [y](#a-c) [z](b.md#d)"), (path) =>
          path === "docs/a.md" ? "# A b" : "## D",
        ),
      ),
    ).toEqual(["docs/a.md has no heading #a-c"]);
  });
  it("finds a key, a record and a topic that are not there", () => {
    expect(problems(checkKeys(page("`lamp.hold` `lamp.hald` `bin.press` `lamp.programs.NAME.level`"), KEYS))).toEqual([
      "no config has the key lamp.hald",
    ]);
    expect(problems(checkRecords(page("`lamp-day` `lamp-dey` `lamp-post` `bin-0815`"), NAMES))).toEqual([
      "there is no record lamp-dey",
    ]);
    const topics = "gaturum/1/# gaturum/1/TENANT/{device}/up/t/lamp-level gaturum/1/{tenant}/+/up/u/lamp-level";
    expect(problems(checkTopics(page(topics), (topic) => parseTopic(topic) !== null))).toEqual([
      "gaturum/1/{tenant}/+/up/u/lamp-level is no topic",
    ]);
  });
});
