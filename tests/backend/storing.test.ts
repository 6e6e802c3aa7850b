import { expect, it } from "vitest";
import type { Letter } from "../../device/backend/broker.ts";
import { Storing } from "../../device/backend/receiver/storing.ts";
import type { RecordsDatabase, Stored } from "../../device/backend/records-database.ts";
import { until } from "../link/link-process.ts";
import { record, START_MS } from "./said.ts";

it("R1: a packet is acknowledged after its transaction, and not while the database fails", async () => {
  const calls: ((how: Stored | Error) => void)[] = [];
  const store = () =>
    new Promise<Stored>((resolve, reject) => {
      calls.push((how) => (how instanceof Error ? reject(how) : resolve(how)));
    });
  const told: string[] = [];
  const owed: string[] = [];
  const storing = new Storing({
    database: { store } as unknown as RecordsDatabase,
    nowMs: () => START_MS,
    onStored: (devices) => owed.push(...devices),
    onDevice: () => undefined,
    onRoom: () => undefined,
    trouble: (_about, line) => told.push(line),
  });
  let taken = 0;
  const letter: Letter = {
    topic: "gaturum/1/stockholm/lamp-1/up/t/daylight",
    payload: Buffer.from(JSON.stringify(record(1))),
    retain: false,
    taken: () => (taken += 1),
  };
  storing.take(letter);
  await until("the first try", () => calls.length === 1);
  calls[0]?.(new Error("disk full"));
  await until("the second", () => calls.length === 2);
  expect({ taken, owed, well: storing.isWell }).toEqual({ taken: 0, owed: [], well: false });
  expect(told.join()).toContain("disk full");
  calls[1]?.({ records: 1, doubles: 0, devices: ["lamp-1"] });
  await until("the acknowledgement", () => taken === 1);
  expect({ owed, well: storing.isWell }).toEqual({ owed: ["lamp-1"], well: true });
});

it("takes packets as far as their number and bytes allow, and calls for the others when there is room again", async () => {
  for (const [bytes, most] of [
    [100, 10_000],
    [65_536, Math.floor(64_000_000 / 65_536)],
  ] as const) {
    let [taken, room, isUp] = [0, 0, false];
    const store = () =>
      isUp ? Promise.resolve({ records: 0, doubles: 0, devices: [] }) : Promise.reject(new Error("away"));
    const storing = new Storing({
      ...{ database: { store } as unknown as RecordsDatabase, nowMs: () => START_MS },
      ...{ onStored: () => undefined, onDevice: () => undefined, trouble: () => undefined, onRoom: () => (room += 1) },
    });
    const payload = Buffer.alloc(bytes, " ");
    const topic = "gaturum/1/stockholm/lamp-1/up/e/active";
    const take = (packets: number): void => {
      for (let more = packets; more > 0; more -= 1)
        storing.take({ topic, payload, retain: false, taken: () => (taken += 1) });
    };
    take(most + 5);
    isUp = true;
    await until("room", () => room === 1);
    expect(taken).toBe(most);
    take(most);
    await until("as many again", () => taken === 2 * most);
    expect(room).toBe(1);
  }
});
