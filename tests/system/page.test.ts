import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RAM_RESTING_MM } from "../../device/measure/samples.ts";
import { needs } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { WatchedPage } from "./watched-page.ts";
import { lightOf } from "./page-light.ts";

/** A browser, a street and vite start beside each other. */
const START_MS = 60_000;
/** Light on the pavement under a lamp in full, against one at 30 %: perceived 1 to 0.58, and both add to the dusk. */
const BRIGHTER = 1.2;

needs("chromium-headless-shell")("the page of the street", () => {
  let street: WatchedPage;
  beforeAll(async () => {
    street = await WatchedPage.open();
  }, START_MS);
  afterAll(() => street.close());

  it("shows the first second: someone walks in the light, and one sentence says so", async () => {
    expect(await street.caption()).toBe("Someone walks home. The light goes with them.");
    const { posts, people } = street.frame;
    expect(posts.length).toBe(6);
    const walker = people[0]?.atM ?? NaN;
    const nearest = Math.round(walker / 22);
    expect(posts[nearest]?.litPct).toBe(100);
    const far = nearest < 3 ? 5 : 0;
    expect(posts[far]?.litPct).toBe(30);
    const light = await lightOf(street, [nearest, far]);
    expect(light[0] / light[1]).toBeGreaterThan(BRIGHTER);
  });

  it("Throw litter: it falls into the bin that the caption names", async () => {
    const before = street.frame.bins.map(({ litterMm }) => litterMm);
    await street.press("Throw litter");
    await expect.poll(() => street.caption()).toMatch(/Litter goes into/);
    const index = street.stage.bins.findIndex(({ name }) => name === street.frame.caption.device);
    await street.sees("more litter", ({ bins }) => (bins[index]?.litterMm ?? 0) > (before[index] ?? Infinity));
  });

  it("Jam the ram: the next stroke stops at it and goes back up", async () => {
    await street.press("Jam the ram");
    await expect.poll(() => street.caption()).toMatch(/Something hard lies in Bin \d/);
    const index = street.stage.bins.findIndex(({ name }) => name === street.frame.caption.device);
    await street.press("10× real time");
    let deepestMm = 0;
    for (let throws = 0; throws < 12 && deepestMm === 0; throws += 1) {
      await street.press("Throw litter");
      await street
        .sees("the ram", ({ bins }) => (deepestMm = Math.max(deepestMm, bins[index]?.ramMm ?? 0)) > 0, 4)
        .catch(() => undefined);
    }
    await street.sees("the ram to come back", ({ bins }) => {
      deepestMm = Math.max(deepestMm, bins[index]?.ramMm ?? 0);
      return (bins[index]?.ramMm ?? Infinity) < RAM_RESTING_MM;
    });
    expect(deepestMm).toBeGreaterThan(0);
    expect(deepestMm).toBeLessThan(100);
    await street.press("1× real time");
  }, 60_000);

  it("Walk someone past: another comes, and the lamps brighten for them", async () => {
    const { people } = street.frame;
    await street.press("Walk someone past");
    await expect.poll(() => street.caption()).toContain("Someone walks past");
    await street.sees("someone more", (frame) => frame.people.length > people.length);
    await street.press("10× real time");
    const least: number[] = [];
    await street.sees("a lamp that is to be brighter than it was", ({ posts }) =>
      posts.some(({ targetPct }, index) => {
        least[index] = Math.min(least[index] ?? targetPct, targetPct);
        return targetPct > least[index];
      }),
    );
    await street.press("1× real time");
  }, 60_000);

  it("Lose the clock: unsure, every lamp burns in full", async () => {
    await street.press("Lose the clock");
    await expect.poll(() => street.caption()).toContain("No controller knows the time");
    await street.sees("every lamp in full", ({ posts }) => posts.every(({ litPct }) => litPct === 100));
  });

  it("Mend everything: the clock is back, and the lamps rest again", async () => {
    await street.press("Mend everything");
    await expect.poll(() => street.caption()).toContain("All is mended");
    await street.press("10× real time");
    await street.sees("a lamp at rest", ({ posts }) => posts.some(({ litPct }) => litPct === 30));
    await street.press("1× real time");
  });

  it.each([
    [1, "over MQTT"],
    [10, "in memory"],
  ])(
    "Cut the network, at speed %i, %s: the lamps go on, reports wait; mended, they all arrive",
    async (speed) => {
      await street.press(`${speed}× real time`);
      await street.sees(
        "the street at its pace, all reported",
        (frame) => frame.speed === speed && frame.figures.online === 8 && frame.figures.waiting === 0,
      );
      await street.press("Cut the network");
      await expect.poll(() => street.caption()).toContain("Network cut. The lamps go on as before.");
      await street.sees("the city to miss them", ({ figures }) => figures.online === 0);
      const { records } = street.frame.figures;
      for (const { name } of street.stage.posts) await street.ask({ do: "touch", device: name, verb: "breakSensor" });
      await street.sees("reports that wait", ({ figures }) => (figures.waiting ?? 0) >= 6, 60);
      await street.sees("lamps that go on", ({ posts }) => posts.every(({ litPct }) => litPct === 100));
      expect(street.frame.figures.records).toBe(records);
      const { waiting } = street.frame.figures;
      await street.page.keyboard.press("4");
      const all = (records ?? NaN) + (waiting ?? NaN);
      await street.sees(
        "none to wait, and all with the city",
        ({ figures }) => figures.waiting === 0 && figures.online === 8 && (figures.records ?? 0) >= all,
        60,
      );
      await street.press("Mend everything");
    },
    120_000,
  );

  it("breaks one lamp by its own verbs", async () => {
    await street.page.getByRole("button", { name: /^lamp 5/i }).focus();
    await street.page.getByRole("button", { name: "break the lamp" }).click();
    await street.sees("a dark lamp", ({ posts }) => posts[4]?.litPct === 0);
    await expect.poll(() => street.caption()).toContain("The lamp of Lamp 5 is broken");
    await street.sees("its controller to know", ({ posts }) => posts[4]?.faults.includes("lamp") === true);
  });

  it("plays a scenario and the street again, each with a city that counts from nothing", async () => {
    await street.ask({ do: "scenario", name: "a jammed ram" });
    await street.sees("the scenario's city", ({ stage, figures }) => stage > 1 && figures.online === 8);
    const { stage } = street.frame;
    await street.ask({ do: "scenario", name: null });
    await street.sees("the street's city", (frame) => frame.stage > stage && frame.figures.online === 8);
    await street.sees("its reports", ({ figures }) => (figures.records ?? 0) >= 8);
    expect(street.frame.figures.records).toBeLessThan(60);
    expect(street.frame.figures.pace).not.toBeNull();
  }, 60_000);

  it("had nothing to complain of", () => {
    expect(street.troubles).toEqual([]);
  });
});

describe("the page's server", () => {
  let street: WatchedPage;
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${street.url}do`, { method: "POST", body, headers });

  it(
    "answers to its own name alone, and says what it does not know",
    async () => {
      street = await WatchedPage.open();
      try {
        expect(await (await post("not JSON")).json()).toMatchObject({ ok: false, why: { key: "wishNotJson" } });
        expect(await (await post('{"do":"fly"}')).json()).toMatchObject({ ok: false });
        expect((await post('{"do":"poke","verb":"walk"}', { Origin: "http://evil.example" })).status).toBe(403);
        const stranger = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" };
        const asked = async (path: string, headers: Record<string, string> = {}) => {
          const [answer] = (await once(get(`${street.url}${path}`, { headers }), "response")) as [IncomingMessage];
          answer.resume();
          return answer.statusCode;
        };
        expect(await asked("", stranger)).toBe(403);
        expect(await asked("", { ...stranger, "Sec-Fetch-Mode": "navigate" })).toBe(200);
        expect(await asked("__open-in-editor?file=package.json")).toBe(404);
        expect(await asked(`@fs${ROOT}package.json`)).toBe(403);
        const text = "scenario: <script>alert(1)</script>\nstarts: 2026-11-25T20:00Z\n";
        const answer = (await (await post(JSON.stringify({ do: "open", file: "a.yaml", text }))).json()) as {
          details: string[];
        };
        expect(answer.details[0]).toMatch(/^a\.yaml:\d+:\d+ /);
      } finally {
        await street.close();
      }
    },
    START_MS,
  );
});
