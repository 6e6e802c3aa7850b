import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machineFor } from "../../device/compose.ts";
import { BAD_STARTS_MAX, nextLadder, type Chosen, type Ladder, type StartFacts } from "../../device/boot/ladder.ts";
import { safeProfile } from "../../device/boot/safe-profile.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const OWN = { ok: true, hash: "0".repeat(16) } as const;
const FACTS: StartFacts = {
  program: "0.1.0",
  config: OWN,
  goodHash: "1".repeat(16),
  isAnyKept: true,
  boot: "one",
  byReset: false,
  last: null,
};

/** A post that is started again and again. */
class Post {
  ladder: Ladder | null = null;
  facts: StartFacts = FACTS;
  newest: Chosen | null = null;

  start(how: "died" | "ended" | "well" | "power" | "reset", change: Partial<StartFacts> = {}): Ladder["profile"] {
    const start = this.ladder?.start ?? 0;
    const isNew = how === "power" || how === "reset";
    const boot = isNew ? `boot ${start}` : this.facts.boot;
    const last = isNew || how === "died" ? null : { start, ended: how === "ended", well: how === "well" };
    this.facts = { ...this.facts, ...change, boot, byReset: how === "reset", last };
    this.newest = nextLadder(this.ladder, this.facts);
    this.ladder = this.newest.ladder;
    return this.ladder.profile;
  }

  times(count: number, how: "died" | "ended" | "well" | "power" | "reset"): Ladder["profile"][] {
    return Array.from({ length: count }, () => this.start(how));
  }
}

describe("the ladder of configs", () => {
  it("goes from the device's own to the last good one and to the safe profile, three bad starts each", () => {
    const post = new Post();
    const thrice = (name: string) => Array.from({ length: BAD_STARTS_MAX }, () => name);
    expect(post.times(9, "died")).toEqual(["device", "last-good", "safe"].flatMap(thrice));
    expect(post.newest?.why).toMatch(/6 bad starts/);
  });

  it.each(["power", "ended"] as const)("stays where it is, however often it begins anew by: %s", (how) => {
    expect(new Set(new Post().times(20, how))).toEqual(new Set(["device"]));
  });

  it("counts a reset by the watchdog as a bad start", () => {
    expect(new Post().times(4, "reset")).toEqual(["device", "device", "device", "last-good"]);
  });

  it("takes the last good one at once for a config that cannot be read, and says why", () => {
    const post = new Post();
    expect(post.start("ended", { config: { ok: false, why: "device.yaml:3:1 no such key" } })).toBe("last-good");
    expect(post.newest?.why).toMatch(/device\.yaml:3:1/);
    expect(post.start("ended", { goodHash: null })).toBe("safe");
    expect(post.start("ended", { isAnyKept: false })).toBe("none");
  });

  it("goes to the safe profile where the last good one is the same, or there is none", () => {
    for (const goodHash of [OWN.hash, null]) {
      const post = new Post();
      post.facts = { ...FACTS, goodHash };
      expect(post.times(4, "died").at(-1)).toBe("safe");
    }
  });

  it("begins anew with another config, or another program", () => {
    for (const change of [{ config: { ok: true, hash: "2".repeat(16) } }, { program: "0.2.0" }] as const) {
      const post = new Post();
      post.times(9, "died");
      expect(post.start("died", change)).toBe("device");
    }
  });

  it("gives the device's own one more try at a power-up", () => {
    const post = new Post();
    post.times(9, "died");
    expect(post.start("power")).toBe("device");
    expect(post.start("died")).toBe("last-good");
  });

  it("keeps a config that was well, and only the device's own", () => {
    const post = new Post();
    post.start("ended");
    post.start("well");
    expect(post.newest?.promote).toBe(true);
    post.times(4, "died");
    post.start("well");
    expect(post.newest).toMatchObject({ promote: false, ladder: { profile: "last-good" } });
  });

  it("has a config to start with in every history in which one was ever readable", () => {
    const how = fc.constantFrom("died", "ended", "well", "power", "reset");
    const step = fc.tuple(how, fc.boolean(), fc.constantFrom(OWN.hash, "1".repeat(16)));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const post = new Post();
        for (const [each, isReadable, goodHash] of steps) {
          const config = isReadable ? OWN : ({ ok: false, why: "torn" } as const);
          expect(post.start(each, { config, goodHash })).not.toBe("none");
          expect(post.ladder?.bad).toBeLessThanOrEqual(2 * BAD_STARTS_MAX);
        }
      }),
      propertyRuns(200),
    );
  });
});

describe("the safe profile", () => {
  const example = (name: string) => {
    const path = join(import.meta.dirname, "../../config", name);
    const loaded = parseConfig(readFileSync(path, "utf8"), path);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    return loaded.config;
  };

  it("is a lamp at 100 %, and nothing else that could bring control down", () => {
    const safe = safeProfile(example("lamp-post-calendar.yaml"));
    if (safe.kind !== "lamp-post") throw new Error("another kind");
    expect(safe.parts.map(({ role }) => role)).toEqual(["lamp"]);
    expect(safe.lamp).toMatchObject({ basePct: 100, boostPct: 100, floorPct: 100, safePct: 100, calendar: null });
    expect(machineFor(safe).safeOutputs).toEqual({ levelPct: 100 });
  });

  it("is a bin without a ram", () => {
    const safe = safeProfile(example("litter-bin.yaml"));
    expect([safe.parts, safe.kind === "litter-bin" && safe.bin.press]).toEqual([[], null]);
    expect(machineFor(safe).safeOutputs).not.toHaveProperty("ram", "extend");
  });

  it("goes by another hash, so that nothing set or kept under the config is taken up", () => {
    const config = example("lamp-post.yaml");
    expect(safeProfile(config).hash).toMatch(/^[0-9a-f]{16}$/);
    expect(safeProfile(config).hash).not.toBe(config.hash);
  });
});
