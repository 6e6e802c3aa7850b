import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOOTS_MAX } from "../../device/contract/limits.ts";
import { factsOf } from "../../device/backend/receiver/facts.ts";
import type { RecordsDatabase } from "../../device/backend/records-database.ts";
import { COMPLETE_STAYS_MS, NEED_ANSWER_MAX_MS, NEED_POLICY } from "../../device/backend/database/receipt.ts";
import { BOOT, closed, facts, gap, LATER_BOOT, record, sequence, START_MS, stateFact } from "./said.ts";

/** What every database of records does, whoever wrote it. */
export function databaseSuite(open: () => Promise<RecordsDatabase>): void {
  let database: RecordsDatabase;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());
  const store = (seqs: readonly number[], nowMs = START_MS) =>
    database.store(facts(seqs.map((seq) => record(seq))), nowMs);
  const watermarks = async (nowMs = START_MS) => (await database.receipt("lamp-1", nowMs)).watermark;

  describe("R1: records", () => {
    it("are kept once, by device, boot, class and seq", async () => {
      expect(await store([1, 2, 3])).toMatchObject({ records: 3, doubles: 0, devices: ["lamp-1"] });
      expect(await store([3, 4])).toMatchObject({ records: 1, doubles: 1 });
      expect(await database.store(facts([record(3)], "lamp-2"), START_MS)).toMatchObject({ records: 1 });
      expect(await database.store(facts([record(3, { class: 1 })]), START_MS)).toMatchObject({ records: 1 });
      const double = facts([record(9, { boot: LATER_BOOT }), record(9, { boot: LATER_BOOT })]);
      expect(await database.store(double, START_MS)).toMatchObject({ records: 1, doubles: 1 });
    });

    it("get a receipt as far as none is missing, in each boot and class", async () => {
      await store([1, 2, 4]);
      await database.store(facts([record(1, { class: 0 })]), START_MS);
      expect(await watermarks()).toEqual({ [BOOT]: { "0": 1, "2": 2 } });
      await store([3]);
      expect(await watermarks()).toEqual({ [BOOT]: { "0": 1, "2": 4 } });
    });

    it("that are told to be lost count as come", async () => {
      await store([1, 5]);
      await database.store(facts([gap(1, 2, [[2, 4]])]), START_MS);
      expect(await watermarks()).toEqual({ [BOOT]: { "0": 1, "2": 5 } });
    });

    it("of thousands at once are one transaction", async () => {
      expect(await store(sequence(1, 3_000))).toMatchObject({ records: 3_000 });
      expect(await watermarks()).toEqual({ [BOOT]: { "2": 3_000 } });
    });

    it("that cannot be stored leave nothing behind, not even in the watermark", async () => {
      const broken = facts([record(1), { ...record(2), stream: null as unknown as string }]);
      await expect(database.store(broken, START_MS)).rejects.toThrow();
      expect(await watermarks()).toEqual({});
      expect(await store([1])).toMatchObject({ records: 1 });
    });
  });

  describe("S3: what a hostile device says", () => {
    const [open30k, open33] = [30_000, 33].map((deep) => "[".repeat(deep) + "]".repeat(deep));
    const air = (seq: number, said: string): string =>
      JSON.stringify({ ...record(seq), stream: "air", values: { said: "?" } }).replace('"?"', said);
    const take = async (topic: string, text: string) => {
      const read = factsOf(`gaturum/1/stockholm/lamp-1/up/${topic}`, Buffer.from(text));
      await database.store(read.facts, START_MS);
      return { stored: read.facts.length, problems: read.problems.length };
    };

    it("holds nobody up: too deep is let go, and every other number and letter is stored", async () => {
      for (const deep of [open30k, open33]) {
        expect(await take("t/air", air(1, deep ?? ""))).toEqual({ stored: 0, problems: 1 });
        const batch = `{"v":1,"history":true,"records":[${air(1, deep ?? "")}]}`;
        expect(await take("b", batch)).toEqual({ stored: 0, problems: 1 });
        const twin = {
          v: 1,
          epoch: 1,
          desiredVersion: 1,
          hash: BOOT,
          status: "applied",
          errors: [],
          state: { x: "?" },
        };
        expect((await take("twin", JSON.stringify(twin).replace('"?"', deep ?? ""))).stored).toBe(0);
      }
      const odd = [
        "1e400",
        "-0",
        "1e-400",
        '"\\u0000"',
        '"\\ud800"',
        '"\\\\u0000"',
        '{"\\udfff":{"__proto__":1}}',
        "[[[[]]]]",
      ];
      for (const [at, said] of odd.entries())
        expect(await take("t/air", air(at + 1, said))).toEqual({ stored: 1, problems: 0 });
      const last = { bootCount: Number.MAX_SAFE_INTEGER, uptimeMs: 1.7e308, ts: 8.64e15 };
      const far = { ...record(1), ...last, seq: Number.MAX_SAFE_INTEGER, stream: "air", values: {} };
      expect(await take("t/air", JSON.stringify(far))).toEqual({ stored: 1, problems: 0 });
      expect(await watermarks()).toEqual({ [BOOT]: { "2": odd.length } });
    });

    it("makes no receipt long, and no look for it: of boots that it made up the newest count", async () => {
      const boot = (at: number): string => at.toString(16).padStart(16, "0");
      const made = sequence(1, 1_500).map((at) => record(1, { boot: boot(at), bootCount: at }));
      await database.store(facts(made), START_MS);
      const told = Object.keys(await watermarks());
      expect(told).toEqual(sequence(0, BOOTS_MAX - 1).map((back) => boot(1_500 - back)));
    });
  });

  it("names in a receipt the boots that something came of last: of a dead card each start is the first", async () => {
    const boot = (at: number): string => at.toString(16).padStart(16, "0");
    for (const night of sequence(1, BOOTS_MAX + 6))
      await database.store(facts([record(1, { boot: boot(night) })]), START_MS + night);
    const told = Object.keys(await watermarks());
    expect(told).toEqual(sequence(0, BOOTS_MAX - 1).map((back) => boot(BOOTS_MAX + 6 - back)));
    // What no receipt has named yet is sent again by the device.
    await database.store(facts([record(1, { boot: boot(2) })]), START_MS + 100);
    expect(Object.keys(await watermarks())).toContain(boot(2));
  });

  describe("a boot that is over", () => {
    it("leaves the receipt when it is complete, and nothing of it came for two days", async () => {
      await store([1, 2]);
      await database.store(facts([closed(1, 2, 3)]), START_MS);
      const afterLong = START_MS + COMPLETE_STAYS_MS + 1;
      expect(await watermarks(afterLong)).toEqual({ [BOOT]: { "2": 2 }, [LATER_BOOT]: { "0": 1 } });
      await store([3], START_MS + 5);
      expect(await watermarks(START_MS + 6)).toMatchObject({ [BOOT]: { "2": 3 } });
      expect(await watermarks(afterLong + 5)).toEqual({ [LATER_BOOT]: { "0": 1 } });
    });

    it("comes back into it when the device sends it again: it has not heard", async () => {
      await store([1]);
      await database.store(facts([closed(1, 2, 1)]), START_MS);
      const late = START_MS + 2 * COMPLETE_STAYS_MS;
      expect(await watermarks(late)).toEqual({ [LATER_BOOT]: { "0": 1 } });
      expect(await store([1], late)).toMatchObject({ doubles: 1 });
      expect(await watermarks(late)).toMatchObject({ [BOOT]: { "2": 1 } });
    });
  });

  describe("a hole that stays", () => {
    const late = START_MS + NEED_POLICY.afterMs;
    const needed = async (nowMs: number) => (await database.receipt("lamp-1", nowMs)).need;

    it("is asked for, again and again after longer waits, until it is filled", async () => {
      await store([1, 2, 5, 6, 9]);
      expect(await database.askAgain(NEED_POLICY, late - 1)).toEqual([]);
      expect(await database.askAgain(NEED_POLICY, late)).toEqual(["lamp-1"]);
      const first = await needed(late);
      const ranges = [
        [BOOT, 2, 3, 4],
        [BOOT, 2, 7, 8],
      ];
      expect(first).toMatchObject({ ranges, expires: late + NEED_POLICY.answerMs });
      expect(await database.askAgain(NEED_POLICY, late + 1)).toEqual([]);
      await store([7, 8], late + 2);
      expect((await needed(late + 3))?.ranges).toEqual([[BOOT, 2, 3, 4]]);
      const expired = late + NEED_POLICY.answerMs;
      expect(await needed(expired)).toBeUndefined();
      expect(await database.askAgain(NEED_POLICY, expired)).toEqual(["lamp-1"]);
      const second = await needed(expired);
      expect(second?.id).not.toBe(first?.id);
      expect(second?.expires).toBe(expired + 2 * NEED_POLICY.answerMs);
      await store([3, 4], expired);
      expect(await needed(expired)).toBeUndefined();
      expect(await database.askAgain(NEED_POLICY, expired + 1)).toEqual(["lamp-1"]);
    });

    it("is asked for although the clock here stood wrong for a while, before or behind", async () => {
      const yearMs = 365 * 86_400_000;
      await database.store([stateFact("online", 4)], START_MS + yearMs);
      await store([1, 3], START_MS + yearMs);
      expect(await database.askAgain(NEED_POLICY, START_MS)).toEqual(["lamp-1"]);
      const first = await needed(START_MS);
      expect(await database.askAgain(NEED_POLICY, late + yearMs)).toEqual(["lamp-1"]);
      expect(await database.askAgain(NEED_POLICY, late)).toEqual(["lamp-1"]);
      const second = await needed(late);
      expect(second?.id).not.toBe(first?.id);
      expect(second?.expires).toBeLessThanOrEqual(late + NEED_ANSWER_MAX_MS);
    });

    it("is not asked for of a device that is away, or has only just come", async () => {
      await store([1, 3]);
      await database.store([stateFact("lost", 4)], START_MS);
      expect(await database.askAgain(NEED_POLICY, late)).toEqual([]);
      await database.store([stateFact("online", 5)], late);
      expect(await database.askAgain(NEED_POLICY, late + 1)).toEqual([]);
      expect(await database.askAgain(NEED_POLICY, late + NEED_POLICY.afterMs)).toEqual(["lamp-1"]);
    });
  });

  describe("a device", () => {
    const status = async () => (await database.devices()).find(({ device }) => device === "lamp-1")?.state?.status;

    it("R1: is never lost by the will of an older session, and is by its own", async () => {
      await database.store([stateFact("online", 4), stateFact("lost", 3), stateFact("lost", 3, LATER_BOOT)], START_MS);
      expect(await status()).toBe("online");
      await database.store([stateFact("lost", 4)], START_MS);
      expect(await status()).toBe("lost");
    });

    it("counts with a smaller session when it has lost its memory, and not when that is old news", async () => {
      await database.store([stateFact("online", 40), stateFact("online", 39)], START_MS);
      expect((await database.devices())[0]?.state?.session).toBe(40);
      await database.store([stateFact("online", 1, LATER_BOOT)], START_MS);
      expect((await database.devices())[0]?.state?.session).toBe(1);
    });

    it("is known from what it says, or from a list, until it is taken off", async () => {
      await database.store([{ is: "known", device: "lamp-7" }, ...facts([record(1)])], START_MS);
      expect((await database.devices()).map(({ device }) => device)).toEqual(["lamp-1", "lamp-7"]);
      expect([await database.forget("lamp-7"), await database.forget("lamp-7")]).toEqual([true, false]);
      expect((await database.devices()).map(({ device }) => device)).toEqual(["lamp-1"]);
    });
  });
}
