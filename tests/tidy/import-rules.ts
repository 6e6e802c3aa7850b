import { importsOf, type Import } from "./imports.ts";
import type { Offence, Source } from "./source.ts";

type Rule = {
  /** The folder, or the file, that the rule is about. The first that fits counts. */
  readonly of: RegExp;
  /** Files of ours that it may import beside its own folder. */
  readonly may: readonly RegExp[];
  /** Those of which it may import types alone, because someone passes the thing itself in. */
  readonly types?: readonly RegExp[];
  /** Those that it may only load when they are asked for. */
  readonly lazy?: readonly RegExp[];
  /** Packages, and `node:` for all that Node brings. */
  readonly packages?: readonly string[];
};

const below = (...folders: readonly string[]): RegExp[] => folders.map((folder) => new RegExp(`^${folder}/`));
const MEASURE = below("device/measure");
const SETTINGS_TYPES = [/^device\/(?:lamp|bin)\/(?:program-)?settings\.ts$/, /^drivers\/[^/]+\/settings\.ts$/];
/** Dates and local times as programs mean them: a calendar is checked by the code that follows it. */
const PROGRAM = below("device/lamp/program");
/** What others call the keys of a config: a table without a reader, for the page that explains them. */
const INTEROP = below("device/contract/interop");
/** Where drivers of one's own are and who may change them: config reads their settings, and loads no driver. */
const OWN_DRIVERS = /^drivers\/own\/folder\.ts$/;
const VERSION = /^device\/version\.ts$/;

/** The tree's import rules. Tests may import anything. */
const RULES: readonly Rule[] = [
  { of: /^device\/measure\//, may: [] },
  { of: /^device\/hal\//, may: MEASURE },
  { of: /^device\/lamp\//, may: MEASURE, packages: ["suncalc"] },
  { of: /^device\/bin\//, may: MEASURE },
  { of: /^device\/words\//, may: MEASURE },
  { of: /^device\/contract\//, may: MEASURE, packages: ["zod", "yaml", "canonicalize", "node:"] },
  { of: /^device\/screen\//, may: [], packages: ["node:"] },
  { of: /^device\/channel\//, may: below("device/measure", "device/contract"), packages: ["node:"] },
  { of: /^device\/keep\//, may: MEASURE, packages: ["node:"] },
  {
    of: /^device\/control\//,
    may: below("device/(?:hal|lamp|bin|keep|channel|contract|measure)"),
    packages: ["node:"],
  },
  {
    of: /^device\/link\/updates\//,
    may: [...MEASURE, /^device\/update\/(?:limits|looked|release)\.ts$/],
    packages: ["zod", "node:"],
  },
  {
    of: /^device\/link\//,
    may: [...below("device/(?:channel|contract|measure)", "config"), VERSION],
    packages: ["mqtt", "node-cron", "zod", "node:"],
  },
  {
    of: /^device\/backend\//,
    may: below("device/(?:contract|measure)"),
    packages: ["mqtt", "pg", "yaml", "zod", "node:"],
  },
  {
    of: /^device\/field\//,
    may: [/^device\/(?!link\/|main\.ts)/, /^config\//, /^drivers\//],
    packages: ["node:"],
  },
  {
    of: /^device\/update\//,
    may: [...MEASURE, VERSION, /^device\/field\/ask\.ts$/],
    types: below("config"),
    packages: ["tuf-js", "tuf-js/dist/error.js", "zod", "node:"],
  },
  { of: /^device\/run-update\.ts$/, may: below("device/update"), packages: ["node:"] },
  { of: /^device\/verbs-update\.ts$/, may: [], lazy: [/^device\/field\//], packages: ["commander"] },
  {
    of: /^device\/together\//,
    may: [/^device\/(?!field\/|main\.ts|run-)/],
    types: below("config"),
  },
  {
    of: /^device\/compose\.ts$/,
    may: [...below("device/(?:measure|hal|lamp|bin|keep|channel|control|contract)"), VERSION],
    types: below("config"),
  },
  {
    of: /^device\/run-control\.ts$/,
    may: [
      ...below("device/(?:measure|hal|keep|channel|control)"),
      /^device\/(?:compose|version)\.ts$/,
      /^drivers\/(?:catalog|linux\/computer)\.ts$/,
    ],
    types: below("config"),
    lazy: [/^hal-mocks\//],
    packages: ["node:"],
  },
  {
    of: /^device\/run-link\.ts$/,
    may: [...below("device/(?:measure|link|channel|contract)", "config"), VERSION, /^drivers\/linux\/systemd\.ts$/],
    packages: ["node:"],
  },
  {
    of: /^device\/boot\//,
    may: [
      ...MEASURE,
      ...below("config"),
      VERSION,
      /^device\/update\/(?:hostile-folder|slot-disk)\.ts$/,
      /^drivers\/linux\/boot\.ts$/,
    ],
    packages: ["node:"],
  },
  { of: /^device\/packaging\//, may: [], packages: ["node:"] },
  { of: /^device\/version\.ts$/, may: [/^package\.json$/], packages: ["node:"] },
  {
    of: /^device\/verbs-at-bin\.ts$/,
    may: [/^device\/options\.ts$/],
    lazy: [/^device\/field\//],
    packages: ["commander"],
  },
  { of: /^device\/help-blocks\.ts$/, may: [], packages: ["commander"] },
  {
    of: /^device\/verbs-at-post\.ts$/,
    may: [/^device\/options\.ts$/],
    lazy: [/^device\/field\//],
    packages: ["commander", "node:"],
  },
  {
    of: /^device\/verbs-for-check\.ts$/,
    may: [/^device\/options\.ts$/],
    lazy: [/^device\/field\//],
    packages: ["commander"],
  },
  {
    of: /^device\/verbs-at-desk\.ts$/,
    may: [/^device\/options\.ts$/],
    lazy: [/^device\/field\//],
    packages: ["commander"],
  },
  {
    of: /^device\/verbs-wiring\.ts$/,
    may: [],
    types: below("config"),
    lazy: [/^device\/field\//, /^config\//],
    packages: ["commander"],
  },
  {
    of: /^device\/verbs-console\.ts$/,
    may: [/^device\/(?:options|verbs-at-bin)\.ts$/],
    lazy: [/^device\/field\//],
    packages: ["commander"],
  },
  {
    of: /^device\/main\.ts$/,
    may: [VERSION, /^device\/(?:options|help-blocks|verbs-[a-z-]+)\.ts$/],
    types: below("config"),
    lazy: [/^device\//, /^config\//, /^hal-mocks\//],
    packages: ["commander", "node:"],
  },
  {
    of: /^device\/verbs-for-auditor\.ts$/,
    may: [/^device\/options\.ts$/],
    types: below("config"),
    lazy: [/^device\/field\//],
    packages: ["commander", "node:"],
  },
  {
    of: /^device\/verbs-for-city\.ts$/,
    may: [/^device\/options\.ts$/],
    lazy: [/^device\/backend\//],
    packages: ["commander", "node:"],
  },
  { of: /^device\/options\.ts$/, may: [], packages: ["commander"] },
  { of: /^device\/gaturum\.js$/, may: [], lazy: [/^device\/main\.ts$/], packages: ["node:"] },
  {
    of: /^drivers\//,
    may: [...below("device/hal", "device/measure"), /^drivers\//],
    packages: ["serialport", "onoff", "johnny-five", "firmata-io", "koffi", "node:"],
  },
  {
    of: /^config\//,
    may: [...MEASURE, ...SETTINGS_TYPES, ...PROGRAM, ...INTEROP, OWN_DRIVERS],
    packages: ["yaml", "zod", "node:"],
  },
  {
    // The street in a browser alone, and in threads: joins deciders and mocks, as main.ts does.
    of: /^hal-mocks\/(?:page\/static\/(?:deciding|build)|street-worker|bins\/bin-worker)\.ts$/,
    may: [/^device\/(?!field\/|backend\/|main\.ts|run-)/, /^config\//, /^hal-mocks\//],
    packages: ["node:"],
  },
  {
    of: /^hal-mocks\//,
    may: below("device/(?:hal|measure|contract|screen|words)"),
    types: below("device/together", "config"),
    packages: ["aedes", "suncalc", "preact", "uplot", "vite", "node:"],
  },
];

/** Every import of a file of the product that the tree does not allow. */
export function checkImports(file: Source): Offence[] {
  if (!/\.(?:tsx?|js|mjs)$/.test(file.path) || file.path.startsWith("tests/")) return [];
  const rule = RULES.find(({ of }) => of.test(file.path));
  if (rule === undefined) return [{ path: file.path, line: 1, problem: "stands where the tree has no place for it" }];
  return importsOf(file)
    .filter((found) => !allowed(rule, found, file.path))
    .map(({ line, target, kind }) => ({
      path: file.path,
      line,
      problem: `may not import ${target}${kind === "static" ? "" : ` (${kind})`}; see the tree's import rules`,
    }));
}

function allowed(rule: Rule, { target, kind }: Import, path: string): boolean {
  const any = (patterns: readonly RegExp[] = []): boolean => patterns.some((pattern) => pattern.test(target));
  if (/\.(?:tsx?|js|mjs|json)$/.test(target)) {
    if (any(rule.may) || sameFolder(path, target)) return true;
    return (kind === "type" && (any(rule.types) || any(rule.lazy))) || (kind === "lazy" && any(rule.lazy));
  }
  return (rule.packages ?? []).some((name) => (name === "node:" ? target.startsWith(name) : target === name));
}

/** Inside device/ each folder is a room of its own; drivers/, config/ and hal-mocks/ are one each. */
function sameFolder(path: string, target: string): boolean {
  const room = (of: string): string =>
    of.startsWith("device/") ? of.split("/").slice(0, -1).slice(0, 2).join("/") : (of.split("/")[0] ?? "");
  return room(path) === room(target) && room(path) !== "device";
}

/** Packages that the control process must not load: it stays small, and no text reaches a parser in it. */
const NOT_IN_CONTROL = ["commander", "yaml", "zod", "mqtt", "node-cron", "aedes"];

/** What the control process would load, from its start on, without the mocks: each forbidden package is an offence. */
export function checkControlProcess(files: readonly Source[], start = "device/run-control.ts"): Offence[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const offences: Offence[] = [];
  const seen = new Set<string>([start]);
  for (const path of seen) {
    const file = byPath.get(path);
    if (file === undefined) continue;
    for (const { kind, target, line } of importsOf(file)) {
      if (kind === "type" || target.startsWith("hal-mocks/")) continue;
      if (byPath.has(target)) seen.add(target);
      else if (NOT_IN_CONTROL.includes(target)) {
        offences.push({ path, line, problem: `the control process would load ${target}` });
      }
    }
  }
  return offences;
}
