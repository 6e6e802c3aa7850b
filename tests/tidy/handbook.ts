import { posix } from "node:path";
import type { Command } from "commander";
import { lineAt, type Offence, type Source } from "./source.ts";

/** What `gaturum` takes: each verb with its options, as they stand in the words of the program. */
export type Verbs = ReadonlyMap<string, ReadonlySet<string>>;

const isPage = ({ path }: Source): boolean => path.endsWith(".md") && !path.startsWith("tests/");
/** What every verb takes, by commander. */
const EVERY_VERB = ["--help", "--version"];

/** The verbs of a file that holds nothing but words, out of its text: it runs when it is loaded. */
export function verbsIn({ text }: Source): Verbs {
  const words = text.split(/(?=\.command\(")/).slice(1);
  return new Map(
    words.map((word) => {
      const options = [...word.matchAll(/ption\(\s*"(?:-\w, )?(--[a-z-]+)/g)].map(([, name = ""]) => name);
      return [/^\.command\("([\w-]+)/.exec(word)?.[1] ?? "", new Set([...options, ...EVERY_VERB])];
    }),
  );
}

/** The verbs that were added to a program. */
export const verbsAdded = (program: Command): Verbs =>
  new Map(
    program.commands.map((verb) => [
      verb.name(),
      new Set([...verb.options.flatMap(({ long }) => long ?? []), ...EVERY_VERB]),
    ]),
  );

/** Commands in the code of a page that the program does not take. */
export function checkCommands(file: Source, verbs: Verbs): Offence[] {
  if (!isPage(file)) return [];
  return codeOf(file.text).flatMap(({ text, index }) => {
    const whole = text.replace(/\\\n\s*/g, " ");
    return [...whole.matchAll(/(?:^|[\s`(])gaturum ([a-z][a-z-]*)(?![\w.])([^\n#|&>]*)/g)].flatMap(
      ([, verb = "", rest = ""]) => {
        const offence = (problem: string): Offence => ({ path: file.path, line: lineAt(file.text, index), problem });
        const options = verbs.get(verb);
        if (options === undefined) return [offence(`there is no gaturum ${verb}`)];
        return [...rest.matchAll(/(?<=\s)--[a-z-]+/g)].flatMap(([option]) =>
          options.has(option) ? [] : [offence(`gaturum ${verb} has no ${option}`)],
        );
      },
    );
  });
}

/** Verbs that no page shows: whoever looks for what they do finds nothing. */
export function checkShown(files: readonly Source[], verbs: Verbs): Offence[] {
  const code = files.filter(isPage).flatMap(({ text }) => codeOf(text).map((piece) => piece.text));
  return [...verbs.keys()]
    .filter((verb) => !code.some((text) => new RegExp(`gaturum ${verb}(?![\\w-])`).test(text)))
    .map((verb) => ({ path: "docs", line: 1, problem: `no page shows gaturum ${verb}` }));
}

/** Blocks that are indented or fenced, and words between backticks. */
function codeOf(page: string): readonly { readonly text: string; readonly index: number }[] {
  const found = page.matchAll(/^(?: {4,}.*\n?)+|^```[^]*?^```|`[^`\n]+`/gm);
  return [...found].map(({ 0: text, index }) => ({ text, index }));
}

/** Links to a heading that its page does not have. `textOf` is told paths from the root; null: no such page. */
export function checkAnchors(file: Source, textOf: (path: string) => string | null): Offence[] {
  if (!file.path.endsWith(".md")) return [];
  return [...file.text.matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)].flatMap(
    ({ 1: target = "", 2: anchor = "", index }) => {
      const path = target === "" ? file.path : posix.join(posix.dirname(file.path), target);
      const text = textOf(path);
      if (text === null || anchorsOf(text).includes(anchor)) return [];
      return [{ path: file.path, line: lineAt(file.text, index), problem: `${path} has no heading #${anchor}` }];
    },
  );
}

/** As GitHub makes them of headings. */
export const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Made of the contract's tables: its dotted words are fields of records. */
const OF_RECORDS = ["docs/contract.md"];

/** Keys in a page's code that no table of config has. `known` are whole paths; a path to a section counts too. */
export function checkKeys(file: Source, known: ReadonlySet<string>): Offence[] {
  if (!isPage(file) || OF_RECORDS.includes(file.path)) return [];
  const sections = [...new Set([...known].map((path) => path.split(".")[0] ?? ""))];
  const pattern = new RegExp(`\`((?:${sections.join("|")})(?:\\.[a-zA-Z0-9]+)+)\``, "g");
  return [...file.text.matchAll(pattern)].flatMap(({ 1: path = "", index }) => {
    if (
      known.has(path) ||
      [...known].some((each) => each.startsWith(`${path}.`)) ||
      /\.(?:ts|md|yaml|json|csv|counter)$/.test(path)
    )
      return [];
    return [{ path: file.path, line: lineAt(file.text, index), problem: `no config has the key ${path}` }];
  });
}

/** Names in a page's code that look like a record's and are none. `known`: those of records, and what else looks so. */
export function checkRecords(file: Source, known: ReadonlySet<string>): Offence[] {
  if (!isPage(file)) return [];
  const found = file.text.matchAll(/`((?:lamp|bin|device|motion|link|settings|command)-[a-z-]+)`/g);
  return [...found].flatMap(({ 1: name = "", index }) =>
    known.has(name) ? [] : [{ path: file.path, line: lineAt(file.text, index), problem: `there is no record ${name}` }],
  );
}

/** Topics in a page that are none: `isTopic` is asked with an example in the place of each word that stands for a name. */
export function checkTopics(file: Source, isTopic: (topic: string) => boolean): Offence[] {
  if (!isPage(file)) return [];
  return [...file.text.matchAll(/gaturum\/1\/[^\s`'",;)]+/g)].flatMap(({ 0: topic, index }) => {
    const [, , tenant = "", device = "", ...rest] = topic.replace(/\.$/, "").split("/").map(exampleOf);
    if ([tenant, device, ...rest].some((level) => level === "#" || level === "…")) return [];
    if (isTopic(["gaturum", "1", tenant, device, ...rest].join("/"))) return [];
    return [{ path: file.path, line: lineAt(file.text, index), problem: `${topic} is no topic` }];
  });
}

const exampleOf = (level: string): string => (/^(?:\+|\{.*\}|<.*>|[A-Z]+|\$\{.*\})$/.test(level) ? "example" : level);
