import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AckMessage, CommandMessage, DesiredMessage } from "../../device/contract/downlink.ts";
import { isLateWill } from "../../device/contract/late-will.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { SAMPLE_KEY } from "../../device/contract/sample-day.ts";
import type { SampleLine } from "../../device/contract/samples.ts";
import type { StateMessage } from "../../device/contract/session.ts";
import { isSignedBy } from "../../device/contract/signed.ts";
import { parseTopic } from "../../device/contract/topics.ts";
import { validate } from "../../device/contract/validate.ts";
import { ROOT } from "../setup/vitest-run.ts";

const FILE = "config/contract/samples/lamp-post-day-with-outage.jsonl";
const lines = readFileSync(join(ROOT, FILE), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as SampleLine);
const received = lines.map(({ topic, payload }) => {
  const checked = validate(topic, JSON.stringify(payload));
  if (!checked.ok) throw new Error(checked.problems.join("; "));
  return checked.value;
});
const payloadsAt = (at: string): readonly unknown[] =>
  lines.filter(({ topic }) => parseTopic(topic)?.at === at).map(({ payload }) => payload);
const series = ({ boot, class: of }: DeviceRecord): string => `${boot}/${of}`;
const told = (records: readonly DeviceRecord[], stream: string): DeviceRecord[] =>
  records.filter((record) => record.stream === stream);

/** Reads the file as a backend that was just written from `docs/backend.md` would. */
describe(`${FILE}, read by a backend`, () => {
  const records = received.flatMap(({ records: some }) => some);

  it("holds every kind of message that one device and its city exchange", () => {
    const kinds = new Set(lines.map(({ topic }) => parseTopic(topic)?.at));
    const all = [
      "state",
      "birth",
      "active",
      "batch",
      "twin",
      "desired",
      "command",
      "ack",
      "host",
      "sample",
      "event",
      "answer",
    ];
    expect([...kinds].sort()).toEqual(all.sort());
  });

  it("adds up as R4 asks: delivered and gaps are all that was made, each once", () => {
    const keys = new Set(records.map((record) => `${series(record)}/${record.seq}`));
    expect(keys.size).toBe(records.length);
    const gaps = told(records, "gap").flatMap(({ values }) => {
      const { boot, class: of, ranges } = values as { boot: string; class: number; ranges: [number, number][] };
      return ranges.flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, n) => `${boot}/${of}/${from + n}`),
      );
    });
    expect(gaps).toHaveLength(1);
    for (const key of gaps) expect(keys.has(key)).toBe(false);
    const made = new Map<string, number>();
    for (const record of records) made.set(series(record), Math.max(made.get(series(record)) ?? 0, record.seq));
    const wanted = [...made].flatMap(([of, last]) => Array.from({ length: last }, (_, n) => `${of}/${n + 1}`));
    expect(new Set([...keys, ...gaps])).toEqual(new Set(wanted));
  });

  it("closes the boot that the power cut ended, at its last record of each class", () => {
    const closed = told(records, "closed").map(({ values }) => values as { boot: string; class: number; last: number });
    const [first] = records;
    expect(closed.map(({ boot, class: of }) => [boot, of])).toEqual([0, 1, 2].map((of) => [first?.boot, of]));
    for (const { boot, class: of, last } of closed)
      expect(last).toBe(Math.max(...records.filter((of2) => series(of2) === `${boot}/${of}`).map(({ seq }) => seq)));
  });

  it("sends the outage as history alone, class 0 first, and never a record before its time is known", () => {
    const batches = payloadsAt("batch").map((payload) => (payload as { records: DeviceRecord[] }).records);
    const classes = batches.flat().map((record) => record.class);
    expect(classes).toEqual(classes.toSorted());
    expect(batches.flat().some(({ ts, timeQuality }) => ts === null && timeQuality === "none")).toBe(true);
    const [lost, back] = [indexOfState("lost"), lines.findLastIndex(({ payload }) => isOnline(payload))];
    expect(received.slice(lost, back).flatMap(({ records: some }) => some)).toEqual([]);
  });

  it("gives receipts of what came, and of nothing else", () => {
    let seen = 0;
    for (const [index, { topic }] of received.entries()) {
      if (topic.at !== "ack") continue;
      const stored = received.slice(0, index).flatMap(({ records: some }) => some);
      for (const [boot, marks] of Object.entries((lines[index]?.payload as AckMessage).watermark))
        for (const [of, mark] of Object.entries(marks)) {
          const held = stored.filter((record) => series(record) === `${boot}/${of}`).map(({ seq }) => seq);
          expect([index, boot, of, mark]).toEqual([index, boot, of, Math.max(...held)]);
          seen += 1;
        }
    }
    expect(seen).toBeGreaterThan(12);
  });

  it("has a will that is believed, and would be late after the next session", () => {
    const states = payloadsAt("state") as StateMessage[];
    expect(states.map(({ status, session }) => `${status} ${session}`)).toEqual([
      "online 211",
      "lost 211",
      "online 212",
      "offline 212",
    ]);
    const will = states.find(({ status }) => status === "lost");
    expect([isLateWill(will ?? {}, 211), isLateWill(will ?? {}, 212)]).toEqual([false, true]);
  });

  it("is signed with the key of RFC 8032 that everybody has, for this device and topic", () => {
    const key = createPublicKey(SAMPLE_KEY);
    const orders = [...payloadsAt("command"), ...payloadsAt("desired")] as (CommandMessage | DesiredMessage)[];
    expect(orders.map((order) => [order.typ, order.aud, isSignedBy(order, key)])).toEqual([
      ["c/dim", "stockholm/4711-0382", true],
      ["twin", "stockholm/4711-0382", true],
    ]);
  });

  const isOnline = (payload: unknown): boolean => (payload as StateMessage).status === "online";
  const indexOfState = (status: string): number =>
    lines.findIndex(({ payload }) => (payload as StateMessage).status === status);
});
