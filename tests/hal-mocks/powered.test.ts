import { describe, expect, it } from "vitest";
import { parseScenario } from "../../config/scenario.ts";
import { epochMs, instant, minutes, seconds } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";
import { play } from "../../hal-mocks/happenings.ts";
import { BOOT_MS } from "../../hal-mocks/powered.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { binPictures, postPictures } from "../../hal-mocks/terminal/picture.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { example } from "../simulation/example.ts";

/** A street of one post, and what can be seen of it. */
async function street(config: string, starts: string, bins = 0) {
  const configs = { post: await example(config), bin: await example("sensor-bin.yaml") };
  const startsAt = epochMs(Date.parse(starts));
  const made = new SimulatedStreet({ configs, scene: streetScene(1, bins), seed: 7, startsAt, make: Device });
  const city = new MemoryCity(made.time);
  made.startLinks(city);
  const [site] = made.sites;
  if (site === undefined) throw new Error("a street without its post");
  const at = (moment: number) => {
    made.runTo(instant(moment), "jump");
    const { motion } = site.device.control.readings;
    return { runs: site.on, lit: made.world.posts.get("lamp-1")?.lamp.levelPct ?? 0, pirWell: motion?.ok === true };
  };
  return { street: made, city, site, at };
}
const DAY_DEAD = { runs: false, lit: 0 };

describe("power that comes back", () => {
  it("lights the lamp at once, control after its boot, and the motion sensor after a minute", async () => {
    const { street: made, site, at } = await street("lamp-post.yaml", "2026-11-25T20:00Z");
    at(minutes(5));
    site.cutPower();
    made.poked();
    expect(at(minutes(6))).toMatchObject(DAY_DEAD);
    site.returnPower();
    made.poked();
    expect(at(minutes(6) + 20)).toMatchObject({ runs: false, lit: 100 });
    expect(at(minutes(6) + BOOT_MS + 20)).toEqual({ runs: true, lit: 100, pirWell: false });
    expect(at(minutes(7) - 20)).toMatchObject({ pirWell: false });
    expect(at(minutes(7) + 20)).toMatchObject({ pirWell: true });
    expect(at(minutes(7) + seconds(10))).toEqual({ runs: true, lit: 30, pirWell: true });
  });

  it("shows in the terminal's street as no level and why, until control decides again", async () => {
    const { street: made, site, at } = await street("lamp-post.yaml", "2026-11-25T20:00Z");
    const shown = (moment: number) => {
      at(moment);
      const [post] = postPictures(made);
      return [post?.levelPct, post?.reason];
    };
    expect(shown(minutes(5))[0]).toBeGreaterThan(0);
    site.cutPower();
    made.poked();
    expect(shown(minutes(6))).toEqual([null, "no power"]);
    site.returnPower();
    made.poked();
    expect(shown(minutes(6) + 20)).toEqual([null, "starts"]);
    expect(shown(minutes(6) + BOOT_MS + 20)[0]).toBe(100);
  });

  it("shows a bin in the terminal's street as one of which nothing is known, until control decides again", async () => {
    const { street: made, at } = await street("lamp-post.yaml", "2026-11-25T20:00Z", 1);
    const site = made.sites.find(({ device }) => device.config.kind === "litter-bin");
    const shown = (moment: number) => {
      at(moment);
      return binPictures(made).map(({ fillPct, state }) => [fillPct === null, state]);
    };
    expect(shown(minutes(5))).toEqual([[false, "measuring"]]);
    site?.cutPower();
    made.poked();
    expect(shown(minutes(6))).toEqual([[true, "controller off"]]);
    site?.returnPower();
    made.poked();
    expect(shown(minutes(8))).toEqual([[false, "measuring"]]);
  });

  it("is cut off again before control has started, and starts whole the next time", async () => {
    const { street: made, site, at } = await street("lamp-post.yaml", "2026-11-25T20:00Z");
    const [away, back] = [() => site.cutPower(), () => site.returnPower()];
    for (const [moment, turn] of [
      [1, away],
      [2, back],
      [12, away],
      [13, back],
    ] as const) {
      at(seconds(60 + moment));
      turn();
      made.poked();
    }
    expect(at(seconds(73) + BOOT_MS - 20)).toMatchObject({ runs: false, lit: 100 });
    expect(at(seconds(73) + BOOT_MS + 20)).toMatchObject({ runs: true });
    expect(site.device.left.boots).toBe(2);
    expect(at(seconds(62 + 60))).toMatchObject({ pirWell: false });
    expect(at(seconds(73 + 60) + 20)).toMatchObject({ pirWell: true });
  });

  it("comes and goes as often as a scenario says", async () => {
    const { street: made, city, at } = await street("lamp-post.yaml", "2026-11-25T20:00Z");
    const happens = "{ at: 1 min, do: power-cut, device: all, for: 30 s, times: 2, every: 2 min }";
    const head = "scenario: s\ncaption: { en: e, sv: s }\nstarts: 2026-11-25T20:00Z\nlasts: 1 h\n";
    const parsed = parseScenario(`${head}happens:\n  a: ${happens}\nexpect: { online: 1 }\n`, "s.yaml");
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    for (const happening of parsed.scenario.happens) play(happening, made, city);
    const lit = [50, 70, 100, 170, 190, 220].map((second) => at(seconds(second)).lit > 0);
    expect(lit).toEqual([true, false, true, true, false, true]);
  });
});

describe("a post whose supply is switched", () => {
  it("is dead by day and lives from the street's dusk to its dawn", async () => {
    const { street: made, city, at } = await street("bus-shelter.yaml", "2026-11-25T12:00Z");
    for (let moment = 0; moment < minutes(24 * 60); moment += minutes(10)) {
      const { runs, lit } = at(moment);
      expect([moment, runs, lit > 0]).toEqual([moment, made.world.sky.lampsLit, made.world.sky.lampsLit]);
    }
    expect(city.tally()).toMatchObject({ devicesOnline: 0, devicesResting: 1 });
  });

  it("gets no power by day from whoever mends the street", async () => {
    const { street: made, site, at } = await street("bus-shelter.yaml", "2026-11-25T12:00Z");
    at(minutes(1));
    site.cutPower();
    site.returnPower();
    made.poked();
    expect(at(minutes(3))).toMatchObject(DAY_DEAD);
  });
});
