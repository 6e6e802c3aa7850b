import { after, minutes, seconds, type Instant } from "../../measure/time.ts";
import type { Entry, NeedRange, Watermark } from "../outbox/outbox.ts";
import { DiskError, faultIn, NO_CONTENTS, type Cabinet, type Contents, type DiskFault } from "./cabinet.ts";
import type { Disk } from "./disk.ts";
import { isFull, makeRoom, type Quota } from "./room.ts";
import { isOnItsWay, type Shelved } from "./row.ts";
import { Shelf } from "./shelf.ts";
import { DOCUMENTS, type Change, type Documents, type Settled } from "./store.ts";
import { Taking } from "./taking.ts";

/** What is asked of the clerk; all of it plain data, so that it can stand in another thread. */
export type Ask =
  | { readonly ask: "commit"; readonly changes: readonly Change[] }
  | { readonly ask: "begin"; readonly since: Instant }
  | { readonly ask: "take"; readonly recordsMax: number; readonly bytesMax: number }
  | { readonly ask: "acknowledge"; readonly ids: readonly number[]; readonly isUnsaid: boolean }
  | { readonly ask: "giveBack"; readonly ids: readonly number[] }
  | { readonly ask: "setAside"; readonly id: number; readonly hungUp: boolean }
  | { readonly ask: "receipt"; readonly watermark: Watermark }
  | { readonly ask: "need"; readonly id: string; readonly ranges: readonly NeedRange[] }
  | { readonly ask: "sendAgain"; readonly which: "older" | "all" }
  | { readonly ask: "letGo" | "release" | "prune" | "close" };

export type Answer = {
  readonly how: Settled;
  /** Live ones for `commit` and `begin`, history for `take`. */
  readonly entries: readonly Entry[];
  /** For `receipt`: words that went beyond what was ever sent. */
  readonly above: number;
  /** Records that no broker has, and where the city gives receipts those without one. */
  readonly waiting: number;
  /** null: the disk takes what it is given, and reads what it is asked for. */
  readonly fault: DiskFault | null;
};
/** Asks the clerk, wherever it is; answers come in the order of the asks, and never inside one. */
export interface Clerical {
  ask(ask: Ask, answered: (answer: Answer) => void): void;
}

/** What was found at start. */
export type Opening = {
  readonly boot: string;
  readonly bootCount: number;
  readonly found: Documents;
  /** Memory of an earlier start is lost, or nothing of this one will outlive it. */
  readonly lost: DiskFault | null;
};

/** A disk that fails is asked again after so long, doubled each time up to the longest. Our choice. */
const RETRY_MS = seconds(1);
const RETRY_LONGEST_MS = seconds(30);
/** Gaps are told at each connect, and while connected at most so often: one after another they are one range. Our choice. */
const TELL_LOSSES_MS = minutes(1);
/**
 * A broker that refuses a gap, or hangs up at it, is given no gap for so long, for it would refuse that too: what is lost
 * meanwhile joins the next. Longer than the three tries that come before the next refusal. Our choice.
 */
const GAP_REFUSED_MS = minutes(5);
/** Of both classes that a city must not miss, in memory while the disk takes nothing (contract, classes). */
export const HELD_BYTES_MAX = 2 * 1_048_576;

const LAST_FIRST = [2, 1, 0] as const;

/** Keeps the shelf and its disk: does what it is asked at once, in order, and says how safe the result is. */
export class Clerk {
  readonly #disk: Disk | null;
  readonly #quota: Quota;
  readonly #shelf: Shelf;
  readonly #taking: Taking;
  readonly opening: Opening;
  #cabinet: Cabinet | null = null;
  #isAbsent = false;
  #fault: DiskFault | null = null;
  #retryAt: Instant | null = null;
  #retryMs = RETRY_MS;
  #tellAt: Instant | null = null;

  /** Without a disk everything is in memory alone, and counts as safe; `startsBefore` are then those of the device. */
  constructor(disk: Disk | null, boot: string, quota: Quota, now: Instant, startsBefore = 0) {
    this.#disk = disk;
    this.#quota = quota;
    const { contents, lost } = this.#open();
    this.#shelf = new Shelf({ cabinet: this.#cabinet, found: contents, boot, startsBefore, now });
    if (this.#isAbsent) this.#shelf.rows.beginLate();
    this.#taking = new Taking(this.#shelf);
    this.#write(now);
    if (this.#fault === null) disk?.layBallast();
    const found = DOCUMENTS.flatMap((name) => {
      const value = this.#shelf.document(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const bootCount = this.#shelf.boots.ownCount;
    this.opening = { boot, bootCount, found: Object.fromEntries(found), lost: lost ?? this.#fault };
  }

  do(ask: Ask, now: Instant): Answer {
    this.#shelf.unread.begin(now);
    switch (ask.ask) {
      case "commit":
        return this.#commit(ask.changes, now);
      case "begin": {
        this.#tellLosses(now, true);
        const entries = this.#taking.begin(ask.since);
        return this.#answer(this.#write(now), entries);
      }
      case "take": {
        this.#tellLosses(now);
        const entries = this.#taking.take(ask.recordsMax, ask.bytesMax);
        return this.#answer(this.#shelf.owes ? this.#write(now) : "durable", entries);
      }
      case "acknowledge":
        this.#taking.acknowledge(ask.ids, ask.isUnsaid);
        return this.#answer();
      case "letGo":
        this.#taking.letGo();
        return this.#answer();
      case "giveBack":
        this.#taking.giveBack(ask.ids);
        return this.#answer();
      case "setAside":
        if (this.#taking.setAside(ask.id, ask.hungUp)) this.#tellAt = after(now, GAP_REFUSED_MS);
        return this.#answer();
      case "receipt": {
        const above = this.#taking.receipt(ask.watermark, now);
        return { ...this.#answer(), above };
      }
      case "need":
        this.#taking.need(ask.id, ask.ranges);
        return this.#answer(this.#write(now));
      case "release":
        this.#taking.release();
        return this.#answer();
      case "sendAgain":
        this.#taking.sendAgain(ask.which);
        return this.#answer();
      case "prune":
        this.#taking.prune(now);
        if (this.#write(now) === "durable") this.#disk?.layBallast();
        return this.#answer();
      case "close": {
        // The last chance of what is held: a try that is due later never comes.
        this.#retryAt = null;
        const how = this.#write(now);
        this.#cabinet?.close();
        return this.#answer(how);
      }
    }
  }

  #commit(changes: readonly Change[], now: Instant): Answer {
    const added = this.#shelf.add(changes);
    const told = this.#tellLosses(now);
    if (isFull(this.#shelf, this.#quota)) this.#taking.letGo();
    makeRoom(this.#shelf, this.#quota, (row) => this.#taking.neverSent(row));
    const how = this.#write(now);
    this.#holdNoMore();
    const isSafe = how === "durable" || (added.every(({ held }) => held === null) && !this.#shelf.owesDocuments);
    return this.#answer(isSafe ? "durable" : "held", this.#taking.live([...added, ...told]));
  }

  #answer(how: Settled = "durable", entries: readonly Entry[] = []): Answer {
    return {
      how,
      entries,
      above: 0,
      waiting: this.#taking.waiting,
      fault: this.#fault ?? this.#shelf.unread.fault,
    };
  }

  #tellLosses(now: Instant, connecting = false): readonly Shelved[] {
    const isEarly = this.#tellAt !== null && now < this.#tellAt;
    if (isEarly && (!connecting || this.#taking.hasWaiting)) return [];
    if (!connecting && !this.#shelf.connected) return [];
    if (this.#taking.hasWaiting) {
      this.#taking.tryAgain();
      this.#tellAt = after(now, GAP_REFUSED_MS);
      if (!connecting) return [];
    }
    if (this.#shelf.losses.size === 0) return [];
    this.#tellAt = after(now, TELL_LOSSES_MS);
    return this.#shelf.tellLosses();
  }

  /** Where the disk could not be opened at start: it is asked again, and what it holds stands before what memory has. */
  #reopen(): void {
    if (!this.#isAbsent || this.#disk === null) return;
    const { cabinet, contents } = this.#disk.open();
    this.#cabinet = cabinet;
    this.#isAbsent = false;
    this.#shelf.adopt(cabinet, contents);
    this.#taking.adopt(contents.documents);
  }

  #open(): { readonly contents: Contents; readonly lost: DiskFault | null } {
    if (this.#disk === null) return { contents: NO_CONTENTS, lost: null };
    try {
      const { cabinet, contents, lost } = this.#disk.open();
      this.#cabinet = cabinet;
      return { contents, lost };
    } catch (cause) {
      this.#isAbsent = true;
      this.#cabinet = absent(this.#disk, faultIn(cause));
      return { contents: NO_CONTENTS, lost: faultIn(cause) };
    }
  }

  #write(now: Instant): Settled {
    if (this.#retryAt !== null && now < this.#retryAt)
      return this.#fault?.cause === "full" ? this.#writeEssentials() : "held";
    try {
      this.#reopen();
      this.#shelf.write();
      this.#fault = this.#retryAt = null;
      this.#retryMs = RETRY_MS;
      return "durable";
    } catch (cause) {
      return this.#cope(faultIn(cause), now);
    }
  }

  #cope(fault: DiskFault, now: Instant): Settled {
    this.#fault = fault;
    this.#retryAt = after(now, this.#retryMs);
    this.#retryMs = seconds(Math.min(RETRY_LONGEST_MS, 2 * this.#retryMs) / 1_000);
    try {
      if (fault.cause === "full") {
        this.#disk?.freeBallast();
        return this.#writeEssentials();
      } else if (fault.cause === "corrupt" && this.#disk !== null) {
        this.#cabinet?.close();
        // A card that rots is often read-only too: until there is another one, what memory has is held.
        this.#cabinet = absent(this.#disk, fault);
        this.#shelf.moveTo(this.#cabinet);
        this.#cabinet = this.#disk.anew();
        this.#shelf.moveTo(this.#cabinet);
        this.#shelf.write();
        this.#fault = this.#retryAt = null;
        return "durable";
      }
    } catch (cause) {
      this.#fault = faultIn(cause);
      // No room for a successor: its next try has that of the ballast.
      if (fault.cause === "corrupt" && this.#fault.cause === "full") this.#freeBallast();
    }
    return "held";
  }

  #freeBallast(): void {
    try {
      this.#disk?.freeBallast();
    } catch (cause) {
      this.#fault = faultIn(cause);
    }
  }

  /** Into the room of the ballast. The rest is held. */
  #writeEssentials(): Settled {
    try {
      this.#shelf.write("essentials");
    } catch (cause) {
      this.#fault = faultIn(cause);
    }
    return "held";
  }

  /** What the disk does not have goes when memory is full of it: class 2, then 1, then 0, in each the oldest first. */
  #holdNoMore(): void {
    const { rows } = this.#shelf;
    if (this.#disk === null || rows.heldBytes <= HELD_BYTES_MAX) return;
    this.#taking.letGo();
    const unwritten = [...rows.unwritten].sort((one, other) => Number(isOnItsWay(one)) - Number(isOnItsWay(other)));
    for (const of of LAST_FIRST)
      for (const row of unwritten) {
        if (rows.heldBytes <= HELD_BYTES_MAX) return;
        if (row.class === of) this.#shelf.lose(row, "full");
      }
  }
}

/** Stands for a disk that cannot be opened: nothing is remembered over a power cut until it can. */
const absent = (disk: Disk, fault: DiskFault): Cabinet => ({
  seal: (lines) => disk.seal(lines),
  write: () => {
    throw new DiskError(fault);
  },
  read: () => {
    throw new DiskError(fault);
  },
  close: () => undefined,
});
