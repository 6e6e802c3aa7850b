import { describe, expect, it } from "vitest";
import { NO_ALARMS, nextAlarms } from "../../../device/link/alarms.ts";
import { OwnReports } from "../../../device/link/own-reports.ts";
import { instant } from "../../../device/measure/time.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { BASE, clockLost, daylight, Rig } from "../rig.ts";

const MINUTE = 60_000;
const NOT_AUTHORISED = 0x87;
const QUOTA = 0x97;
const TOPIC = `${BASE}/up/t/daylight`;

const minutesOf = (rig: Rig, count: number, each: (minute: number) => void = () => undefined): void => {
  for (let minute = 0; minute < count; minute += 1) {
    each(minute);
    rig.report(daylight(minute));
    rig.run(MINUTE);
  }
};
const alarms = (rig: Rig): readonly unknown[] =>
  [...rig.backend.live, ...rig.backend.history]
    .filter(({ stream }) => stream === "topic-refused")
    .map(({ values }) => [values["topic"], values["active"]]);
const lights = (rig: Rig): number =>
  new Set(
    [...rig.backend.live, ...rig.backend.history].filter(({ stream }) => stream === "daylight").map(({ seq }) => seq),
  ).size;

const draftOfAlarm = {
  ...({ v: 1, boot: "b".repeat(16), bootCount: 1, class: 0 } as const),
  ...({ ts: null, uptimeMs: 0, timeQuality: "none", timeErrorMs: null } as const),
};

describe("a topic on which the broker does not let a device publish (0x87)", () => {
  it("is an alarm with its cure, once, until it may; its records come as history", () => {
    const rig = new Rig();
    rig.broker.faults.refusedPublishes.set(TOPIC, NOT_AUTHORISED);
    minutesOf(rig, 30);
    expect(alarms(rig)).toEqual([[TOPIC, true]]);
    expect(rig.said.filter((line) => line.includes(`publish on ${TOPIC}: mend its access list`))).toHaveLength(1);
    expect(lights(rig)).toBe(30);
    rig.broker.faults.refusedPublishes.clear();
    minutesOf(rig, 30);
    expect(alarms(rig)).toEqual([
      [TOPIC, true],
      [TOPIC, false],
    ]);
    expect(rig.backend.problems).toEqual([]);
  });

  it("stands in up/e/active, over a restart of link and of control too", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    rig.broker.faults.refusedPublishes.set(TOPIC, NOT_AUTHORISED);
    minutesOf(rig, 2);
    rig.link.stop(() => undefined);
    rig.run(5_000);
    rig.startLink();
    rig.restartControl();
    rig.run(10_000);
    const active = rig.backend.active?.active.map(({ kind, values }) => [kind, values["topic"]]);
    expect(active).toContainEqual(["topic-refused", TOPIC]);
  });

  it("that is history's own: what is live goes on, and the alarm with it", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/b`, NOT_AUTHORISED);
    rig.broker.cut();
    minutesOf(rig, 2);
    rig.broker.mend();
    minutesOf(rig, 5);
    expect(alarms(rig)).toContainEqual([`${BASE}/up/b`, true]);
  });

  it("holds up no history of other streams", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.cut();
    for (let index = 0; index < 2_000; index += 1) rig.report(daylight(index));
    rig.run(1_000);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/e/clock-lost`, NOT_AUTHORISED);
    rig.broker.mend();
    for (let second = 0; second < 60; second += 1) {
      rig.report(clockLost(second % 2 === 0));
      rig.run(1_000);
    }
    expect(rig.backend.history.filter(({ stream }) => stream === "daylight")).toHaveLength(2_000);
  });

  it("and another minute may: no more than two records in ten minutes", () => {
    const rig = new Rig();
    minutesOf(rig, 120, (minute) => {
      if (minute % 2 === 0) rig.broker.faults.refusedPublishes.set(TOPIC, NOT_AUTHORISED);
      else rig.broker.faults.refusedPublishes.clear();
    });
    expect(alarms(rig).length).toBeGreaterThan(0);
    expect(alarms(rig).length).toBeLessThanOrEqual(2 * 12);
  });

  it("of many topics a few stand for all, so that other alarms find their place", () => {
    let alarms = NO_ALARMS;
    const said: string[] = [];
    const own = new OwnReports({
      report: ({ stream, values }) => (alarms = nextAlarms(alarms, { ...draftOfAlarm, stream, values })),
      alarms: () => alarms,
      say: (line) => said.push(line),
      now: () => instant(0),
    });
    for (let index = 0; index < 20; index += 1) own.topic(`${TOPIC}${index}`, false);
    expect(alarms.open).toHaveLength(8);
    expect(said).toHaveLength(8);
  });

  it("is none where a quota is exceeded", () => {
    const rig = new Rig();
    rig.broker.faults.refusedPublishes.set(TOPIC, QUOTA);
    minutesOf(rig, 10);
    expect(alarms(rig)).toEqual([]);
    expect(lights(rig)).toBe(10);
  });
});
