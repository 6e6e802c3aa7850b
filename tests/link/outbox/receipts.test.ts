import { describe, expect, it } from "vitest";
import type { Outbox, Watermark } from "../../../device/link/outbox/outbox.ts";
import { Receipts } from "../../../device/link/outbox/receipts.ts";
import { HOST_MS } from "../../../device/link/store/host-word.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { BASE, clockLost, Rig, started } from "../rig.ts";

const HOST = "gaturum/1/stockholm/_host/state";
const host = (rig: Rig, receipts: boolean, leaseS = 3_600) =>
  rig.broker.publish(HOST, JSON.stringify({ v: 1, leaseS, receipts }), true);
const ack = (rig: Rig, message: object) =>
  rig.broker.publish(`${BASE}/dn/ack`, JSON.stringify({ v: 1, ...message }), true);

describe("the city's receipts", () => {
  it("R1: let records go; without one they come again after the lease of the next session", () => {
    const rig = new Rig();
    host(rig, true, 600);
    rig.run(1_000);
    rig.report(started());
    rig.report(clockLost(true));
    rig.run(1_000);
    expect(rig.link.status()).toMatchObject({ sent: 2, waiting: 2 });
    ack(rig, { watermark: { [rig.store.boot]: { "1": 1 } } });
    rig.run(1_000);
    rig.broker.cut();
    rig.run(1_000);
    rig.broker.mend();
    rig.run(500_000);
    expect(rig.backend.history).toEqual([]);
    rig.report(started());
    rig.run(200_000);
    expect(rig.backend.history.map(({ stream }) => stream)).toEqual(["clock-lost"]);
  });

  it("R1: nobody was there, and the line was down too: what this session sent before they came is sent again", () => {
    const rig = new Rig();
    const beat = (forMs: number): void => {
      for (let ms = 0; ms < forMs; ms += 40_000) {
        host(rig, true, 120);
        rig.run(40_000);
      }
    };
    beat(40_000);
    rig.broker.cut();
    rig.run(600_000);
    rig.broker.mend();
    while (!rig.link.status().connected) rig.run(1_000);
    rig.report(clockLost(true));
    rig.run(1_000);
    expect(rig.backend.live.map(({ stream }) => stream)).toContain("clock-lost");
    const again = (): readonly string[] => rig.backend.history.map(({ stream }) => stream);
    beat(80_000);
    expect(again()).not.toContain("clock-lost");
    beat(120_000);
    expect(again()).toContain("clock-lost");
  });

  it("R1: are asked for over a restart of link at a broker that has forgotten the city's word", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    host(rig, true);
    rig.run(1_000);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.broker.publish(HOST, "", true);
    rig.startLink();
    rig.run(10_000);
    rig.report(started());
    rig.run(1_000);
    expect(rig.link.status().sent).toBeGreaterThan(0);
    expect(rig.link.status().waiting).toBe(rig.link.status().sent);
  });

  it("R1: of a city that was never heard of are awaited for 5 minutes of a connection", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.report(clockLost(true));
    rig.run(HOST_MS - 2_000);
    expect(rig.link.status()).toMatchObject({ sent: 1, waiting: 0 });
    host(rig, true);
    rig.run(1_000);
    expect(rig.link.status()).toMatchObject({ sent: 1, waiting: 1 });
    ack(rig, { watermark: {}, need: { id: "it", expires: 4e12, ranges: [[rig.store.boot, 0, 1, 1]] } });
    rig.run(10_000);
    expect(rig.backend.history.map(({ stream }) => stream)).toEqual(["clock-lost"]);
  });

  it("of a city that does not speak within it are awaited no more, until the next connection", () => {
    const keptAfter = (before: (rig: Rig) => void): number => {
      const rig = new Rig();
      rig.run(1_000);
      rig.report(clockLost(true));
      before(rig);
      rig.report(clockLost(true));
      rig.run(1_000);
      host(rig, true);
      rig.run(1_000);
      return rig.link.status().waiting;
    };
    const inVain = (rig: Rig): void => rig.run(HOST_MS);
    const another = (rig: Rig): void => {
      inVain(rig);
      rig.broker.cut();
      rig.run(1_000);
      rig.broker.mend();
      while (!rig.link.status().connected) rig.run(1_000);
    };
    expect([keptAfter(() => undefined), keptAfter(inVain), keptAfter(another)]).toEqual([2, 0, 1]);
  });

  it("R1: that the city takes back for a moment are awaited all the same", () => {
    const rig = new Rig();
    host(rig, true);
    rig.run(1_000);
    rig.report(clockLost(true));
    rig.run(1_000);
    host(rig, false);
    rig.run(HOST_MS / 2);
    host(rig, true);
    rig.run(HOST_MS);
    ack(rig, { watermark: {}, need: { id: "it", expires: 4e12, ranges: [[rig.store.boot, 0, 1, 1]] } });
    rig.run(10_000);
    expect(rig.backend.history.map(({ stream }) => stream)).toContain("clock-lost");
  });

  it("R1: never given to what came before the city's first word bring all of it again", () => {
    const rig = new Rig();
    rig.run(1_000);
    for (const report of [clockLost(true), clockLost(false), started()]) rig.report(report);
    rig.run(180_000);
    for (let times = 0; times < 4; times += 1) {
      host(rig, true, 120);
      rig.run(40_000);
    }
    const came = rig.backend.history.map(({ stream, class: of, seq }) => `${stream} ${of}.${seq}`);
    expect(came).toEqual(["clock-lost 0.1", "clock-lost 0.2", "started 1.1"]);
  });

  it("R1: that never come for what a broker took before it had the city's word bring it again", () => {
    const rig = new Rig();
    host(rig, true, 120);
    rig.run(1_000);
    rig.broker.cut();
    rig.broker.publish(HOST, "", true);
    rig.broker.mend();
    while (!rig.link.status().connected) rig.run(1_000);
    rig.run(10_000);
    rig.report(clockLost(true));
    rig.run(30_000);
    expect(rig.backend.live.map(({ stream }) => stream)).toContain("clock-lost");
    const again = (): readonly string[] => rig.backend.history.map(({ stream }) => stream);
    for (let times = 0; times < 4; times += 1) {
      expect(again()).toEqual([]);
      host(rig, true, 120);
      rig.run(32_000);
    }
    expect(again()).toEqual(["clock-lost"]);
  });

  it("without them a PUBACK lets a record go", () => {
    const rig = new Rig();
    host(rig, false);
    rig.run(1_000);
    rig.report(started());
    rig.run(1_000);
    expect(rig.link.status()).toMatchObject({ sent: 1, waiting: 0 });
  });

  it("are refused above what was sent, and where they make no sense; told once a minute, by count", () => {
    const rig = new Rig();
    host(rig, true);
    rig.run(1_000);
    rig.report(started());
    rig.run(1_000);
    for (let times = 0; times < 3; times += 1) ack(rig, { watermark: { [rig.store.boot]: { "1": 99 } } });
    ack(rig, { watermark: 7 });
    rig.run(70_000);
    const refused = rig.backend.live.filter(({ stream }) => stream === "refused").map(({ values }) => values);
    expect(refused).toEqual([
      { what: "receipt", reason: "shape", count: 1 },
      { what: "receipt", reason: "above", count: 3 },
    ]);
    expect(rig.backend.problems.filter((problem) => !problem.startsWith("ack."))).toEqual([]);
    expect(rig.link.status().waiting).toBe(3);
  });

  it("can ask again for what they receipted: class 0 comes, class 1 is told as gone; not after its time", () => {
    const rig = new Rig();
    host(rig, true);
    rig.run(1_000);
    rig.report(started());
    rig.report(clockLost(true));
    rig.run(1_000);
    const { boot } = rig.store;
    const watermark = { [boot]: { "0": 1, "1": 1 } };
    const ranges = [
      [boot, 0, 1, 1],
      [boot, 1, 1, 1],
    ];
    ack(rig, { watermark, need: { id: "late", expires: 1_000, ranges } });
    rig.run(60_000);
    expect(rig.backend.history).toEqual([]);
    ack(rig, { watermark, need: { id: "again", expires: 4e12, ranges } });
    rig.run(60_000);
    expect(rig.backend.history.map(({ stream, class: of, seq }) => `${stream} ${of}.${seq}`)).toEqual([
      "clock-lost 0.1",
      "gap 0.2",
    ]);
  });

  it("of an older boot are taken: what it closed with is what the city must have", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    host(rig, true);
    rig.run(1_000);
    rig.report(started());
    rig.run(1_000);
    const { boot } = rig.store;
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.startLink();
    ack(rig, { watermark: { [boot]: { "1": 1 } } });
    rig.run(60_000);
    const closed = [...rig.backend.live, ...rig.backend.history].filter(({ stream }) => stream === "closed");
    expect(closed.map(({ values }) => values)).toEqual([{ boot, class: 1, last: 1 }]);
    expect(rig.backend.history.filter((record) => record.boot === boot)).toEqual([]);
  });

  it("S3: are kept by few beside the one that is being taken, however many come while a disk stalls", () => {
    const asked: Watermark[] = [];
    let go: () => void = () => undefined;
    const receipt: Outbox["receipt"] = (watermark, _above, taken) => {
      asked.push(watermark);
      go = () => taken?.();
    };
    const outbox: Partial<Outbox> = { receipt };
    const receipts = new Receipts({
      ...{ outbox: outbox as Outbox, scheduler: new Rig().time, wallMs: () => null, report: () => undefined },
    });
    const boot = "00000000000000bb";
    for (let seq = 1; seq <= 10_000; seq += 1)
      receipts.take(new TextEncoder().encode(JSON.stringify({ v: 1, watermark: { [boot]: { "1": seq } } })));
    expect(asked).toEqual([{ [boot]: { "1": 1 } }]);
    for (let each = 0; each < 30; each += 1) go();
    expect(asked).toHaveLength(17);
    expect(asked.at(-1)).toEqual({ [boot]: { "1": 10_000 } });
  });
});
