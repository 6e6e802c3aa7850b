import { describe, expect, it } from "vitest";
import { parseRecord, replay } from "../../device/control/replay.ts";
import { machineUnder } from "../../device/compose.ts";
import { epochMs, hours, minutes } from "../../device/measure/time.ts";
import { CityBench } from "./city-bench.ts";

const PROBE = 120_000;
const base = (pct: number) => ({ lamp: { base: `${pct} %` } });

/** Connected, the lamp at the base of its file. */
function settled(bench = new CityBench()): CityBench {
  bench.run(60_000);
  expect(bench.lampPct).toBe(30);
  return bench;
}

describe("R9: a whole device and its city", () => {
  it("applies what is desired at once, proves it, and says each step", () => {
    const bench = settled();
    expect(bench.twin).toMatchObject({ desiredVersion: 0, status: "applied", state: {} });
    bench.desire({ version: 1 }, base(60));
    bench.run(1_000);
    expect(bench.twin).toMatchObject({ desiredVersion: 1, status: "pending", state: base(60) });
    // From 30 to 60 % is a share of the ramp from dark to full, 1 s.
    bench.run(1_000);
    expect(bench.lampPct).toBe(60);
    bench.run(PROBE);
    expect(bench.twin).toMatchObject({ desiredVersion: 1, status: "applied", state: base(60), errors: [] });
    expect(bench.births.at(-1)?.config.version).toBe(1);
    expect(bench.records.filter(({ stream }) => stream === "audit").map(({ values }) => values)).toEqual([
      { what: "settings", kid: "city-1", code: 200, epoch: 1, version: 1 },
    ]);
    expect(bench.device.control.why.some(({ subject, reason }) => subject === "settings" && reason === "applied")).toBe(
      true,
    );
    expect(bench.problems).toEqual([]);
  });

  it("the lamp is at its new level within a cycle and its ramp, in the middle of another ramp too", () => {
    const bench = settled();
    bench.desire({ version: 1 }, { lamp: { base: "100 %", rampUp: "10 s" } });
    bench.run(2_000);
    const halfway = bench.lampPct;
    expect(halfway).toBeGreaterThan(30);
    expect(halfway).toBeLessThan(100);
    bench.desire({ version: 2 }, { lamp: { base: "100 %", rampUp: "2 s" } });
    bench.run(100);
    expect(bench.lampPct).toBeGreaterThanOrEqual(halfway);
    expect(bench.lampPct).toBeLessThan(100);
    bench.run(2_000);
    expect(bench.lampPct).toBe(100);
  });

  it("a replay across the changes is identical", () => {
    const bench = settled();
    for (const version of [1, 2, 3]) {
      bench.desire({ version }, base(40 + version));
      bench.run(70_000);
    }
    const { lines } = parseRecord([...bench.device.recordLines()].join("\n"));
    expect(lines.filter((line) => "settings" in line)).toHaveLength(3);
    expect(replay(machineUnder(bench.device.config), lines).difference).toBeNull();
  });

  it("what is wrong is refused with path and text, and control never notices", () => {
    const bench = settled();
    const { mind } = bench.device.control;
    const wrongs = [
      { lamp: { base: 60 } },
      { lamp: { base: "60 %", supply: "switched" } },
      { lamp: { base: "1 %" } },
      { parts: {} },
    ];
    for (const [index, state] of wrongs.entries()) {
      bench.desire({ version: index + 1 }, state);
      bench.run(1_000);
      expect(bench.twin).toMatchObject({ desiredVersion: index + 1, status: "rejected", state: {} });
      expect(bench.twin?.errors[0]).toMatchObject({
        path: expect.any(String) as string,
        text: expect.any(String) as string,
      });
    }
    expect(bench.twin).toMatchObject({ requiresRestart: ["parts"], errors: [{ code: 403, path: "parts" }] });
    expect(bench.device.control.settings).toBeNull();
    expect(bench.device.control.mind.outputs).toBe(mind.outputs);
    expect(bench.device.control.why.filter(({ subject }) => subject === "settings")).toEqual([]);
  });

  it("1 MB, deep JSON, wrong shapes, wrong keys and another device's are refused, and each is counted", () => {
    const bench = settled();
    const twins = bench.twins.length;
    bench.publish(" ".repeat(1_048_576));
    bench.publish(documentWith(bench, `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`));
    bench.publish("{}");
    bench.publish('{"v":1,"state":1e999}');
    bench.desire({ version: 1 }, base(60), { kid: "stranger" });
    bench.desire({ version: 1 }, base(60), { stranger: true });
    bench.desire({ version: 1 }, base(60), { aud: "stockholm/other" });
    bench.desire({ version: 1 }, base(60), { typ: "c/dim" });
    bench.run(70_000);
    const told = bench.records
      .filter(({ stream }) => stream === "refused")
      .map(({ values }) => [values["reason"], values["count"]]);
    expect(Object.fromEntries(told)).toEqual({ size: 1, shape: 3, key: 1, signature: 1, audience: 1, type: 1 });
    expect(bench.twins).toHaveLength(twins);
    expect(bench.lampPct).toBe(30);
  });

  it("200 updates reordered, doubled and lost, with outages: the last one is pending or applied 5 s after reconnect", () => {
    const bench = settled();
    let [seed, newest] = [7, 0];
    const draw = (of: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % of;
    };
    const documents: string[] = [];
    for (let version = 1; version <= 200; version += 1) {
      const state = version % 17 === 0 ? { lamp: { base: "1 %" } } : base(20 + (version % 60));
      if (version % 50 === 0) bench.broker.cut();
      // A lost one is never published; the others come twice, or late.
      if (draw(4) > 0) documents.push(bench.desire({ version }, state));
      if (draw(3) === 0) bench.publish(documents[draw(documents.length)] ?? "");
      bench.run(draw(3) * 700);
      if (version % 50 === 5) bench.broker.mend();
      newest = version;
    }
    bench.broker.mend();
    bench.desire({ version: newest + 1 }, base(77));
    bench.run(310_000);
    bench.broker.cut();
    bench.desire({ version: newest + 2 }, base(78));
    bench.run(1_000);
    bench.broker.mend();
    until(bench, () => bench.device.link?.status().connected === true);
    bench.run(5_000);
    expect(bench.twin).toMatchObject({ desiredVersion: newest + 2, state: base(78), status: "pending" });
    expect(bench.lampPct).toBe(78);
    // An outage inside the probe is no fault of the settings.
    bench.broker.cut();
    bench.run(PROBE);
    bench.broker.mend();
    until(bench, () => bench.device.link?.status().connected === true);
    bench.run(5_000);
    expect(bench.twin).toMatchObject({ desiredVersion: newest + 2, status: "applied" });
    expect(bench.problems).toEqual([]);
  });

  it(
    "a bad one that is retained is back within 130 s, does not flap, and is tried four times in 31 h",
    { timeout: 60_000 },
    () => {
      const bench = settled();
      bench.desire({ version: 1 }, base(60));
      bench.run(PROBE + 2_000);
      bench.otherBroker.cut();
      bench.desire({ version: 2 }, { lamp: { base: "70 %" }, city: { broker: "mqtt://nowhere" } });
      bench.run(5_000);
      expect(bench.lampPct).toBe(70);
      bench.run(125_000);
      expect(bench.lampPct).toBe(60);
      expect(bench.twin).toMatchObject({
        status: "reverted",
        desiredVersion: 2,
        state: base(60),
        errors: [{ code: 500 }],
      });
      const taken = () => bench.device.control.why.filter(({ subject }) => subject === "settings").length;
      const before = taken();
      bench.run(minutes(50));
      expect(taken()).toBe(before);
      expect(bench.device.link?.status().connected).toBe(true);
      bench.run(hours(32));
      const tries = bench.records.filter(({ stream, values }) => stream === "audit" && values["code"] === 500);
      expect(tries).toHaveLength(4);
      expect(bench.twin).toMatchObject({ status: "reverted", state: base(60) });
    },
  );

  it.each([
    ["no broker that the root has not named", "mqtt://thief", 403, "root"],
    ["no broker at all", null, 422, "Write mqtt://"],
  ])("is led to %s, and nothing else of that document holds", (_, broker, code, told) => {
    const bench = settled();
    bench.desire({ version: 1 }, { lamp: { base: "70 %" }, city: { broker } });
    bench.run(PROBE + 10_000);
    const errors = [{ code, path: "city.broker", text: expect.stringContaining(told) as string }];
    expect(bench.twin).toMatchObject({ status: "rejected", desiredVersion: 1, state: {}, errors });
    expect(bench.lampPct).toBe(30);
    bench.desire({ version: 2 }, { city: { broker: "mqtt://127.0.0.1:1883" } });
    bench.run(PROBE + 10_000);
    expect(bench.twin).toMatchObject({ status: "applied", desiredVersion: 2 });
  });

  it("moves to another broker when the city says so, and stays there after a power cut", () => {
    const bench = settled();
    bench.desire({ version: 1 }, { city: { broker: "mqtt://other" } });
    bench.run(PROBE + 10_000);
    expect(bench.twin).toMatchObject({ status: "applied", desiredVersion: 1 });
    const births = bench.births.length;
    bench.broker.cut();
    bench.cutPower();
    bench.run(20_000);
    expect(bench.births.length).toBeGreaterThan(births);
    expect(bench.device.link?.status().connected).toBe(true);
  });
});

describe("a bin whose ram moves", () => {
  it("takes new settings only when the stroke is over and judged, and guards and presses as before meanwhile", () => {
    const bench = new CityBench("litter-bin", epochMs(Date.parse("2026-06-21T10:00:00Z")));
    const name = bench.device.config.device;
    const mode = (): string | null => bench.device.binShown(bench.time.now()).mode;
    bench.run(120_000);
    for (let thrown = 0; mode() === "IDLE" && thrown < 200; thrown += 1) {
      bench.world.throwLitter(name);
      bench.run(4_000);
    }
    expect(["LOCKING", "WARN", "EXTEND"]).toContain(mode());
    bench.desire({ version: 1 }, { bin: { warn: "60 %" } });
    const seen = new Set<string | null>();
    for (let waited = 0; bench.device.control.settings === null && waited < 300_000; waited += 100) {
      seen.add(mode());
      bench.run(100);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["EXTEND", "RETRACT", "VERIFY"]));
    expect(["COOL", "IDLE", "FULL_LOCKED"]).toContain(mode());
    expect(bench.device.control.settings?.id.version).toBe(1);
    bench.run(PROBE + 2_000);
    expect(bench.twin).toMatchObject({ status: "applied", desiredVersion: 1 });
    expect(bench.device.control.violations).toBe(0);
    const { lines } = parseRecord([...bench.device.recordLines()].join("\n"));
    // From the second snapshot on: what stands in that of a bin's very first cycle is another object after JSON.
    const second = lines.findIndex((line, index) => index > 0 && "snapshot" in line);
    expect(replay(machineUnder(bench.device.config), lines.slice(second)).difference).toBeNull();
  });
});

describe("kills and cuts in each state of the twin", () => {
  /** By when a kill comes after the document: checking, staging, applying or probing, applied. */
  const MOMENTS = [6, 11, 17, 60_000, PROBE + 1_000];

  it.each(MOMENTS)(
    "a power cut %i ms after: up again under what proved itself, the rest waits for its retry",
    (moment) => {
      const bench = settled();
      bench.desire({ version: 1 }, base(60));
      bench.run(PROBE + 2_000);
      bench.desire({ version: 2 }, base(70));
      bench.run(moment);
      const isProved = moment > PROBE;
      bench.cutPower();
      // Without link: its broker is away. Control is under the last good ones all the same.
      bench.broker.cut();
      bench.run(30_000);
      expect(bench.device.control.settings?.id.version).toBe(isProved ? 2 : 1);
      expect(bench.lampPct).toBe(isProved ? 70 : 60);
      bench.broker.mend();
      bench.run(hours(1) + PROBE + 310_000);
      expect(bench.twin).toMatchObject({ desiredVersion: 2, status: "applied", state: base(70) });
      expect(bench.lampPct).toBe(70);
      expect(bench.problems).toEqual([]);
    },
  );

  it.each(MOMENTS)("a kill of link %i ms after: the lamp goes on, and the newest is applied in the end", (moment) => {
    const bench = settled();
    bench.desire({ version: 1 }, base(60));
    bench.run(PROBE + 2_000);
    bench.desire({ version: 2 }, base(70));
    bench.run(moment);
    const before = bench.lampPct;
    bench.killLink();
    bench.run(5_000);
    expect([60, 70]).toContain(bench.lampPct);
    expect(bench.lampPct).toBeGreaterThanOrEqual(before);
    bench.startLink();
    bench.run(10_000);
    expect(["pending", "reverted", "applied"]).toContain(bench.twin?.status);
    bench.run(hours(1) + PROBE + 10_000);
    expect(bench.twin).toMatchObject({ desiredVersion: 2, status: "applied", state: base(70) });
    expect(bench.lampPct).toBe(70);
  });
});

const documentWith = (bench: CityBench, state: string): string =>
  JSON.stringify({
    v: 1,
    aud: bench.aud,
    typ: "twin",
    kid: "city-1",
    sig: "x".repeat(86),
    epoch: 1,
    version: 1,
    state: 0,
  }).replace('"state":0', () => `"state":${state}`);

function until(bench: CityBench, holds: () => boolean): void {
  for (let waited = 0; !holds() && waited < 310_000; waited += 100) bench.run(100);
  expect(holds()).toBe(true);
}
