import { ALIVE, type EvidenceEntry, type EvidenceHead } from "../../measure/evidence.ts";
import { faulty, valid, type Reading } from "../../measure/reading.ts";
import { elapsed, seconds, type Instant, type Millis } from "../../measure/time.ts";
import { Backoff } from "../backoff.ts";
import type { EvidenceKeep, Run } from "./evidence-keep.ts";
import type { EvidenceFiles } from "./files.ts";
import {
  EMPTY_LOG,
  headerLine,
  isFull,
  nextBatch,
  recover,
  SEGMENT_LIMITS,
  segmentName,
  segmentNumber,
  type Batch,
  type Log,
  type SegmentLimits,
} from "./segment.ts";

/** The part's name in faults, in what the city sees. */
export const EVIDENCE_PART = "evidence";
/** Entries that wait in memory while the disk stalls. Our choice: half a megabyte, and some days of a bin. */
export const WAITING_MAX = 500;
/** From a failed write to the next try, as the slots' own. */
const RETRY_MS = seconds(1);
const RETRY_LONGEST_MS = seconds(30);
/** A card may stall for 17 s (measured on worn ones) and be sound; what takes longer is told. */
const STALLED_MS = seconds(60);

export type EvidenceOptions = {
  readonly device: string;
  readonly run: Run;
  readonly now: () => Instant;
  /** For a line that a person reads, when the disk begins to fail and when it works again. */
  readonly log?: (line: string) => void;
  readonly limits?: SegmentLimits;
  readonly waitingMax?: number;
  readonly retryMs?: Millis;
};

/** Keeps the log in segments of JSON lines. Reasoning: README.md. */
export class FileEvidence implements EvidenceKeep {
  readonly #files: EvidenceFiles;
  readonly #given: EvidenceOptions;
  readonly #limits: SegmentLimits;
  readonly #backoff: Backoff;
  readonly #waiting: EvidenceEntry[] = [];
  #lost = 0;
  /** null until the newest file has been read. */
  #log: Log | null = null;
  /** Under way or failed: it is written again as it is, so that a half of it is written over. */
  #batch: Batch | null = null;
  #reading: Reading<EvidenceHead>;
  #working: Promise<void> | null = null;
  /** Since when the write under way has been so. */
  #busySince: Instant | null = null;
  #failing = false;
  #closed = false;

  constructor(files: EvidenceFiles, options: EvidenceOptions) {
    this.#files = files;
    this.#given = options;
    this.#limits = options.limits ?? SEGMENT_LIMITS;
    this.#backoff = new Backoff(options.retryMs ?? RETRY_MS, RETRY_LONGEST_MS);
    this.#reading = faulty(EVIDENCE_PART, "starting", options.now());
    this.#pump();
  }

  /** Sampled by being read: the head is as fresh whenever it is asked for. */
  read(now: Instant): Reading<EvidenceHead> {
    const since = this.#busySince;
    return since !== null && elapsed(since, now) > STALLED_MS && this.#reading.ok
      ? faulty(EVIDENCE_PART, "no-answer", now)
      : { ...this.#reading, at: now };
  }

  put(entries: readonly EvidenceEntry[]): void {
    if (this.#closed || entries.length === 0) return;
    this.#waiting.push(...entries);
    while (this.#waiting.length > (this.#given.waitingMax ?? WAITING_MAX)) this.#giveUpOne();
    this.#pump();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    this.#backoff.stop();
  }

  /** What is under way stands in the batch, and stays. */
  #giveUpOne(): void {
    const mark = this.#waiting.findIndex(({ what }, index) => what === ALIVE && index >= this.#underWay);
    const index = mark === -1 ? this.#underWay : mark;
    this.#waiting.splice(index, 1);
    this.#lost += 1;
  }

  get #underWay(): number {
    return this.#batch?.taken ?? 0;
  }

  #pump(): void {
    if (this.#working !== null || this.#backoff.waiting) return;
    this.#working = this.#work().then(
      () => this.#worked(),
      (error: unknown) => this.#failed(error),
    );
  }

  async #work(): Promise<void> {
    const { run } = this.#given;
    if (this.#log === null) {
      this.#log = await this.#recovered();
      await this.#removeOldest();
    }
    while (this.#waiting.length > 0) {
      if (this.#batch === null && isFull(this.#log, this.#limits)) this.#log = await this.#rotated(this.#log);
      this.#batch ??= nextBatch(this.#log, this.#waiting, run, this.#lost, this.#limits);
      this.#busySince = this.#given.now();
      const { at, bytes, log, taken, lost } = this.#batch;
      await this.#files.write(segmentName(log.segment), at, bytes);
      this.#waiting.splice(0, taken);
      this.#lost -= lost;
      this.#log = log;
      this.#batch = null;
      this.#works(log);
    }
    this.#works(this.#log);
  }

  #works({ head }: Log): void {
    if (this.#failing) this.#say("the evidence log can be written again");
    this.#failing = false;
    this.#backoff.reset();
    this.#busySince = null;
    this.#reading = valid(head, this.#given.now());
  }

  #worked(): void {
    this.#working = null;
    if (this.#waiting.length > 0) this.#pump();
  }

  #failed(error: unknown): void {
    this.#working = null;
    // The file is gone: what was under way goes into a new one, behind the same head.
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && this.#log !== null) {
      this.#batch = null;
      this.#log = { ...this.#log, closed: true };
    }
    this.#reading = faulty(EVIDENCE_PART, "broken", this.#given.now());
    if (!this.#failing) {
      this.#say(`the evidence log cannot be written: ${String(error)}. Entries wait in memory; tried again for ever.`);
    }
    this.#failing = true;
    if (!this.#closed) this.#backoff.later(() => this.#pump());
  }

  async #rotated({ segment, head, note }: Log): Promise<Log> {
    const next = segment + 1;
    const header = Buffer.from(headerLine(this.#given.device, next, head));
    await this.#files.create(segmentName(next), header);
    await this.#removeOldest();
    return { segment: next, bytes: header.length, entries: 0, head, note };
  }

  /** One too many is usual; more, where a power cut came between. */
  async #removeOldest(): Promise<void> {
    const numbers = segmentsIn(await this.#files.names());
    for (const number of numbers.slice(0, -this.#limits.segments)) await this.#files.remove(segmentName(number));
  }

  /** The end of the newest file that has one. A torn end is cut off; a file that is damaged is left as it is. */
  async #recovered(): Promise<Log> {
    const numbers = segmentsIn(await this.#files.names());
    const newest = numbers.at(-1) ?? 0;
    for (const number of numbers.toReversed()) {
      const { log, tailBytes, damaged } = recover(number, await this.#files.read(segmentName(number)));
      if (log === null) continue;
      if (damaged || number !== newest) {
        return {
          ...log,
          segment: newest,
          entries: Infinity,
          note: { damaged: segmentName(damaged ? number : newest) },
        };
      }
      if (tailBytes === 0) return log;
      await this.#files.cut(segmentName(number), log.bytes);
      return { ...log, note: { torn: tailBytes } };
    }
    return numbers.length === 0
      ? EMPTY_LOG
      : { ...EMPTY_LOG, segment: newest, closed: true, note: { damaged: segmentName(newest) } };
  }

  #say(line: string): void {
    this.#given.log?.(line);
  }
}

const segmentsIn = (names: readonly string[]): readonly number[] =>
  names.flatMap((name) => segmentNumber(name) ?? []).sort((a, b) => a - b);
