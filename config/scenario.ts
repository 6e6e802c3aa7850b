import { isMap, isScalar, type Node, type YAMLMap } from "yaml";
import { ROLES } from "../device/measure/roles.ts";
import type { SettingsOf } from "../device/measure/setting.ts";
import { openDocument } from "./document.ts";
import { formatProblem, nearest, PROBLEMS_MAX, quoted, type Problem } from "./problem.ts";
import { isEmpty, nameOf, type Reader, type Values } from "./reader.ts";
import { captionSettings, expectSettings, HAPPENINGS, scenarioSettings } from "./scenario-settings.ts";
import { either } from "./value.ts";

export type HappeningWord = keyof typeof HAPPENINGS;
/** One thing that happens, with the values of its word's keys. */
export type Happening = {
  [Word in HappeningWord]: { readonly do: Word; readonly name: string } & SettingsOf<(typeof HAPPENINGS)[Word]>;
}[HappeningWord];
export type Expected = SettingsOf<typeof expectSettings>;
/** A street, what happens in it, and what is to be so at its end: the same in the page, headless and in tests. */
export type Scenario = Omit<SettingsOf<typeof scenarioSettings>, "starts"> & {
  readonly startsAt: number;
  readonly caption: SettingsOf<typeof captionSettings>;
  /** In the order of their moments. */
  readonly happens: readonly Happening[];
  readonly expect: Expected;
};
export type LoadedScenario =
  { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly problems: readonly Problem[] };

const BEGIN = 'Begin with "scenario: NAME", as in hal-mocks/scenarios/quiet-night.yaml.';
const EXAMPLE = "Write it as { at: 10 min, do: walk }.";

/** Checks the text of a scenario; `file` is only for messages. */
export function parseScenario(text: string, file: string): LoadedScenario {
  const { reader, map } = openDocument(text, file, BEGIN);
  const scenario = map === null ? null : readScenarioMap(reader, map);
  if (scenario !== null && reader.problems.length === 0) return { ok: true, scenario };
  const sorted = reader.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: sorted.slice(0, PROBLEMS_MAX) };
}

/** The same for whoever shows it: what is wrong comes as sentences with place and cure. */
export function readScenario(text: string, file: string): Scenario | readonly string[] {
  const result = parseScenario(text, file);
  return result.ok ? result.scenario : result.problems.map(formatProblem);
}

function readScenarioMap(reader: Reader, map: YAMLMap): Scenario {
  const { starts, ...own } = reader.section(map, scenarioSettings, "", ["caption", "happens", "expect"]);
  const caption = reader.section(reader.mapUnder(map, "caption", "caption"), captionSettings, "caption");
  const expect = reader.section(reader.mapUnder(map, "expect", "expect"), expectSettings, "expect");
  const startsAt = Date.parse(starts as string);
  if (starts !== undefined && Number.isNaN(startsAt)) {
    reader.complain(nodeOf(map, "starts"), "starts", "there is no such moment", "Look at the month and the day.");
  }
  const events = reader.mapUnder(map, "happens", "happens");
  const happens = (events?.items ?? []).flatMap(({ key, value }) => {
    const happening = readHappening(reader, key as Node, value as Node | null, own);
    return happening === null ? [] : [happening];
  });
  const inOrder = happens.sort((a, b) => a.atMs - b.atMs);
  return { ...own, startsAt, caption, expect, happens: inOrder } as unknown as Scenario;
}

function readHappening(reader: Reader, key: Node, node: Node | null, street: Values): Happening | null {
  const name = nameOf(key);
  const path = `happens.${name}`;
  if (!isMap(node)) {
    reader.complain(isEmpty(node) ? key : node, path, "this is not something that happens", EXAMPLE);
    return null;
  }
  const word = readWord(reader, node, path);
  if (word === null) return null;
  const before = reader.problems.length;
  const values = reader.section(node, HAPPENINGS[word], path, ["do"]);
  if (reader.problems.length > before) return null;
  tellSilent(reader, node, path, values, street);
  return { ...values, do: word, name } as unknown as Happening;
}

function readWord(reader: Reader, map: YAMLMap, path: string): HappeningWord | null {
  const node = nodeOf(map, "do");
  const text = isScalar(node) ? String(node.value) : "";
  const words = Object.keys(HAPPENINGS);
  if (words.includes(text)) return text as HappeningWord;
  const near = nearest(text, words);
  const wrong = node === null ? "do is missing" : `nothing is called ${quoted(text)}`;
  reader.complain(
    node ?? map,
    `${path}.do`,
    wrong,
    near === null ? `Write ${either(words)}.` : `Did you mean "${near}"?`,
  );
  return null;
}

/** What could be read and would change nothing: a device that is not there, a part that it has not, a time after the end. */
function tellSilent(reader: Reader, node: YAMLMap, path: string, { device, role, atMs }: Values, street: Values): void {
  const complain = (key: string, wrong: string, instead: string): void => {
    reader.complain(nodeOf(node, key), `${path}.${key}`, wrong, instead);
  };
  if (Number(atMs) >= Number(street["lastsMs"])) {
    complain("at", "this is after its end", "Let it last longer, or begin sooner.");
  }
  if (typeof device !== "string" || device === "all") return;
  const [kind, plural] = device.startsWith("lamp")
    ? (["lamp-post", "posts"] as const)
    : (["litter-bin", "bins"] as const);
  const number = Number(device.split("-")[1]);
  const count = Number(street[plural]);
  if (number < 1 || number > count) {
    complain("device", `this street has ${count} ${plural} and no ${device}`, "Write one that stands there, or all.");
  }
  if (typeof role === "string" && !(role in ROLES[kind])) {
    complain("role", `a ${kind} has no part with the role ${role}`, `Write ${either(Object.keys(ROLES[kind]))}.`);
  }
}

const nodeOf = (map: YAMLMap, key: string): Node | null => (map.get(key, true) as Node | null | undefined) ?? null;
