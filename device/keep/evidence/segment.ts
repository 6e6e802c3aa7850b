import type { EvidenceEntry, EvidenceHead } from "../../measure/evidence.ts";
import { chained, entryIn, FIRST_HEAD, NO_NOTE, sealed, unsealed, type Note } from "./chain.ts";
import type { Run } from "./evidence-keep.ts";

/**
 * How much is kept. Our choice: a busy bin writes 20 KB a day, so that 64 files of 256 KB are two years, and 16 MB of a card.
 */
export type SegmentLimits = { readonly entries: number; readonly bytes: number; readonly segments: number };
export const SEGMENT_LIMITS: SegmentLimits = { entries: 1_000, bytes: 262_144, segments: 64 };
/** Entries that go to the disk in one write: what came while the one before was under way. */
export const BATCH_ENTRIES_MAX = 50;

/** The first line of a file: where its chain goes on from. */
export type SegmentHeader = {
  readonly gaturumEvidence: 1;
  readonly device: string;
  readonly segment: number;
  readonly afterSeq: number;
  readonly afterHash: string;
};

/** Where the next entry goes. `segment` 0: no file yet. */
export type Log = {
  readonly segment: number;
  readonly bytes: number;
  readonly entries: number;
  /** Nothing more goes into this file: it is damaged, or gone. */
  readonly closed?: true;
  readonly head: EvidenceHead;
  /** For the next entry; lost ones are counted elsewhere. */
  readonly note: Note;
};
export const EMPTY_LOG: Log = { segment: 0, bytes: 0, entries: 0, head: FIRST_HEAD, note: NO_NOTE };

const NAME = /^evidence-(\d{6})\.jsonl$/;
export const segmentName = (segment: number): string => `evidence-${String(segment).padStart(6, "0")}.jsonl`;
/** null: no segment's name. */
export function segmentNumber(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export const headerLine = (device: string, segment: number, { seq, hash }: EvidenceHead): string =>
  `${sealed({ gaturumEvidence: 1, device, segment, afterSeq: seq, afterHash: hash } satisfies SegmentHeader).text}\n`;

/** null: the line is no header. */
export function headerIn(line: string): SegmentHeader | null {
  const fields = unsealed(line)?.fields;
  return fields?.["gaturumEvidence"] === 1 && typeof fields["afterSeq"] === "number"
    ? (fields as unknown as SegmentHeader)
    : null;
}

/** A write that is to be made: it is made again unchanged until it is done. */
export type Batch = {
  readonly at: number;
  readonly bytes: Uint8Array;
  /** As it is once this is written. */
  readonly log: Log;
  readonly taken: number;
  /** Entries given up before its first one. */
  readonly lost: number;
};

export const isFull = ({ segment, bytes, entries, closed }: Log, limits: SegmentLimits): boolean =>
  closed === true || segment === 0 || entries >= limits.entries || bytes >= limits.bytes;

/** The next entries behind what the log has. The first of them carries the notes. */
export function nextBatch(
  log: Log,
  waiting: readonly EvidenceEntry[],
  run: Run,
  lost: number,
  limits: SegmentLimits,
): Batch {
  const taken = waiting.slice(0, Math.min(BATCH_ENTRIES_MAX, limits.entries - log.entries));
  let { head } = log;
  let note: Note = lost === 0 ? log.note : { lost, ...log.note };
  const lines = taken.map((entry) => {
    const line = chained(entry, head, run, note);
    head = { seq: head.seq + 1, hash: line.hash };
    note = NO_NOTE;
    return `${line.text}\n`;
  });
  const bytes = Buffer.from(lines.join(""));
  const after = { ...log, bytes: log.bytes + bytes.length, entries: log.entries + taken.length, head, note: NO_NOTE };
  return { at: log.bytes, bytes, log: after, taken: taken.length, lost };
}

/** What the newest file was found to hold. `tailBytes`: behind the last line that is whole and in its place. */
export type SegmentFound = {
  readonly log: Log | null;
  readonly tailBytes: number;
  /** Something whole stands behind something that is not: no power cut does that. */
  readonly damaged: boolean;
};

/** `log` null: nothing in it can be gone on from. */
export function recover(segment: number, found: Uint8Array): SegmentFound {
  const lines = linesOf(found);
  const header = lines[0]?.whole === true ? headerIn(lines[0].text) : null;
  let head: EvidenceHead | null = header === null ? null : { seq: header.afterSeq, hash: header.afterHash };
  let [bytes, entries, isBroken, damaged] = [header === null ? 0 : (lines[0]?.bytes ?? 0), 0, header === null, false];
  for (const { text, bytes: length, whole } of lines.slice(1)) {
    const line = whole ? unsealed(text) : null;
    const entry = line === null ? null : entryIn(line.fields);
    if (line === null || entry === null || (!isBroken && entry.prev !== head?.hash)) {
      isBroken = true;
      continue;
    }
    head = { seq: entry.seq, hash: line.hash };
    if (isBroken) damaged = true;
    else [bytes, entries] = [bytes + length, entries + 1];
  }
  const log = head === null ? null : { segment, bytes, entries, head, note: NO_NOTE };
  return { log, tailBytes: found.length - bytes, damaged: damaged || header === null };
}

type RawLine = { readonly text: string; readonly bytes: number; readonly whole: boolean };

function linesOf(found: Uint8Array): readonly RawLine[] {
  const buffer = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  const lines: RawLine[] = [];
  for (let from = 0; from < buffer.length;) {
    const end = buffer.indexOf("\n", from);
    const whole = end !== -1;
    const to = whole ? end : buffer.length;
    lines.push({ text: buffer.toString("utf8", from, to), bytes: to - from + (whole ? 1 : 0), whole });
    from = whole ? end + 1 : buffer.length;
  }
  return lines;
}
