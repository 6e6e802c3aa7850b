import { expect, it } from "vitest";
import type { DeviceRecord } from "../../../device/contract/record.ts";
import { memoryHost } from "../../../hal-mocks/host/memory-street.ts";
import type { Happened } from "../../../hal-mocks/host/protocol.ts";
import { DECIDING } from "../../../hal-mocks/page/static/deciding.ts";
import { example } from "../../simulation/example.ts";

/** Shorter than what the outbox in memory holds. */
const AWAY_TURNS = 1_000;
const SPEED = 100;
const TURN_MS = 20;

it("after an outage all that waited drains in order, and the city has what the street has sent", async () => {
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  const host = memoryHost({ configs, scenarios: [] }, DECIDING);
  host.begin();
  host.ask({ do: "speed", speed: SPEED });
  const { street, tally } = host.running;
  const sent = () => street.devices.reduce((sum, { link }) => sum + (link?.status().sent ?? 0), 0);
  const pass = (turns: number): void => {
    for (let turn = 0; turn < turns; turn += 1) host.pass(TURN_MS);
  };
  pass(50);
  host.ask({ do: "poke", verb: "network" });
  pass(AWAY_TURNS);
  const { waiting } = host.frame(0).figures;
  expect(waiting).toBeGreaterThan(100);
  expect(host.frame(0).posts.every(({ waiting: each }) => each > 0)).toBe(true);
  const from = host.logEnd;
  host.ask({ do: "poke", verb: "network" });
  const left: number[] = [];
  for (let turn = 0; turn < 2_000 && street.waiting > 0; turn += 1) {
    host.pass(TURN_MS);
    left.push(street.waiting);
  }
  expect(left.at(-1)).toBe(0);
  expect(tally()).toMatchObject({ records: sent(), doubles: 0, lost: 0, invalidRecords: 0, devicesOnline: 8 });
  const backlog = host.frame(from).happened.flatMap(recordsOf);
  expect(backlog.length).toBeGreaterThanOrEqual(waiting ?? NaN);
  for (const [stream, seqs] of bySequence(backlog)) {
    expect({ stream, seqs }).toEqual({ stream, seqs: seqs.toSorted((a, b) => a - b) });
  }
});

/** What was backfilled: reports from before the connection. */
function recordsOf(one: Happened): readonly (DeviceRecord & { readonly device: string })[] {
  if (one.what !== "packet" || one.device === null || !one.topic.endsWith("/up/b")) return [];
  const { device } = one;
  const { records } = JSON.parse(one.payload) as { readonly records: readonly DeviceRecord[] };
  return records.map((record) => ({ ...record, device }));
}

/** Sequence numbers as they came, of each device and class. */
function bySequence(records: readonly (DeviceRecord & { readonly device: string })[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { device, class: recordClass, seq } of records) {
    const key = `${device} ${recordClass}`;
    found.set(key, [...(found.get(key) ?? []), seq]);
  }
  return found;
}
