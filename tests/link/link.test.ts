import { describe, expect, it } from "vitest";
import { millis } from "../../device/measure/time.ts";
import { accountOf, BASE, Backend, CLIENT, clockLost, daylight, linkConfig, Rig, started } from "./rig.ts";

describe("a link on simulated time", () => {
  it("announces itself in order, then reports live", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.report(started());
    rig.report(daylight(3));
    rig.run(1_000);
    expect(rig.backend.problems).toEqual([]);
    expect(rig.backend.topics).toEqual([
      `${BASE}/up/state`,
      `${BASE}/up/birth`,
      `${BASE}/up/e/active`,
      `${BASE}/up/e/started`,
      `${BASE}/up/t/daylight`,
    ]);
    expect(rig.backend.live.map(({ class: of, seq }) => [of, seq])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(rig.link.status()).toMatchObject({ connected: true, waiting: 0, sent: 2, invalid: 0 });
  });

  it("brings everything once after 25 s without a broker, and as history", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.cut();
    for (let second = 0; second < 25; second += 1) {
      rig.report(clockLost(second % 2 === 0));
      rig.report(daylight(second));
      rig.run(1_000);
    }
    expect(rig.link.status()).toMatchObject({ connected: false, waiting: 50 });
    expect(rig.unstored).toBe(0);
    rig.broker.mend();
    rig.run(60_000);
    expect(rig.backend.problems).toEqual([]);
    expect(rig.backend.live).toEqual([]);
    expect(rig.backend.history).toHaveLength(50);
    expect(new Set(rig.backend.keys).size).toBe(50);
    expect(rig.backend.history.map(({ class: of }) => of)).toEqual([
      ...Array<number>(25).fill(0),
      ...Array<number>(25).fill(2),
    ]);
    expect(rig.backend.history.filter(({ class: of }) => of === 0).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    expect(rig.link.status()).toMatchObject({ connected: true, waiting: 0, sent: 50 });
  });

  it("loses nothing when the network is cut while packets are on their way", () => {
    const rig = new Rig();
    rig.broker.latencyMs = millis(200);
    rig.run(5_000);
    for (let index = 0; index < 40; index += 1) rig.report(clockLost(index % 2 === 0));
    rig.run(300);
    const before = rig.backend.keys.length;
    rig.broker.cut();
    rig.run(5_000);
    rig.broker.mend();
    rig.run(60_000);
    expect(before).toBe(16);
    expect(new Set(rig.backend.keys).size).toBe(40);
    // The 16 arrived and were not acknowledged: they come again, which is what the key is for.
    expect(rig.backend.keys).toHaveLength(56);
    expect(rig.link.status()).toMatchObject({ waiting: 0, sent: 40 });
  });

  it("keeps at most 16 packets on their way", () => {
    const rig = new Rig();
    rig.run(1_000);
    for (let index = 0; index < 100; index += 1) rig.report(clockLost(index % 2 === 0));
    rig.run(8);
    expect(rig.backend.live).toHaveLength(16);
  });

  it("takes up a control that was restarted, with a new run and the old numbers", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.report(started());
    rig.run(100);
    rig.restartControl();
    rig.run(100);
    rig.report(started());
    rig.report(clockLost(true));
    rig.run(1_000);
    expect(rig.backend.live.map(({ stream, seq }) => `${stream} ${seq}`)).toEqual([
      "started 1",
      "clock-lost 1",
      "started 2",
    ]);
    expect(rig.unstored).toBe(0);
  });

  it("gets again from control what an older link had not stored", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.report(clockLost(true));
    rig.report(started());
    rig.run(1_000);
    expect(rig.unstored).toBe(2);
    rig.startLink();
    rig.run(5_000);
    expect(rig.unstored).toBe(0);
    expect(rig.backend.history.map(({ stream }) => stream)).toEqual(["clock-lost", "started"]);
    expect(rig.backend.live).toEqual([]);
  });
});

describe("trouble", () => {
  it("is told with cause and cure, and tried again for ever within the cap", () => {
    const rig = new Rig();
    rig.broker.faults.refuse = 5;
    rig.run(3_600_000);
    expect(rig.said.length).toBeGreaterThan(20);
    expect(rig.link.status().lastError).toBe(
      "mqtt://broker:1883: it refused this device's login (refused, code 5). Enter the device and its password or " +
        "certificate in the broker, as city.broker has them.",
    );
    rig.broker.faults.refuse = null;
    rig.run(310_000);
    expect(rig.link.status().connected).toBe(true);
  });

  it("includes a refused subscription", () => {
    const rig = new Rig();
    rig.broker.faults.refusedTopics.add("gaturum/1/stockholm/_host/state");
    rig.run(5_000);
    expect(rig.link.status().connected).toBe(false);
    expect(rig.link.status().lastError).toContain("not hear gaturum/1/stockholm/_host/state");
    rig.broker.faults.refusedTopics.clear();
    rig.run(310_000);
    expect(rig.link.status().connected).toBe(true);
  });

  it("ignores what is not JSON, counts it, and says so once a minute", () => {
    const rig = new Rig();
    rig.run(1_000);
    for (let index = 0; index < 10; index += 1) {
      rig.broker.publish("gaturum/1/stockholm/_host/state", Buffer.from([0xff, 0x7b, index]), true);
      rig.run(1_000);
    }
    expect(rig.link.status()).toMatchObject({ connected: true, bad: 10 });
    expect(rig.said.filter((line) => line.includes("not JSON"))).toHaveLength(1);
  });

  it("waits as long as the city asks", () => {
    const rig = new Rig();
    const host = { v: 1, leaseS: 60, receipts: false, minBackoffS: 200 };
    rig.broker.publish("gaturum/1/stockholm/_host/state", JSON.stringify(host), true);
    rig.run(1_000);
    rig.broker.cut();
    rig.broker.mend();
    rig.run(199_000);
    expect(rig.link.status().connected).toBe(false);
    rig.run(2_000);
    expect(rig.link.status().connected).toBe(true);
  });

  it("R4: a full store thins what was never sent, then lets the oldest go; gaps tell of all of it, once", () => {
    const rig = new Rig();
    rig.storeParts = { quota: [20_000, 20_000, 100 * 512] };
    rig.link.stop(() => undefined);
    rig.run(1_000);
    rig.broker.cut();
    rig.startLink();
    rig.run(1_000);
    for (let minute = 0; minute < 1_000; minute += 1) {
      rig.report(daylight(minute));
      rig.run(60_000);
    }
    rig.broker.mend();
    rig.run(400_000);
    expect(rig.backend.problems).toEqual([]);
    const { delivered, gaps } = accountOf(rig.backend, rig.store.boot, 2);
    expect([...delivered, ...gaps].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
    expect(delivered.length).toBeGreaterThan(30);
    const means = rig.backend.history.filter(({ aggregate }) => aggregate !== undefined);
    expect(means[0]?.aggregate).toMatchObject({ windowS: 3_600 });
  });

  it("a refused record is tried three times, then a gap tells of it; one refused for want of permission is kept", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/e/clock-lost`, 0x99);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/b`, 0x87);
    rig.report(clockLost(true));
    rig.run(600_000);
    expect(rig.link.status()).toMatchObject({ sent: 1, waiting: 1, lost: 0 });
    expect(rig.backend.live.map(({ stream }) => stream)).toEqual(["topic-refused"]);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/b`, 0x99);
    rig.run(600_000);
    rig.broker.faults.refusedPublishes.clear();
    rig.run(120_000);
    expect(rig.backend.history.map(({ stream, values }) => [stream, values["reason"]])).toEqual([["gap", "poison"]]);
    expect(rig.link.status()).toMatchObject({ waiting: 0 });
  });

  it("a broker that is full is no fault of the record", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/e/clock-lost`, 0x97);
    rig.broker.faults.refusedPublishes.set(`${BASE}/up/b`, 0x97);
    rig.report(clockLost(true));
    rig.run(600_000);
    rig.broker.faults.refusedPublishes.clear();
    rig.run(60_000);
    expect(rig.link.status()).toMatchObject({ sent: 1, waiting: 0, lost: 0 });
  });

  it("without a broker in the config the reports stay, bounded, and nothing is tried", () => {
    const rig = new Rig({ config: linkConfig(null), transport: null });
    rig.report(started());
    rig.run(100_000);
    expect(rig.link.status()).toMatchObject({ connected: false, waiting: 1 });
    rig.link.stop(() => rig.said.push("ended"));
    rig.run(1);
    expect(rig.said.at(-1)).toBe("ended");
  });
});

describe("many devices", () => {
  it("spread their first connection over the start delay", () => {
    const rig = new Rig();
    rig.link.stop(() => undefined);
    const config = { ...linkConfig(), city: { ...linkConfig().city, startDelayMs: millis(120_000) } };
    rig.startLink({ config, random: () => 0.75 });
    rig.run(89_000);
    expect(rig.link.status().connected).toBe(false);
    rig.run(2_000);
    expect(rig.link.status().connected).toBe(true);
  });

  it("the same seed gives the same bytes", () => {
    const once = (): string => {
      const rig = new Rig();
      const bytes: string[] = [];
      rig.broker.watch("#", (topic, payload) =>
        bytes.push(`${rig.time.now()} ${topic} ${Buffer.from(payload).toString()}`),
      );
      for (let second = 0; second < 30; second += 1) {
        if (second === 10) rig.broker.cut(CLIENT);
        if (second === 20) rig.broker.mend(CLIENT);
        rig.report(daylight(second));
        rig.run(1_000);
      }
      return bytes.join("\n");
    };
    expect(once()).toBe(once());
  });
});

describe("what a backend gets", () => {
  it("is refused by the contract when it is wrong", () => {
    const backend = new Backend();
    backend.take(`${BASE}/up/t/daylight`, Buffer.from("{}"));
    backend.take("somewhere", Buffer.from("{}"));
    expect(backend.problems.length).toBeGreaterThan(1);
  });
});
