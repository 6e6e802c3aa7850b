import { describe, expect, it } from "vitest";
import type { Draft, Entry, Outbox } from "../../../device/link/outbox/outbox.ts";
import type { RecordClass } from "../../../device/measure/decision.ts";
import { instant } from "../../../device/measure/time.ts";

const QUOTA = { 0: 5, 1: 5, 2: 5 };

/** The contract of `outbox.ts`, for whatever keeps it. `make` gives one with five places for each class. */
export function outboxSuite(name: string, make: (quota: typeof QUOTA) => Outbox): void {
  const draft = (of: RecordClass, uptimeMs: number): Draft => ({
    v: 1,
    boot: "00000000000000aa",
    bootCount: 1,
    class: of,
    stream: "x",
    ts: null,
    uptimeMs,
    timeQuality: "none",
    timeErrorMs: null,
    values: {},
  });
  const filled = (...entries: readonly (readonly [RecordClass, number])[]): Outbox => {
    const outbox = make(QUOTA);
    for (const [of, uptimeMs] of entries) outbox.commit(draft(of, uptimeMs), () => undefined);
    return outbox;
  };
  const named = (entries: readonly (Entry | null)[]) =>
    entries.map((entry) =>
      entry === null ? null : `${entry.class}.${(JSON.parse(entry.json) as { seq: number }).seq}`,
    );
  const rest = (outbox: Outbox) => named(outbox.takeBacklog(100, 1e6));

  describe(`${name} keeps the contract of an outbox`, () => {
    it("numbers from 1 in each class, and says so in the order of the calls", () => {
      const outbox = make(QUOTA);
      const told: string[] = [];
      for (const of of [0, 2, 0, 1] as const) outbox.commit(draft(of, 1), () => told.push(`class ${of}`));
      expect(told).toEqual(["class 0", "class 2", "class 0", "class 1"]);
      expect(rest(outbox)).toEqual(["0.1", "0.2", "1.1", "2.1"]);
    });

    it("tells live from backlog by the moment of the report", () => {
      const outbox = filled([0, 10], [0, 30]);
      outbox.begin(instant(20));
      outbox.commit(draft(1, 40), () => undefined);
      outbox.commit(draft(1, 5), () => undefined);
      expect(named([outbox.takeLive(), outbox.takeLive(), outbox.takeLive()])).toEqual(["0.2", "1.1", null]);
      expect(rest(outbox)).toEqual(["0.1", "1.2"]);
    });

    it("brings back what was taken and not removed, in its old order", () => {
      const outbox = filled([0, 10], [0, 11], [0, 12]);
      outbox.begin(instant(0));
      const first = outbox.takeLive();
      outbox.takeLive();
      if (first !== null) outbox.remove([first]);
      outbox.release();
      outbox.commit(draft(0, 13), () => undefined);
      expect(rest(outbox)).toEqual(["0.2", "0.3", "0.4"]);
      expect(outbox.counts()).toEqual({ unsent: 0, taken: 3, lost: 0 });
    });

    it("takes no more than it is asked for, by count and by bytes", () => {
      const outbox = filled([0, 1], [0, 2], [1, 3], [2, 4]);
      expect(named(outbox.takeBacklog(2, 1e6))).toEqual(["0.1", "0.2"]);
      expect(outbox.takeBacklog(100, 300)).toHaveLength(1);
      expect(outbox.takeBacklog(100, 1)).toHaveLength(1);
      expect(outbox.takeBacklog(100, 1e6)).toHaveLength(0);
    });

    it("lets the oldest of a full class go, and of no other", () => {
      const outbox = filled([0, 1], ...Array.from({ length: 8 }, (_, index) => [2, index] as const));
      expect(outbox.takeLost()).toEqual([0, 0, 3]);
      expect(outbox.takeLost()).toEqual([0, 0, 0]);
      expect(rest(outbox)).toEqual(["0.1", "2.4", "2.5", "2.6", "2.7", "2.8"]);
    });

    it("gives a refused record alone, and lets it go the third time", () => {
      const outbox = filled([0, 1], [0, 2], [0, 3]);
      const [first] = outbox.takeBacklog(1, 1e6);
      if (first === undefined) throw new Error("nothing was taken");
      outbox.giveBack([first], true);
      const again = outbox.takeBacklog(100, 1e6);
      expect(named(again)).toEqual(["0.1"]);
      outbox.giveBack(again, false);
      outbox.giveBack(outbox.takeBacklog(100, 1e6), true);
      outbox.giveBack(outbox.takeBacklog(100, 1e6), true);
      expect(outbox.takeLost()).toEqual([1, 0, 0]);
      expect(rest(outbox)).toEqual(["0.2", "0.3"]);
    });

    it("prunes by age", () => {
      const outbox = filled([0, 0], [2, 0], [2, 8 * 86_400_000]);
      expect(outbox.prune(instant(8 * 86_400_000))).toBe(1);
      expect(rest(outbox)).toEqual(["0.1", "2.2"]);
    });
  });
}
