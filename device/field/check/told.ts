import { basename } from "node:path";
import type { DeviceConfig } from "../../../config/device-config.ts";
import { configWords } from "./config-words.ts";
import { findingsIn, type Finding, type Verdict } from "./finding.ts";

/** As wide as a phone shows without breaking a line, and a terminal has at the least. */
const WIDTH = 80;
const INDENT = "   ";
/** Of `motion   ERROR 1  pir-1 is silent`. */
const SUBJECT_WIDTH = 9;
const WORD_WIDTH = 9;

export type Told = {
  readonly file: string;
  /** null: the file is refused. */
  readonly config: DeviceConfig | null;
  readonly verdicts: readonly Verdict[];
  readonly nowMs: number;
  readonly tookMs: number;
  /** null: nobody walked. */
  readonly walkMs: number | null;
};
/** Wraps a word in a colour, or leaves it. */
export type Paint = (word: string, as: "error" | "warning") => string;

/** The worst news last, where a phone shows it. */
export function toldLines(told: Told, paint: Paint): readonly string[] {
  const numbered = numbers(told.verdicts);
  const details = [...numbered].flatMap(([finding, number]) => ["", ...detail(finding, number)]);
  const until = untilThen(told);
  const again = mended([...numbered.keys()], told.verdicts);
  return [
    heading(told),
    ...told.verdicts.flatMap((verdict) => verdictLines(verdict, numbered, paint)),
    summary(told),
    ...details,
    ...(until === null ? [] : ["", until]),
    ...(again === null
      ? []
      : [...(until === null ? [""] : []), `When mended: gaturum check ${again}${configWords(told.file)}`]),
  ];
}

function heading({ config, file, nowMs }: Told): string {
  const when = new Date(nowMs).toISOString().slice(0, 16).replace("T", " ");
  return [config === null ? "" : config.device, basename(file), `${when} UTC`].filter(Boolean).join("   ");
}

/** Errors have numbers, and the warnings that say more than fits on a line come after them. What follows has that of its error. */
function numbers(verdicts: readonly Verdict[]): ReadonlyMap<Finding, number> {
  const all = verdicts.flatMap(findingsIn);
  const errors = all.filter(({ level }) => level === "error");
  const warnings = all.filter(({ level }) => level === "warning");
  return new Map([...errors, ...warnings].map((finding, index) => [finding, index + 1]));
}

function verdictLines(verdict: Verdict, numbered: ReadonlyMap<Finding, number>, paint: Paint): readonly string[] {
  const line = (word: string, rest: string): string =>
    `  ${verdict.subject.padEnd(SUBJECT_WIDTH)}${word}  ${rest}`.trimEnd();
  if ("unseen" in verdict) return [line("unseen".padEnd(WORD_WIDTH), verdict.unseen)];
  const findings = findingsIn(verdict);
  if (findings.length === 0) return [line("ok".padEnd(WORD_WIDTH), verdict.fine)];
  return findings.map((finding) => {
    const word = `${WORD[finding.level]} ${numberOf(finding, numbered)}`.padEnd(WORD_WIDTH);
    return line(finding.level === "follows" ? word : paint(word, finding.level), finding.brief);
  });
}

const WORD = { error: "ERROR", warning: "warning", follows: "follows" } as const;

function numberOf(finding: Finding, numbered: ReadonlyMap<Finding, number>): number {
  const { level, through } = finding;
  const source = level === "follows" ? [...numbered.keys()].find(({ part }) => part === through) : finding;
  return (source === undefined ? undefined : numbered.get(source)) ?? 0;
}

export function counted(verdicts: readonly Verdict[]): {
  checks: number;
  ok: number;
  warnings: number;
  errors: number;
  follow: number;
} {
  const looks = verdicts.flatMap((verdict) => ("looks" in verdict ? verdict.looks : []));
  const of = (level: Finding["level"]): number => looks.filter((look) => look?.level === level).length;
  const [warnings, errors, follow] = [of("warning"), of("error"), of("follows")];
  return { checks: looks.length, ok: looks.length - warnings - errors - follow, warnings, errors, follow };
}

function summary({ verdicts, tookMs, walkMs }: Told): string {
  const { checks, ok, warnings, errors, follow } = counted(verdicts);
  const unseen = verdicts.filter((verdict) => "unseen" in verdict).length;
  const walk = walkMs === null ? "" : ` (${Math.round(walkMs / 1_000)} s of them your walk)`;
  const parts = [
    `${ok} ok`,
    many(warnings, "warning"),
    many(errors, "error"),
    follow === 0 ? "" : `${follow} that follow`,
    unseen === 0 ? "" : `${unseen} not seen`,
  ];
  return `${many(checks, "check")} in ${Math.round(tookMs / 1_000)} s${walk}: ${parts.filter(Boolean).join(", ")}`;
}

const many = (count: number, what: string): string =>
  count === 0 && what !== "check" ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;

function detail({ text, at }: Finding, number: number): readonly string[] {
  const lines = wrapped(text);
  const numberedLines = lines.map(
    (line, index) => `${index === 0 ? String(number).padEnd(INDENT.length) : INDENT}${line}`,
  );
  if (at === null) return numberedLines;
  const last = numberedLines.at(-1) ?? "";
  const fits = last.length + 2 + at.length <= WIDTH;
  return fits
    ? [...numberedLines.slice(0, -1), `${last}${at.padStart(WIDTH - last.length)}`]
    : [...numberedLines, at.padStart(WIDTH)];
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && INDENT.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Only what control itself knows changes what the lamp does. */
const KNOWN_TO_CONTROL: readonly string[] = ["silent"];

function untilThen({ config, verdicts }: Told): string | null {
  if (config?.kind !== "lamp-post") return null;
  const motion = config.parts.find(({ role }) => role === "motion")?.name;
  const blind = verdicts.flatMap(findingsIn).some(({ part, cause, level }) => {
    return level !== "warning" && !KNOWN_TO_CONTROL.includes(cause) && (part === motion || cause === "clock-lost");
  });
  return blind ? `Until then the lamp burns at ${config.lamp.safePct} % whenever it is dark.` : null;
}

/** What to say to look again at what was wrong; null: nothing was. */
function mended(findings: readonly Finding[], verdicts: readonly Verdict[]): string | null {
  const wrong = findings.filter(({ level }) => level === "error");
  const names = wrong.map(
    (finding) => finding.part ?? verdicts.find((verdict) => findingsIn(verdict).includes(finding))?.subject,
  );
  return names.length === 0 ? null : [...new Set(names)].join(" ");
}
