import { after, millis, minutes, seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Entry, NeedRange, Outbox, OutboxCounts, Watermark } from "../outbox/outbox.ts";
import { Timers } from "../timers.ts";
import type { DiskFault } from "./cabinet.ts";
import type { Answer, Ask, Clerical, Opening } from "./clerk.ts";
import { HostWord } from "./host-word.ts";
import { Queue, type Waiting } from "./queue.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { Change, Documents, Settled, Store } from "./store.ts";

export type DeskTimes = { readonly soonMs: Millis; readonly lateMs: Millis; readonly lateRecords: number };
/** Class 1, and class 2: what a power cut may take, and what a row of the card holds (contract, classes). */
export const TIMES: DeskTimes = { soonMs: millis(250), lateMs: minutes(1), lateRecords: 64 };
/** Nothing waits to be written together: for simulated time. */
export const AT_ONCE: DeskTimes = { soonMs: millis(0), lateMs: millis(0), lateRecords: 1 };

/** A disk that has not answered for so long counts as failing: what waits for it is held in memory. Our choice. */
export const STALL_MS = seconds(2);
/** A fault is over when the disk has answered well for so long: one alarm for one bad hour. Our choice. */
export const CLEAR_MS = minutes(1);
/** For the last write of a stop: the longest stall that was measured on a card, 17 s, and some. Our choice. */
export const CLOSE_MS = seconds(20);
type TimerName = "soon" | "late" | "stall" | "clear" | "settle" | "close";
/** Of one transaction: some 50 ms of a slow card. Our choice. */
const CHANGES_AT_ONCE = 1_000;

/**
 * Link's side of the store. Never waits: changes are gathered, and go to the clerk together; what goes to the city is
 * read ahead. A clerk that does not answer is a disk that stalls, and only what is new is then held here.
 */
export class Desk implements Store, Outbox {
  readonly boot: string;
  readonly bootCount: number;
  readonly storeLost: boolean;
  readonly found: Documents;
  readonly #clerk: Clerical;
  readonly #ahead: ReadAhead;
  readonly #times: DeskTimes;
  readonly #timers: Timers<TimerName>;
  readonly #scheduler: Scheduler;
  readonly #urgent = new Queue();
  readonly #late = new Queue();
  #isLateDue = false;
  #underWay: readonly Waiting[] | null = null;
  #stalled = false;
  #isClearing = false;
  #fault: DiskFault | null = null;
  #onFault: (fault: DiskFault | null) => void = () => undefined;
  readonly #host: HostWord;
  #onShelf = 0;
  #lost: [number, number, number] = [0, 0, 0];
  #lostTotal = 0;
  #settling: (() => void)[] = [];
  #isClosed = false;

  constructor(clerk: Clerical, opening: Opening, scheduler: Scheduler, times: DeskTimes = TIMES) {
    this.#clerk = clerk;
    this.#ahead = new ReadAhead(clerk, (answer) => this.#heard(answer));
    this.#scheduler = scheduler;
    this.#times = times;
    this.#timers = new Timers(scheduler);
    this.boot = opening.boot;
    this.bootCount = opening.bootCount;
    this.found = opening.found;
    this.#host = new HostWord(opening.found.host, scheduler, () =>
      this.#clerk.ask({ ask: "letGo" }, (answer) => this.#heard(answer)),
    );
    this.storeLost = opening.lost !== null;
  }

  /** Called when the disk begins to fail, and with null when it has been well for {@link CLEAR_MS}. */
  onFault(call: (fault: DiskFault | null) => void): void {
    this.#onFault = call;
    if (this.#fault !== null) call(this.#fault);
  }

  commit(change: Change, settled: (how: Settled) => void): void {
    // What was under way answers after it, and who hears that may want to commit more.
    if (this.#isClosed) return;
    const urgency = urgencyOf(change);
    if (urgency === "late") {
      this.#commitLate(change, settled);
      return;
    }
    const waiting = this.#urgent.add(change, settled);
    if (waiting === null) {
      this.#lose(change);
      this.#settleLater(() => settled("refused"));
      return;
    }
    if (this.#stalled) this.#settleLater(() => this.#hold([waiting]));
    if (urgency === "now") this.#post();
    else if (this.#urgent.length === 1) this.#in("soon", this.#times.soonMs, () => this.#post());
  }

  /** A disk that does not answer is waited for {@link CLOSE_MS}; `closed` is called once. */
  close(closed: () => void): void {
    this.#isClosed = true;
    this.#timers.cancelAll();
    this.#host.disconnected();
    const changes = this.#takeAll();
    if (changes.length > 0) this.#clerk.ask({ ask: "commit", changes }, () => undefined);
    let isOver = false;
    const end = (): void => {
      this.#timers.cancel("close");
      if (!isOver) closed();
      isOver = true;
    };
    this.#in("close", CLOSE_MS, end);
    this.#clerk.ask({ ask: "close" }, end);
  }

  /** What would have waited for more to be written with it goes to the city with the rest of what an outage held up. */
  begin(since: Instant, payloadBytesMax?: number): void {
    if (this.#late.length > 0) this.#post(true);
    this.#ahead.begin(since, payloadBytesMax);
    this.#host.connected();
  }
  release(): void {
    this.#host.disconnected();
    this.#ahead.release();
  }
  onMore(call: () => void): void {
    this.#ahead.onMore = call;
  }
  takeLive(): Entry | null {
    return this.#ahead.takeLive();
  }
  takeBacklog(): readonly Entry[] {
    return this.#ahead.takeBacklog();
  }

  acknowledge(entries: readonly Entry[]): void {
    const { isUnsaid } = this.#host;
    this.#clerk.ask({ ask: "acknowledge", ids: idsOf(entries), isUnsaid }, (answer) => this.#heard(answer));
  }

  giveBack(entries: readonly Entry[]): void {
    this.#askMore({ ask: "giveBack", ids: idsOf(entries) });
  }

  setAside({ id }: Entry, hungUp = false): void {
    this.#askMore({ ask: "setAside", id, hungUp });
  }

  /** Kept over a restart: a broker that has forgotten what the city asks must not make a PUBACK count for a receipt. */
  receipts(given: boolean): void {
    if (this.#host.said(given)) this.commit({ documents: { host: { receipts: given } } }, () => undefined);
  }

  receipt(watermark: Watermark, above: (count: number) => void, taken?: () => void): void {
    this.#clerk.ask({ ask: "receipt", watermark }, (answer) => {
      this.#heard(answer);
      if (answer.above > 0) above(answer.above);
      taken?.();
    });
  }

  need(id: string, ranges: readonly NeedRange[]): void {
    this.#askMore({ ask: "need", id, ranges });
  }

  sendAgain(which: "older" | "all"): void {
    this.#askMore({ ask: "sendAgain", which });
  }

  prune(): void {
    this.#clerk.ask({ ask: "prune" }, (answer) => this.#heard(answer));
  }

  counts(): OutboxCounts {
    const here = [...this.#urgent.all, ...this.#late.all, ...(this.#underWay ?? [])];
    const waiting = here.reduce((sum, { change }) => sum + (change.records?.length ?? 0), this.#onShelf);
    return { waiting, lost: this.#lostTotal };
  }

  takeLost(): readonly [number, number, number] {
    const lost = this.#lost;
    this.#lost = [0, 0, 0];
    return lost;
  }

  /** A power cut may take it, so nobody needs to wait. */
  #commitLate(change: Change, settled: (how: Settled) => void): void {
    while (this.#late.add(change, null) === null) {
      const [oldest] = this.#late.take(1);
      this.#lose(oldest?.change ?? change);
      if (oldest === undefined) break;
    }
    this.#settleLater(() => settled("durable"));
    if (this.#late.length >= this.#times.lateRecords) this.#post(true);
    else if (this.#late.length === 1) this.#in("late", this.#times.lateMs, () => this.#post(true));
  }

  #post(late = false): void {
    this.#isLateDue ||= late;
    if (this.#underWay !== null) return;
    const urgent = this.#urgent.take(CHANGES_AT_ONCE);
    const more = this.#isLateDue ? this.#late.take(CHANGES_AT_ONCE) : [];
    if (urgent.length + more.length === 0) return;
    this.#timers.cancel("soon");
    if (this.#isLateDue) this.#timers.cancel("late");
    // What one transaction does not take stays due: no timer is set for it any more.
    this.#isLateDue &&= this.#late.length > 0;
    this.#underWay = [...urgent, ...more];
    this.#in("stall", STALL_MS, () => this.#stall());
    const { connection } = this.#ahead;
    this.#clerk.ask({ ask: "commit", changes: this.#underWay.map(({ change }) => change) }, (answer) => {
      this.#posted(answer, connection);
    });
  }

  #posted(answer: Answer, connection: number): void {
    const posted = this.#underWay ?? [];
    this.#underWay = null;
    this.#timers.cancel("stall");
    this.#stalled = false;
    this.#heard(answer);
    for (const waiting of posted) settle(waiting, answer.how);
    this.#ahead.take(answer.entries, connection);
    this.#post(this.#late.length >= this.#times.lateRecords);
  }

  #stall(): void {
    this.#stalled = true;
    this.#blame({ cause: "failing", detail: `no answer for ${STALL_MS / 1_000} s` });
    this.#hold([...(this.#underWay ?? []), ...this.#urgent.all]);
  }

  #hold(waiting: readonly Waiting[]): void {
    for (const one of waiting) settle(one, "held");
  }

  #heard({ waiting, fault }: Answer): void {
    this.#onShelf = waiting;
    if (fault !== null) this.#blame(fault);
    else if (this.#fault !== null && !this.#stalled) this.#clearLater();
  }

  #blame(fault: DiskFault): void {
    this.#timers.cancel("clear");
    this.#isClearing = false;
    if (this.#fault === null) this.#onFault(fault);
    this.#fault = fault;
  }

  #clearLater(): void {
    if (this.#isClearing) return;
    this.#isClearing = true;
    this.#in("clear", CLEAR_MS, () => {
      this.#isClearing = false;
      this.#fault = null;
      this.#onFault(null);
    });
  }

  #askMore(ask: Ask): void {
    this.#clerk.ask(ask, (answer) => {
      this.#heard(answer);
      this.#ahead.more();
    });
  }

  #takeAll(): readonly Change[] {
    return [...this.#urgent.take(Infinity), ...this.#late.take(Infinity)].map(({ change }) => change);
  }

  #lose({ records = [] }: Change): void {
    for (const record of records) this.#lost[record.class] += 1;
    this.#lostTotal += records.length;
  }

  #in(name: TimerName, wait: Millis, run: () => void): void {
    this.#timers.at(name, after(this.#scheduler.now(), wait), run);
  }

  #settleLater(run: () => void): void {
    this.#settling.push(run);
    if (this.#settling.length > 1) return;
    this.#in("settle", millis(0), () => {
      for (const each of this.#settling.splice(0)) each();
    });
  }
}

function settle(waiting: Waiting, how: Settled): void {
  waiting.settled?.(how);
  waiting.settled = null;
}

/** Class 0 and documents at once, class 1 soon, class 2 when there is enough of it. */
function urgencyOf({ records = [], documents }: Change): "now" | "soon" | "late" {
  if (documents !== undefined || records.some((record) => record.class === 0)) return "now";
  return records.some((record) => record.class === 1) ? "soon" : "late";
}

const idsOf = (entries: readonly Entry[]): readonly number[] => entries.map(({ id }) => id);
