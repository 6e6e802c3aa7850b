import { relative, resolve } from "node:path";
import { catalogHere } from "../../../config/catalog.ts";
import { parseConfig } from "../../../config/load.ts";
import { positionsOf } from "../../../config/positions.ts";
import { readConfigFile, unreadProblem } from "../../../config/read-file.ts";
import type { DeviceConfig } from "../../../config/device-config.ts";
import type { Problem } from "../../../config/problem.ts";
import { Refusal } from "../refusal.ts";
import { judgeBadConfig } from "./config.ts";
import { PLACES, type Facts } from "./facts.ts";
import { findingsIn, SUBJECTS, subjectsOf, type AskedSubject, type Verdict } from "./finding.ts";
import { gather, type Loaded, type Surroundings } from "./gather/gather.ts";
import { walkPast } from "./gather/walk.ts";
import { judge, seenByControlAlone } from "./judge.ts";
import { Looking } from "./looking.ts";
import { subjectOf } from "./parts.ts";
import { partsBehind, sharedCauses } from "./one-cause.ts";
import { counted, toldLines, type Paint, type Told } from "./told.ts";

export type CheckOptions = {
  readonly config: string;
  /** Subjects and names of parts; none: everything. */
  readonly words: readonly string[];
  /** How long somebody walks; null: nobody does. */
  readonly walkMs: number | null;
  readonly json: boolean;
};

/**
 * `gaturum check`: what is wrong with this post, and what to do about it. It moves nothing and changes no light, unless
 * somebody walks. Exit codes: 0 nothing wrong, 1 an error, 2 wrong use, 3 not all could be looked at for want of permission.
 */
export async function check(options: CheckOptions, surroundings: Surroundings = {}): Promise<number> {
  const told = await checked(options, surroundings);
  const text = options.json ? JSON.stringify(asJson(told)) : toldLines(told, paintFor(process.stdout)).join("\n");
  process.stdout.write(`${text}\n`);
  return exitCode(told.verdicts);
}

/** The whole of it as text, for who reads it elsewhere. */
export async function reportOf(config: string): Promise<string> {
  const told = await checked({ config, words: [], walkMs: null, json: true }, {});
  return `${toldLines(told, (word) => word).join("\n")}\n`;
}

/** Throws a {@link Refusal} on a word that is neither a subject nor a part. */
export async function checked(
  { config: file, words, walkMs, json }: CheckOptions,
  surroundings: Surroundings,
): Promise<Told> {
  const began = performance.now();
  const nowMs = (surroundings.nowMs ?? Date.now)();
  const common = { file, nowMs };
  const loaded = await load(file);
  if (!loaded.ok) {
    const verdicts = [judgeBadConfig(loaded.problems)];
    return { ...common, config: null, verdicts, tookMs: performance.now() - began, walkMs: null };
  }
  const names = partsFor(loaded.config, words);
  const subjects = subjectsFor(loaded.config, names);
  const looking = new Looking(json);
  try {
    const walk = walkMs === null ? null : await walkPast(loaded.config, walkMs, looking);
    const facts: Facts = { ...(await gather(loaded, subjects, surroundings)), walk };
    const verdicts = sharedCauses(loaded.config, onlyNamed(judge(facts, withControl(subjects, facts)), names));
    const tookMs = performance.now() - began;
    return { ...common, config: loaded.config, verdicts, tookMs, walkMs: walk?.tookMs ?? null };
  } finally {
    looking.end();
  }
}

type Found = (Loaded & { readonly ok: true }) | { readonly ok: false; readonly problems: readonly Problem[] };

async function load(file: string): Promise<Found> {
  const short = relative(process.cwd(), resolve(file));
  const name = short.startsWith("..") ? file : short;
  const read = await readConfigFile(file);
  if (!read.ok) return { ok: false, problems: [unreadProblem(name, read)] };
  const parsed = parseConfig(read.text, name, await catalogHere());
  return parsed.ok ? { ...parsed, places: positionsOf(read.text, name, PLACES) } : parsed;
}

/** The name of a board or a bus stands for the parts behind it. */
const partsFor = (config: DeviceConfig, words: readonly string[]): readonly string[] =>
  words.flatMap((word) => {
    const behind = partsBehind(config, word);
    return behind.length === 0 ? [word] : behind.map(({ name }) => name);
  });

/** A part's name stands for its subject. */
function subjectsFor({ kind, parts }: DeviceConfig, words: readonly string[]): readonly AskedSubject[] {
  const own = subjectsOf(kind);
  if (words.length === 0) return own;
  const wanted = words.flatMap((word) => {
    const part = parts.find(({ name }) => name === word);
    if (part !== undefined) return [subjectOf(part)];
    return own.filter((subject) => subject === word);
  });
  const unknown = words.find(
    (word) => !parts.some(({ name }) => name === word) && !own.some((subject) => subject === word),
  );
  if (unknown !== undefined)
    throw new Refusal(
      `there is no part ${unknown}. Write one of ${[...own, ...parts.map(({ name }) => name)].join(", ")}.`,
      2,
    );
  return own.filter((subject) => wanted.includes(subject));
}

/** Whoever asks for a part hears that control is not there to be asked, or was not while somebody walked. */
function withControl(subjects: readonly AskedSubject[], { control, walk }: Facts): readonly AskedSubject[] {
  const isAway = control.is !== "running" || (walk !== null && walk.wentAway !== null);
  const isMissed = isAway && subjects.some((subject) => seenByControlAlone(subject));
  return isMissed && !subjects.includes("cycle") ? [...subjects, "cycle"] : subjects;
}

/** Of a subject that only one of its parts was named for, what is of that part, or of none. */
function onlyNamed(verdicts: readonly Verdict[], words: readonly string[]): readonly Verdict[] {
  return verdicts.map((verdict) => {
    if (words.length === 0 || words.includes(verdict.subject) || !("looks" in verdict)) return verdict;
    return { ...verdict, looks: verdict.looks.filter((look) => look?.part == null || words.includes(look.part)) };
  });
}

export function exitCode(verdicts: readonly Verdict[]): number {
  const findings = verdicts.flatMap(findingsIn);
  if (findings.some(({ level }) => level === "error")) return 1;
  const unseen =
    verdicts.some((verdict) => "unseen" in verdict) || findings.some(({ cause }) => cause === "no-permission");
  return unseen ? 3 : 0;
}

/** The worst first. */
const LEVELS = ["error", "follows", "warning"] as const;

const asJson = ({ verdicts, file, config, tookMs, walkMs }: Told) => ({
  device: config?.device ?? null,
  file,
  tookMs: Math.round(tookMs),
  walkMs,
  ...counted(verdicts),
  subjects: verdicts.map((verdict) => {
    const { subject } = verdict;
    if ("unseen" in verdict) return { subject, is: "unseen", text: verdict.unseen };
    const levels = findingsIn(verdict).map(({ level }) => level);
    const is = LEVELS.find((level) => levels.includes(level)) ?? "ok";
    return { subject, is, ...(is === "ok" ? { text: verdict.fine } : {}), checks: verdict.looks.length };
  }),
  findings: SUBJECTS.flatMap((subject) =>
    verdicts
      .filter((verdict) => verdict.subject === subject)
      .flatMap(findingsIn)
      .map((finding) => ({ subject, ...finding })),
  ),
});

/** Colours only on a terminal, and off where NO_COLOR says so (no-color.org). */
function paintFor({ isTTY }: { readonly isTTY?: boolean }): Paint {
  const plain = isTTY !== true || (process.env["NO_COLOR"] ?? "") !== "";
  return (word, as) => (plain ? word : `\u001B[${as === "error" ? "31" : "33"}m${word}\u001B[0m`);
}
