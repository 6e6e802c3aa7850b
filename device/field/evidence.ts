import type { Json, Values } from "../measure/decision.ts";
import type { EvidenceHead } from "../measure/evidence.ts";
import { checkHead, type HashedEntry, type HeadCheck, type Verified } from "../keep/evidence/verify.ts";
import { brokenLines, readLog } from "./evidence-files.ts";
import { Refusal } from "./refusal.ts";

export type EvidenceWords = {
  readonly directory: string;
  readonly verify: boolean;
  /** As a daily record told it; null: none is to be checked. */
  readonly head: EvidenceHead | null;
  readonly last: number;
  readonly json: boolean;
};

/** `gaturum evidence`: the log of a bin, and whether it is whole. Exit codes: 0 whole, 1 broken, or there is none, 3 not permitted. */
export function evidence(words: EvidenceWords): number {
  try {
    const log = readLog(words.directory);
    const stands = words.head === null ? null : checkHead(log, words.head);
    const isFine = log.broken.length === 0 && (stands === null || stands === "stands");
    process.stdout.write(words.verify || words.head !== null ? verdict(words, log, stands) : entries(words, log));
    if (!words.json) for (const line of brokenLines(words.directory, log)) process.stderr.write(`${line}\n`);
    return isFine ? 0 : 1;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    return cause.exitCode;
  }
}

/** `8123:3fa0…`, as a daily record has evidenceSeq and evidenceHash; null: it is none. */
export function headIn(text: string): EvidenceHead | null {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}

const IN_WORDS: Readonly<Record<HeadCheck, string>> = {
  stands: "the head stands: nothing up to it was rewritten",
  rewritten: "the head does NOT stand: the log was written otherwise than the city was told",
  missing: "the log ends BEFORE that head: this copy is older than the record, or its end was taken away",
  tooOld: "the log begins after that head: its file has been let go of, as the oldest are",
};

function verdict({ head, json }: EvidenceWords, log: Verified, stands: HeadCheck | null): string {
  const { device, broken, from, head: newest, tornBytes } = log;
  const checked = stands === null ? {} : { told: head, stands };
  if (json)
    return `${JSON.stringify({ device, entries: log.entries.length, from, head: newest, broken, tornBytes, ...checked })}\n`;
  const lines = [
    broken.length === 0
      ? `${device ?? "?"}: whole, ${log.entries.length} entries`
      : `${device ?? "?"}: BROKEN, first at ${broken[0]?.file ?? "?"}, line ${broken[0]?.line ?? "?"}`,
    ...(newest === null
      ? []
      : [`from entry ${(from?.seq ?? 0) + 1} to ${newest.seq}, head ${newest.seq}:${newest.hash}`]),
    ...(tornBytes === 0
      ? []
      : [`${tornBytes} bytes of a line that was not finished: a power cut, or a copy made meanwhile`]),
    ...(stands === null ? [] : [IN_WORDS[stands]]),
  ];
  return `${lines.join("\n")}\n`;
}

function entries({ last, json }: EvidenceWords, log: Verified): string {
  const shown = log.entries.slice(-last);
  return shown.map((entry) => `${json ? JSON.stringify(entry) : inWords(entry)}\n`).join("");
}

function inWords({ seq, ts, what, values, lost, torn, damaged }: HashedEntry): string {
  const at =
    ts === null
      ? "time not known      "
      : new Date(ts)
          .toISOString()
          .replace(/\.\d+Z$/, "Z")
          .replace("T", " ");
  const notes = {
    ...(lost === undefined ? {} : { lost }),
    ...(torn === undefined ? {} : { torn }),
    ...(damaged === undefined ? {} : { damaged }),
  };
  return `${String(seq).padStart(7)}  ${at}  ${what.padEnd(11)} ${flat({ ...values, ...notes })}`;
}

const flat = (values: Values): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${asWord(value)}`)
    .join(", ");

function asWord(value: Json): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((one: Json) => asWord(one)).join("+");
  return `(${flat(value as Values)})`;
}
