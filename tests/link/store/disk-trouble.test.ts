import { describe, expect, it } from "vitest";
import type { DiskFault } from "../../../device/link/store/cabinet.ts";
import { Clerk, HELD_BYTES_MAX, type Clerical } from "../../../device/link/store/clerk.ts";
import { CLEAR_MS, CLOSE_MS, Desk, STALL_MS, TIMES } from "../../../device/link/store/desk.ts";
import { LocalClerk, localStore } from "../../../device/link/store/local-store.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { QUEUE_BYTES_MAX } from "../../../device/link/store/queue.ts";
import { QUOTA } from "../../../device/link/store/room.ts";
import type { Settled } from "../../../device/link/store/store.ts";
import type { RecordClass } from "../../../device/measure/decision.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { clockLost, daylight, Rig } from "../rig.ts";
import { draftFor, recordIn } from "./drafts.ts";

const READ_ONLY: DiskFault = { cause: "failing", detail: "SQLite 8: attempt to write a readonly database" };
const FAR = instant(1e15);

class OneStore {
  readonly time = new SimulatedTime(instant(1_000));
  readonly disk = new MemoryDisk();
  readonly store: Desk;
  readonly told: Settled[] = [];
  readonly faults: (string | null)[] = [];

  constructor(boot = "b".repeat(16), disk?: MemoryDisk) {
    this.disk = disk ?? this.disk;
    this.store = localStore({ scheduler: this.time, boot, disk: this.disk });
    this.store.onFault((fault) => this.faults.push(fault?.cause ?? null));
  }

  commit(of: RecordClass, count = 1, padding = ""): void {
    for (let index = 0; index < count; index += 1)
      this.store.commit({ records: [draftFor(this.store, of, index, { padding })] }, (how) => this.told.push(how));
    this.run(10);
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }

  taken(): readonly string[] {
    const taken: string[] = [];
    this.store.begin(FAR);
    this.run(10);
    for (let batch = this.store.takeBacklog(); batch.length > 0; batch = this.store.takeBacklog()) {
      taken.push(...batch.map((entry) => `${recordIn(entry).stream} ${entry.class}.${recordIn(entry).seq}`));
      this.run(10);
    }
    return taken;
  }
}

describe("a disk that takes nothing", () => {
  it("is told as a fault; records are held, numbered and sent from memory, and written when it takes again", () => {
    const on = new OneStore();
    on.disk.broken = READ_ONLY;
    on.commit(0, 2);
    on.commit(1);
    on.store.commit({ documents: { settings: {} } }, (how) => on.told.push(how));
    on.run(10);
    expect(on.told).toEqual(["held", "held", "held", "held"]);
    expect(on.faults).toEqual(["failing"]);
    expect(on.taken()).toEqual(["clock-lost 0.1", "clock-lost 0.2", "clock-lost 1.1"]);
    on.disk.broken = null;
    on.run(31_000);
    on.commit(0);
    expect(on.told.at(-1)).toBe("durable");
    on.run(CLEAR_MS + 10);
    expect(on.faults).toEqual(["failing", null]);
    const next = new OneStore("c".repeat(16), on.disk);
    expect(next.taken()).toEqual(
      expect.arrayContaining(["clock-lost 0.1", "clock-lost 0.2", "clock-lost 0.3", "clock-lost 1.1"]),
    );
  });

  it("R4: fills 2 MB of memory and no more; what goes is told, class 1 before class 0", () => {
    const on = new OneStore();
    on.disk.broken = READ_ONLY;
    on.commit(0, 3);
    for (let times = 0; times < 30; times += 1) on.commit(1, 100, "x".repeat(1_000));
    const kept = on.taken();
    expect(kept.filter((name) => name.startsWith("clock-lost 0"))).toHaveLength(3);
    const ofOne = kept.filter((name) => name.startsWith("clock-lost 1"));
    expect(ofOne.length * 1_000).toBeLessThan(HELD_BYTES_MAX);
    expect(ofOne.length * 1_300).toBeGreaterThan(HELD_BYTES_MAX / 2);
    expect(ofOne.at(-1)).toBe("clock-lost 1.3000");
    expect(kept.filter((name) => name.startsWith("gap"))).toHaveLength(1);
  });

  it("cannot be opened at start: the birth says so, and what is on it is taken up when it can be", () => {
    const before = new OneStore();
    before.commit(0, 2);
    before.disk.broken = READ_ONLY;
    const on = new OneStore("c".repeat(16), before.disk);
    expect(on.store.storeLost).toBe(true);
    on.commit(0);
    expect(on.told).toEqual(["held"]);
    on.disk.broken = null;
    on.run(31_000);
    on.commit(0);
    expect(on.told).toEqual(["held", "durable"]);
    const taken = on.taken();
    expect(taken.slice(0, 2)).toEqual(["clock-lost 0.1", "clock-lost 0.2"]);
    expect([...taken].sort()).toEqual(
      ["clock-lost 0.1", "clock-lost 0.1", "clock-lost 0.2", "clock-lost 0.2", "closed 0.3"].sort(),
    );
  });

  it("is mended while link is stopped: what was held is on it, although the next try was not due", () => {
    const on = new OneStore();
    on.disk.broken = READ_ONLY;
    for (let times = 0; times < 6; times += 1) {
      on.commit(0);
      on.run(20_000);
    }
    on.disk.broken = null;
    let isClosed = false;
    on.store.close(() => (isClosed = true));
    on.run(10);
    expect(isClosed).toBe(true);
    const taken = new OneStore("c".repeat(16), on.disk).taken();
    expect(taken).toEqual([...[1, 2, 3, 4, 5, 6].map((seq) => `clock-lost 0.${seq}`), "closed 0.1"]);
  });

  it("that is full gives up its ballast, so that class 0 and settings still find room", () => {
    const on = new OneStore();
    on.store.prune();
    expect(on.disk.ballast).toBe(true);
    on.disk.isFull = true;
    const told: Settled[] = [];
    on.store.commit({ documents: { settings: { version: 2 } } }, (how) => told.push(how));
    on.commit(0);
    on.commit(1);
    expect(on.disk.ballast).toBe(false);
    expect(told).toEqual(["durable"]);
    expect(on.faults).toEqual(["full"]);
    expect(on.told).toEqual(["durable", "held"]);
    expect(on.taken()).toHaveLength(2);
  });

  it("whose file turns rotten while it runs is set aside: what memory knows goes over, the rest is a gap", () => {
    const on = new OneStore();
    on.store.commit({ documents: { settings: { version: 3 } } }, () => undefined);
    on.commit(1, 5);
    on.disk.broken = { cause: "corrupt", detail: "SQLite 11: database disk image is malformed" };
    on.commit(0);
    expect(on.told).toEqual(["durable", "durable", "durable", "durable", "durable", "durable"]);
    expect(on.disk.setAside).toBe(1);
    expect(on.taken()).toEqual(["clock-lost 0.1", "gap 0.2"]);
    const next = new OneStore("c".repeat(16), on.disk);
    expect(next.store.found.settings).toEqual({ version: 3 });
    expect(next.store.storeLost).toBe(false);
  });

  it("whose file turns rotten on a card that is read-only by then: memory holds what it can, and a later card gets it", () => {
    const on = new OneStore();
    on.commit(1, 5);
    on.disk.broken = { cause: "corrupt", detail: "SQLite 11: database disk image is malformed" };
    on.disk.refusesAnew = READ_ONLY;
    on.commit(0);
    on.run(10 * 60_000);
    on.commit(0);
    expect(on.told.slice(5)).toEqual(["held", "held"]);
    on.disk.refusesAnew = null;
    on.run(10 * 60_000);
    on.commit(0);
    expect(on.told.at(-1)).toBe("durable");
    expect(on.disk.setAside).toBe(1);
    expect(on.taken().filter((name) => name.startsWith("clock-lost"))).toHaveLength(3);
  });

  it("makes an alarm that the city sees, and control is told that its reports are held", () => {
    const disk = new MemoryDisk();
    const rig = new Rig({}, { disk });
    rig.run(1_000);
    disk.broken = READ_ONLY;
    rig.report(clockLost(true));
    rig.run(1_000);
    expect(rig.unstored).toBe(0);
    expect(rig.backend.live.map(({ stream }) => stream)).toEqual(["clock-lost", "store-fault"]);
    expect(rig.said.some((line) => line.includes("Look whether it is mounted and writable"))).toBe(true);
    disk.broken = null;
    for (let minute = 0; minute < 4; minute += 1) {
      rig.report(daylight(minute));
      rig.run(60_000);
    }
    const alarms = rig.backend.live.filter(({ stream }) => stream === "store-fault");
    expect(alarms.map(({ values }) => values["active"])).toEqual([true, false]);
    expect(rig.backend.problems).toEqual([]);
  });
});

describe("a disk that stalls", () => {
  it("for 17 s: what waits is held after 2 s, told in its order, and written once when it answers", () => {
    const on = new StalledStore();
    on.stall(17_000);
    on.commit(0);
    on.run(STALL_MS - 1);
    expect(on.told).toEqual([]);
    on.run(2);
    on.commit(1);
    on.run(1);
    expect(on.told).toEqual(["0 held", "1 held"]);
    on.run(17_000);
    on.commit(0);
    on.run(1_000);
    expect(on.told).toEqual(["0 held", "1 held", "0 durable"]);
    expect(on.store.counts().waiting).toBe(3);
  });
});

describe("a disk that does not answer", () => {
  it("R4: has 2 MB waiting for it and no more, however long each report is", () => {
    const on = new StalledStore();
    on.stall(60_000);
    const bytes = 100_000;
    for (let times = 0; times < 30; times += 1) on.commit(0, "x".repeat(bytes));
    for (let times = 0; times < 30; times += 1) on.commit(2, "x".repeat(bytes));
    on.run(STALL_MS + 10);
    const most = 1 + Math.floor(QUEUE_BYTES_MAX / bytes);
    expect(on.told.filter((how) => how === "0 refused")).toHaveLength(30 - most);
    expect(on.store.takeLost()).toEqual([30 - most, 0, 30 - Math.floor(QUEUE_BYTES_MAX / bytes)]);
    on.run(120_000);
    expect(on.store.counts().waiting).toBe(most + Math.floor(QUEUE_BYTES_MAX / bytes));
  });

  it("holds up no end of link for longer than the longest stall of a card, and one that answers does not at all", () => {
    const on = new StalledStore();
    const ends: number[] = [];
    const stop = (): void => {
      const from = on.time.now();
      on.store.close(() => ends.push(on.time.now() - from));
    };
    on.stall(10 * 60_000);
    on.commit(0);
    stop();
    on.run(20 * 60_000);
    expect(ends).toEqual([CLOSE_MS]);
    const prompt = new StalledStore();
    prompt.store.close(() => ends.push(prompt.time.now()));
    prompt.run(100);
    expect(ends).toHaveLength(2);
  });
});

/** A store whose clerk answers late. */
class StalledStore {
  readonly time = new SimulatedTime(instant(1_000));
  readonly told: string[] = [];
  readonly store: Desk;
  #until = 0;

  constructor() {
    const { time } = this;
    const clerk = new Clerk(new MemoryDisk(), "b".repeat(16), QUOTA, time.now());
    const prompt = new LocalClerk(clerk, time, millis(1));
    const late: Clerical = {
      ask: (ask, answered) => {
        const wait = millis(Math.max(0, this.#until - time.now()));
        time.after(wait, () => prompt.ask(ask, answered));
      },
    };
    this.store = new Desk(late, clerk.opening, time, TIMES);
  }

  stall(forMs: number): void {
    this.#until = this.time.now() + forMs;
  }
  commit(of: RecordClass, padding = ""): void {
    this.store.commit({ records: [draftFor(this.store, of, 1, { padding })] }, (how) => this.told.push(`${of} ${how}`));
  }
  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }
}
