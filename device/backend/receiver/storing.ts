import type { RecordsDatabase } from "../records-database.ts";
import type { Letter } from "../broker.ts";
import { factsOf, type Fact } from "./facts.ts";

export type StoringParts = {
  readonly database: RecordsDatabase;
  readonly nowMs: () => number;
  /** These devices are owed a receipt. */
  readonly onStored: (devices: readonly string[]) => void;
  /** A device spoke, maybe for the first time. */
  readonly onDevice: (device: string) => void;
  /** What was not taken for want of room may come again. */
  readonly onRoom: () => void;
  readonly trouble: (about: string, line: string) => void;
};
export type StoringCounts = {
  readonly packets: number;
  readonly records: number;
  readonly doubles: number;
  /** Packets and records that made no sense, and were let go. */
  readonly refused: number;
  /** Records stored although this version does not know their stream or values. */
  readonly odd: number;
};

/**
 * Packets that wait, and their bytes: for brokers that keep to no limit of unacknowledged ones. What comes beyond is not
 * taken, and so not acknowledged. Our choice: usually 10 MB, a batch of the longest records in each never more than that.
 */
const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX = 64_000_000;
/** Records of one transaction; one packet may bring it above. Our choice: some 50 ms of a database. */
const RECORDS_A_TRANSACTION = 2_000;
/** And its packets, of which a stranger's may hold none at all. Our choice. */
const PACKETS_A_TRANSACTION = 2_000;
/** Wait after a transaction that failed, doubled up to the last. Our choice. */
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 30_000;

/** Packets into the database, a transaction at a time. Their PUBACKs go after it, and not at all while it fails. */
export class Storing {
  readonly #parts: StoringParts;
  readonly #waiting: Letter[] = [];
  #waitingBytes = 0;
  #left = 0;
  #counts = { packets: 0, records: 0, doubles: 0, refused: 0, odd: 0 };
  #running: Promise<void> | null = null;
  #failures = 0;
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(parts: StoringParts) {
    this.#parts = parts;
  }

  get counts(): StoringCounts {
    return { ...this.#counts };
  }
  /** Whether the last transaction went well. */
  get isWell(): boolean {
    return this.#failures === 0;
  }

  take(letter: Letter): void {
    const bytes = this.#waitingBytes + letter.payload.length;
    if (this.#waiting.length < WAITING_MAX && bytes <= WAITING_BYTES_MAX) {
      this.#waiting.push(letter);
      this.#waitingBytes = bytes;
    } else {
      this.#left += 1;
      const waiting = `${this.#waiting.length} packets wait for the database`;
      this.#parts.trouble("waiting", `${waiting}: more are not taken, and come again when there is room.`);
    }
    this.#running ??= this.#run();
  }

  /** Packets of a connection that has gone come again. */
  forget(): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#left = 0;
  }

  /** Stores what has come, unless the database fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop collects what came in one piece.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#storeSome();
    this.#running = null;
    if (this.#left === 0) return;
    this.#left = 0;
    this.#parts.onRoom();
  }

  async #storeSome(): Promise<void> {
    const { letters, facts } = this.#nextBatch();
    while (!(await this.#stored(facts))) {
      if (this.#stopped) return;
      const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#failures - 1, 10));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const { taken } of letters) taken();
    this.#counts.packets += letters.length;
  }

  #nextBatch(): { readonly letters: readonly Letter[]; readonly facts: readonly Fact[] } {
    const letters: Letter[] = [];
    const facts: Fact[] = [];
    while (facts.length < RECORDS_A_TRANSACTION && letters.length < PACKETS_A_TRANSACTION) {
      const letter = this.#waiting.shift();
      if (letter === undefined) break;
      letters.push(letter);
      this.#waitingBytes -= letter.payload.length;
      const read = factsOf(letter.topic, letter.payload);
      this.#counts.refused += read.problems.length;
      this.#counts.odd += read.odd.length;
      const [problem, odd] = [read.problems[0], read.odd[0]];
      if (problem !== undefined) this.#parts.trouble("refused", `let go: ${problem}. Look at who publishes it.`);
      if (odd !== undefined) this.#parts.trouble("odd", `stored, but not known here: ${odd}. Is this backend old?`);
      facts.push(...read.facts);
    }
    return { letters, facts };
  }

  async #stored(facts: readonly Fact[]): Promise<boolean> {
    try {
      const { records, doubles, devices } = await this.#parts.database.store(facts, this.#parts.nowMs());
      this.#counts.records += records;
      this.#counts.doubles += doubles;
      this.#failures = 0;
      for (const { device } of facts) this.#parts.onDevice(device);
      this.#parts.onStored(devices);
      return true;
    } catch (cause) {
      this.#failures += 1;
      const why = cause instanceof Error ? cause.message : String(cause);
      this.#parts.trouble("database", `the database took nothing: ${why}. Nothing is acknowledged; tried again.`);
      return false;
    }
  }
}
