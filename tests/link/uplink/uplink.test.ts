import { describe, expect, it } from "vitest";
import { memoryTransport } from "../../../device/link/session/memory-transport.ts";
import type { Transport } from "../../../device/link/session/transport.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import type { Ask } from "../../../device/link/store/clerk.ts";
import { Desk, TIMES } from "../../../device/link/store/desk.ts";
import { heardTime } from "../../../device/link/heard-time.ts";
import { newTally } from "../../../device/link/uplink/tally.ts";
import type { Json } from "../../../device/measure/decision.ts";
import { HEAD } from "../store/account.ts";
import { pathOf } from "../../../device/link/uplink/path.ts";
import { LOCAL_MODE_MS, SAVE_MS, Uplink } from "../../../device/link/uplink/uplink.ts";
import { millis, seconds } from "../../../device/measure/time.ts";
import { daylight, linkConfig, Rig, started } from "../rig.ts";

const DAY_MS = 86_400_000;
const records = (rig: Rig, stream: string) =>
  [...rig.backend.history, ...rig.backend.live].filter((record) => record.stream === stream);

function startForADay(rig: Rig): void {
  rig.startLink();
  rig.report(started());
  rig.run(DAY_MS);
  rig.report(daylight(0));
  rig.run(1_000);
  rig.link.keepHouse();
}

describe("row 12: a device that is on its own says so", () => {
  it("after three times 20 s without a session, once, dated, and again when it is over", () => {
    const rig = new Rig();
    rig.report(started());
    rig.run(5_000);
    rig.broker.cut();
    rig.run(LOCAL_MODE_MS - 100);
    expect(rig.link.status().waiting).toBe(0);
    rig.run(200);
    expect(rig.link.status().waiting).toBe(1);
    rig.run(10 * LOCAL_MODE_MS);
    expect(rig.link.status().waiting).toBe(1);
    rig.broker.mend();
    rig.run(400_000);
    const told = records(rig, "local-mode");
    expect(told.map(({ values }) => values["active"])).toEqual([true, false]);
    expect(told[0]?.uptimeMs).toBe(1_000 + 5_000 + LOCAL_MODE_MS);
    expect(rig.backend.problems).toEqual([]);
    expect(rig.backend.history).toContainEqual(told[0]);
  });

  it("is not told by a session that came back in time, nor before a first connection could be tried", () => {
    const config = { ...linkConfig(), city: { ...linkConfig().city, startDelayMs: seconds(120) } };
    const rig = new Rig({ config, random: () => 0.9 });
    rig.report(started());
    rig.run(120_000);
    expect(rig.link.status().connected).toBe(true);
    rig.broker.cut();
    rig.run(30_000);
    rig.broker.mend();
    rig.run(600_000);
    expect(rig.link.status().connected).toBe(true);
    expect(records(rig, "local-mode")).toEqual([]);
  });

  it("stays open over a control that begins anew, and is over when the session is back", () => {
    const rig = new Rig();
    rig.report(started());
    rig.run(5_000);
    rig.broker.cut();
    rig.run(70_000);
    rig.restartControl();
    rig.report(started());
    rig.run(1_000);
    rig.broker.mend();
    rig.run(400_000);
    expect(records(rig, "local-mode").map(({ values }) => values["active"])).toEqual([true, false]);
  });
});

describe("the day of the uplink", () => {
  it("is told once a UTC day by the housekeeping, and a restart forgets at most an hour of it", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    rig.broker.latencyMs = millis(50);
    rig.report(started());
    rig.run(10_000);
    for (let index = 0; index < 30; index += 1) {
      rig.report(daylight(index));
      rig.run(1_000);
    }
    rig.run(SAVE_MS);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    startForADay(rig);
    rig.link.keepHouse();
    rig.run(5_000);
    const days = records(rig, "uplink-day");
    expect(days).toHaveLength(1);
    const [values] = days.map((record) => record.values);
    expect(values).toMatchObject({ interface: "unknown", kind: "unknown", sessions: 2, lost: 0, changes: 0 });
    // 30 of daylight and 2 of the starts; 2 close the sequences of the boot before.
    expect(values).toMatchObject({ records: 34, delayWorstMs: 100 });
    expect(rig.backend.problems).toEqual([]);
  });

  it("counts the hours without a session that a restart ended, but for the last one", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    rig.report(started());
    rig.run(10_000);
    rig.broker.cut();
    rig.run(5 * SAVE_MS + 60_000);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.broker.mend();
    startForADay(rig);
    rig.run(5_000);
    const downS = records(rig, "uplink-day").reduce((sum, { values }) => sum + Number(values["downS"]), 0);
    expect(downS).toBeGreaterThanOrEqual((5 * SAVE_MS) / 1_000);
    expect(downS).toBeLessThan((5 * SAVE_MS) / 1_000 + 600);
  });

  it("a power cut takes neither a day nor that it was told: both stand in one write", () => {
    const time = new Rig().time;
    const asks: Ask[] = [];
    const opening = { boot: "00000000000000bb", bootCount: 1, found: {}, lost: null };
    const desk = new Desk({ ask: (ask) => asks.push(ask) }, opening, time, TIMES);
    const tally = { ...newTally(time.now()), untold: [{ date: "2026-11-24" }] };
    const keep = (uplink: Json): void => desk.commit({ documents: { uplink } }, () => undefined);
    const uplink = new Uplink({
      ...{ scheduler: time, time: () => heardTime(null, time.now()), sent: () => 0, releasedMs: 0 },
      ...{ firstTryAt: time.now(), memory: { before: { tally }, keep }, tellLocalMode: () => undefined },
    });
    const { boot, bootCount } = opening;
    uplink.tellDays((values) =>
      desk.commit(
        { records: [{ ...HEAD, boot, bootCount, uptimeMs: 1, class: 1, stream: "uplink-day", values }] },
        () => undefined,
      ),
    );
    const [first] = asks;
    expect(first?.ask === "commit" && first.changes.map((change) => Object.keys(change))).toEqual([
      ["records"],
      ["documents"],
    ]);
  });

  it("names the interface that carries the session, and counts its changes", async () => {
    const inner = { address: "127.0.0.1" };
    const rig = new Rig({ transport: null });
    const transport: Transport = {
      connect: (attempt, take) =>
        memoryTransport(rig.broker).connect(attempt, (event) =>
          take(event.event === "opened" ? { ...event, localAddress: inner.address } : event),
        ),
    };
    const link = rig.startLink({ transport, pathOf });
    rig.report(started());
    rig.run(10_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    rig.run(DAY_MS);
    rig.report(daylight(0));
    rig.run(1_000);
    link.keepHouse();
    rig.run(1_000);
    expect(records(rig, "uplink-day")[0]?.values).toMatchObject({ interface: "lo", kind: "loopback", changes: 0 });
  });
});
