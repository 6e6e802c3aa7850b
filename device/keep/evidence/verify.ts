import type { EvidenceHead, LoggedEntry } from "../../measure/evidence.ts";
import { entryIn, unsealed } from "./chain.ts";
import { headerIn, segmentName, segmentNumber } from "./segment.ts";

/** One file of a log, or of a copy of it. */
export type SegmentText = { readonly name: string; readonly text: string };
/** A place where the chain does not hold. `seq` null: the line does not say. */
export type Broken = {
  readonly file: string;
  readonly line: number;
  readonly seq: number | null;
  readonly problem: string;
};
export type HashedEntry = LoggedEntry & { readonly hash: string };
export type Verified = {
  readonly device: string | null;
  /** What is whole in itself, in order; an entry that does not follow on the one before says `damaged`. */
  readonly entries: readonly HashedEntry[];
  /** The first places where it is broken, at most {@link BROKEN_MAX}. */
  readonly broken: readonly Broken[];
  /** Where the oldest file that is there goes on from; null: there is none. */
  readonly from: EvidenceHead | null;
  readonly head: EvidenceHead | null;
  /** Bytes at the very end that a power cut, or a copy made in the middle of a write, has left. */
  readonly tornBytes: number;
};
export const BROKEN_MAX = 20;

/** Follows the chain through all files of a log. Each line must carry its own hash and name the one before it. */
export function verify(segments: readonly SegmentText[]): Verified {
  const chain = new Chain();
  const known = segments
    .flatMap((segment) => ({ segment, number: segmentNumber(segment.name) ?? 0 }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number);
  for (const [index, { segment, number }] of known.entries()) {
    const before = known[index - 1]?.number ?? number - 1;
    if (before !== number - 1) chain.missing(segmentName(before + 1));
    chain.follow(segment, index === known.length - 1);
  }
  return chain.verified();
}

/** A head that the city was told once, such as that of a daily record. */
export type HeadCheck = "stands" | "rewritten" | "missing" | "tooOld";
export function checkHead({ entries, from, head }: Verified, told: EvidenceHead): HeadCheck {
  if (from === null || head === null || told.seq > head.seq) return "missing";
  if (from.seq === told.seq) return from.hash === told.hash ? "stands" : "rewritten";
  if (told.seq < from.seq) return "tooOld";
  return entries.some(({ seq, hash }) => seq === told.seq && hash === told.hash) ? "stands" : "rewritten";
}

class Chain {
  readonly #entries: HashedEntry[] = [];
  readonly #broken: Broken[] = [];
  #device: string | null = null;
  #from: EvidenceHead | null = null;
  #head: EvidenceHead | null = null;
  #tornBytes = 0;
  /** Something before the next entry is not as it was written. */
  #loose: string | null = null;

  missing(file: string): void {
    this.#break(file, 0, null, "the file is not there");
  }

  follow({ name, text }: SegmentText, isNewest: boolean): void {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    for (const [index, line] of lines.entries()) {
      if (index === 0) this.#header(name, line);
      else this.#line(name, index + 1, line);
    }
    if (rest === "") return;
    if (isNewest && lines.length > 0) this.#tornBytes = Buffer.byteLength(rest);
    else this.#break(name, lines.length + 1, null, "the file ends in the middle of a line");
  }

  verified(): Verified {
    const { device, entries, broken, from, head, tornBytes } = {
      ...{ device: this.#device, entries: this.#entries, broken: this.#broken, from: this.#from },
      ...{ head: this.#head, tornBytes: this.#tornBytes },
    };
    return { device, entries, broken, from, head, tornBytes };
  }

  #header(name: string, line: string): void {
    const header = headerIn(line);
    if (header === null) {
      this.#break(name, 1, null, "the first line is not a header as it was written");
      return;
    }
    const after = { seq: header.afterSeq, hash: header.afterHash };
    this.#device ??= header.device;
    if (header.device !== this.#device) this.#break(name, 1, null, `it is of ${header.device}, not of ${this.#device}`);
    if (this.#head !== null && (after.seq !== this.#head.seq || after.hash !== this.#head.hash)) {
      this.#break(name, 1, after.seq, `it goes on from entry ${after.seq}, and the file before ends otherwise`);
    }
    this.#from ??= after;
    this.#head = after;
  }

  #line(name: string, number: number, line: string): void {
    const read = unsealed(line);
    const entry = read === null ? null : entryIn(read.fields);
    if (read === null || entry === null) {
      this.#break(name, number, seqIn(line), "the line is not as it was written: its hash is another one");
      return;
    }
    const expected = this.#head;
    if (expected !== null && (entry.prev !== expected.hash || entry.seq !== expected.seq + 1)) {
      const { seq } = entry;
      this.#break(
        name,
        number,
        seq,
        `entry ${seq} does not follow on entry ${expected.seq}: lines are missing or changed`,
      );
    }
    this.#head = { seq: entry.seq, hash: read.hash };
    const loose = this.#loose === null ? {} : { damaged: this.#loose };
    this.#loose = null;
    this.#entries.push({ ...entry, hash: read.hash, ...loose });
  }

  #break(file: string, line: number, seq: number | null, problem: string): void {
    this.#loose ??= file;
    if (this.#broken.length < BROKEN_MAX) this.#broken.push({ file, line, seq, problem });
  }
}

/** As the line says, though it may lie. */
function seqIn(line: string): number | null {
  const digits = /^\{"seq":(\d{1,15}),/.exec(line)?.[1];
  return digits === undefined ? null : Number(digits);
}
