import { describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { instant } from "../../device/measure/time.ts";
import type { World } from "../../hal-mocks/world.ts";
import { LightLaw } from "./laws.ts";
import { POST } from "./plan.ts";
import { Site } from "./site.ts";
import { TimeLaw } from "./time-law.ts";

const STARTS_AT = 1_800_000_000_000;
const ERROR_MS = 10;
const AT_MS = 60_000;

describe("R11: the law of time", () => {
  const record = (is: Partial<DeviceRecord>): DeviceRecord => ({
    ...{ v: 1, boot: "00000000000000aa", bootCount: 1, class: 1, seq: 1, stream: "lamp-level", uptimeMs: AT_MS },
    ...{ ts: STARTS_AT + AT_MS, timeQuality: "sync", timeErrorMs: ERROR_MS, values: {} },
    ...is,
  });
  const judged = (records: readonly Partial<DeviceRecord>[], site = new Site(POST)): readonly string[] => {
    const law = new TimeLaw([site], STARTS_AT);
    for (const each of records) law.witness(POST, record(each));
    return [...law.broken, ...law.atEnd()];
  };

  it.each<[string, Partial<DeviceRecord>, number]>([
    ["within its error", { ts: STARTS_AT + AT_MS + ERROR_MS }, 0],
    ["beyond its error", { ts: STARTS_AT + AT_MS + ERROR_MS + 1 }, 1],
    ["unknown, and so without an error", { ts: null, timeQuality: "none", timeErrorMs: null }, 0],
    ["unknown, and says how well it is known", { ts: null, timeErrorMs: null }, 1],
  ])("a time %s", (_name, is, broken) => {
    expect(judged([is])).toHaveLength(broken);
  });

  it.each([
    [30_000, 59_000, 1],
    [30_000, 61_000, 0],
    [61_000, 90_000, 1],
  ])("is not asked for from %d to %d ms while the clock lies", (from, until, broken) => {
    const site = new Site(POST);
    site.lies.push({ from: instant(from), until: instant(until) });
    expect(judged([{ ts: STARTS_AT }], site)).toHaveLength(broken);
  });

  it("a stream goes on in the order of its numbers; what the shelf itself tells of may be dated earlier", () => {
    const earlier = { seq: 2, uptimeMs: AT_MS - 1, ts: STARTS_AT + AT_MS - 1 };
    expect(judged([{}, earlier])).toHaveLength(1);
    expect(judged([{ stream: "gap" }, { ...earlier, stream: "gap" }])).toEqual([]);
  });
});

describe("the law of light", () => {
  const NIGHT = 3_600_000;
  /** Someone comes, stays in sight for so long, and the lamp goes on with what it gives. */
  const broken = (sightMs: number, levelPct: number): number => {
    const motion = { active: false, edges: 0, lastEdgeAt: null as number | null };
    const post = { motion, lamp: { levelPct } };
    const law = new LightLaw({ posts: new Map([[POST, post]]), sky: { elevationDeg: -30 } } as unknown as World);
    for (let at = 0; at <= NIGHT; at += 60_000) law.look(instant(at));
    Object.assign(motion, { active: true, lastEdgeAt: NIGHT });
    for (let at = NIGHT; at < NIGHT + sightMs; at += 20) law.look(instant(at));
    motion.active = false;
    law.look(instant(NIGHT + sightMs));
    law.look(instant(NIGHT + 20_000));
    return law.broken.length;
  };

  it("owes full light to who was in sight for long enough, and none of it to a shorter pulse", () => {
    expect(broken(80, 30)).toBe(0);
    expect(broken(400, 30)).toBe(1);
    expect(broken(400, 100)).toBe(0);
    expect(broken(80, 29)).toBeGreaterThan(0);
  });
});
