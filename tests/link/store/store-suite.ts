import { afterEach, describe, expect, it } from "vitest";
import type { Draft, Entry, Outbox, Watermark } from "../../../device/link/outbox/outbox.ts";
import type { Settled, Store } from "../../../device/link/store/store.ts";
import { instant } from "../../../device/measure/time.ts";
import { draftFor, recordIn } from "./drafts.ts";

export type Kept = Store & Outbox;
/** A place for stores, and the time in it: real or simulated. */
export interface Bench {
  /** Opens a store; whatever one before it brought to disk is there if `isDurable`. */
  open(): Promise<Kept>;
  /** As a power cut does: what was not committed is gone. */
  cut(store: Kept): Promise<void>;
  /** Lets time go on until it holds; throws when it never does. */
  until(what: string, holds: () => boolean): Promise<void>;
  readonly isDurable: boolean;
  end(): Promise<void>;
}

const named = (entries: readonly Entry[]) => entries.map((entry) => `${entry.class}.${recordIn(entry).seq}`);

/** Later than all that a test reports: everything is history. */
const FAR = instant(1e15);

/** The contract of `store.ts` and `outbox.ts`, for whatever keeps it. */
export function storeSuite(name: string, make: () => Bench): void {
  describe(`${name} keeps the contract of a store`, () => {
    let bench: Bench | null = null;
    afterEach(async () => await bench?.end());
    const opened = async (): Promise<{ readonly on: Bench; readonly store: Kept }> => {
      bench = make();
      return { on: bench, store: await bench.open() };
    };
    const commit = async (on: Bench, store: Kept, drafts: readonly Draft[]): Promise<readonly Settled[]> => {
      const told: Settled[] = [];
      for (const draft of drafts) store.commit({ records: [draft] }, (how) => told.push(how));
      await on.until("all settled", () => told.length === drafts.length);
      return told;
    };
    const backlog = async (on: Bench, store: Kept, count: number): Promise<readonly Entry[]> => {
      const entries: Entry[] = [];
      await on.until(`${count} of the backlog`, () => {
        entries.push(...store.takeBacklog());
        return entries.length >= count;
      });
      return entries;
    };
    const live = async (on: Bench, store: Kept, count: number): Promise<readonly Entry[]> => {
      const entries: Entry[] = [];
      await on.until(`${count} live`, () => {
        for (let next = store.takeLive(); next !== null; next = store.takeLive()) entries.push(next);
        return entries.length >= count;
      });
      return entries;
    };

    it("settles in the order of the calls, never inside one, and numbers each class from 1", async () => {
      const { on, store } = await opened();
      const told: number[] = [];
      for (const [index, of] of ([0, 1, 0, 1] as const).entries())
        store.commit({ records: [draftFor(store, of, 1)] }, () => told.push(index));
      expect(told).toEqual([]);
      await on.until("all settled", () => told.length === 4);
      expect(told).toEqual([0, 1, 2, 3]);
      store.begin(instant(2));
      expect(named(await backlog(on, store, 4))).toEqual(["0.1", "0.2", "1.1", "1.2"]);
    });

    it("tells live from history by the moment of the record, before and after the connection", async () => {
      const { on, store } = await opened();
      await commit(on, store, [draftFor(store, 0, 10), draftFor(store, 0, 30)]);
      store.begin(instant(20));
      await commit(on, store, [draftFor(store, 1, 40), draftFor(store, 1, 5)]);
      expect(named(await live(on, store, 2))).toEqual(["0.2", "1.1"]);
      expect(named(await backlog(on, store, 2))).toEqual(["0.1", "1.2"]);
    });

    it("brings back what was taken and not acknowledged, in its old order", async () => {
      const { on, store } = await opened();
      await commit(
        on,
        store,
        [1, 2, 3].map((at) => draftFor(store, 0, at)),
      );
      store.begin(instant(0));
      const [first] = await live(on, store, 3);
      if (first !== undefined) store.acknowledge([first]);
      store.release();
      store.begin(instant(100));
      expect(named(await backlog(on, store, 2))).toEqual(["0.2", "0.3"]);
      await on.until("two left", () => store.counts().waiting === 2);
    });

    it("R1: with receipts only the city's word lets a record go, and unreceipted ones are sent again", async () => {
      const { on, store } = await opened();
      store.receipts(true);
      await commit(
        on,
        store,
        [1, 2, 3].map((at) => draftFor(store, 1, at)),
      );
      store.begin(instant(100));
      store.acknowledge(await backlog(on, store, 3));
      expect(store.counts().waiting).toBe(3);
      const watermark: Watermark = { [store.boot]: { "1": 2 } };
      store.receipt(watermark, () => expect.unreachable("not above"));
      store.release();
      store.begin(instant(100));
      store.sendAgain("older");
      expect(named(await backlog(on, store, 1))).toEqual(["1.3"]);
    });

    it("refuses a receipt above what was sent, and changes nothing", async () => {
      const { on, store } = await opened();
      await commit(on, store, [draftFor(store, 1, 1), draftFor(store, 1, 2)]);
      let above = 0;
      store.receipt({ [store.boot]: { "1": 2 } }, (count) => (above += count));
      await on.until("a word about it", () => above === 1);
      store.begin(instant(100));
      expect(named(await backlog(on, store, 2))).toEqual(["1.1", "1.2"]);
    });

    it("tells of a record that no broker takes as a gap, once", async () => {
      const { on, store } = await opened();
      await commit(on, store, [draftFor(store, 1, 1), draftFor(store, 1, 2)]);
      store.begin(instant(100));
      const [poison, good] = await backlog(on, store, 2);
      if (poison === undefined || good === undefined) throw new Error("nothing was taken");
      store.setAside(poison);
      store.acknowledge([good]);
      store.release();
      store.begin(instant(100));
      const told = (await backlog(on, store, 1)).map(recordIn);
      expect(told.map(({ stream, values }) => [stream, values])).toEqual([
        ["gap", { boot: store.boot, class: 1, ranges: [[1, 1]], count: 1, reason: "poison" }],
      ]);
    });

    it("sends again what the city asks for, and tells of what is gone; each request once", async () => {
      const { on, store } = await opened();
      store.receipts(true);
      await commit(
        on,
        store,
        [1, 2].map((at) => draftFor(store, 0, at)),
      );
      await commit(on, store, [draftFor(store, 1, 1)]);
      store.begin(instant(100));
      store.acknowledge(await backlog(on, store, 3));
      store.receipt({ [store.boot]: { "0": 2, "1": 1 } }, () => expect.unreachable("not above"));
      for (let times = 0; times < 2; times += 1)
        store.need("need-1", [
          [store.boot, 0, 1, 2],
          [store.boot, 1, 1, 9],
        ]);
      const again = await backlog(on, store, 3);
      expect(named(again)).toEqual(["0.1", "0.2", "0.3"]);
      const gap = { boot: store.boot, class: 1, ranges: [[1, 1]], count: 1, reason: "full" };
      expect(again.map(recordIn).map(({ values }) => values)).toEqual([{}, {}, gap]);
    });

    it("tells once of what is gone, though the city asks for it twice before it is told", async () => {
      const { on, store } = await opened();
      store.receipts(true);
      await commit(
        on,
        store,
        [1, 2, 3, 4].map((at) => draftFor(store, 1, at)),
      );
      store.begin(instant(100));
      store.acknowledge(await backlog(on, store, 4));
      store.receipt({ [store.boot]: { "1": 4 } }, () => expect.unreachable("not above"));
      store.need("need-1", [[store.boot, 1, 2, 3]]);
      store.need("need-2", [[store.boot, 1, 1, 4]]);
      const told = (await backlog(on, store, 1)).map(recordIn);
      expect(told.map(({ values }) => values)).toEqual([
        { boot: store.boot, class: 1, ranges: [[1, 4]], count: 4, reason: "full" },
      ]);
    });

    it("sends again also what was receipted of a commit that was not receipted whole", async () => {
      const { on, store } = await opened();
      store.receipts(true);
      const records = [1, 2, 3, 4].map((at) => draftFor(store, 0, at));
      let isSettled = false;
      store.commit({ records }, () => (isSettled = true));
      await on.until("settled", () => isSettled);
      store.begin(instant(100));
      store.acknowledge(await backlog(on, store, 4));
      store.receipt({ [store.boot]: { "0": 2 } }, () => expect.unreachable("not above"));
      store.need("need-1", [[store.boot, 0, 1, 4]]);
      expect(named(await backlog(on, store, 4))).toEqual(["0.1", "0.2", "0.3", "0.4"]);
      expect(store.takeBacklog()).toEqual([]);
    });

    it("R2: what settled as durable outlives a power cut, documents and records together; older boots are closed", async () => {
      const { on, store } = await opened();
      if (!on.isDurable) return;
      let how: Settled | null = null;
      const records = [draftFor(store, 0, 1), draftFor(store, 1, 2)];
      store.commit({ records, documents: { settings: { version: 7 } } }, (settled) => (how = settled));
      await on.until("settled", () => how !== null);
      expect(how).toBe("durable");
      await on.cut(store);
      const next = await on.open();
      expect(next.found.settings).toEqual({ version: 7 });
      expect(next.storeLost).toBe(false);
      expect(next.boot).not.toBe(store.boot);
      expect(next.bootCount).toBe(store.bootCount + 1);
      next.begin(FAR);
      const entries = (await backlog(on, next, 4)).map(recordIn);
      const closed = entries.filter(({ stream }) => stream === "closed").map(({ values }) => values);
      expect(closed).toEqual([0, 1].map((of) => ({ boot: store.boot, class: of, last: 1 })));
      expect(entries.filter(({ boot }) => boot === store.boot).map(({ class: of, seq }) => [of, seq])).toEqual([
        [0, 1],
        [1, 1],
      ]);
    });
  });
}
