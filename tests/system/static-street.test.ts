import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadScenario } from "../../config/load-scenario.ts";
import type { Scenario } from "../../config/scenario.ts";
import type { Counted } from "../../hal-mocks/outcome.ts";
import { memoryHost, type StreetMaterial } from "../../hal-mocks/host/memory-street.ts";
import { withStage } from "../../hal-mocks/host/page-files.ts";
import type { Answer, Frame, Watched, Wish } from "../../hal-mocks/host/protocol.ts";
import { DECIDING } from "../../hal-mocks/page/static/deciding.ts";
import { streetTemplate } from "../../hal-mocks/page/static/static-page.ts";
import { ScenarioRun } from "../../hal-mocks/scenario-run.ts";
import { needs } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { example } from "../simulation/example.ts";
import { BIN_FAULTS, recorded } from "../simulation/recorded.ts";
import { startBrowser } from "./browser.ts";

declare global {
  /** In the page. */
  var gaturumWorker: Watched | undefined;
}

/**
 * So much of each scenario is played here headless and in a page's process, and every fifth in a page too;
 * `GATURUM_WHOLE=yes` plays all of them to their ends, and in a page 54 hours: the one that is longer takes 20 minutes there.
 */
const WHOLE = process.env["GATURUM_WHOLE"] === "yes";
const SHORT_MS = WHOLE ? Infinity : 50 * 60_000;
const IN_PAGE_MS = WHOLE ? 54 * 3_600_000 : SHORT_MS;
const IN_PAGE_EACH = WHOLE ? 1 : 5;
const OPENS_WITHIN_MS = 60_000;
const PLAYS_WITHIN_MS = WHOLE ? 30 * 60_000 : 90_000;
const FILES = globSync("hal-mocks/scenarios/*.yaml", { cwd: ROOT }).sort();

needs("chromium-headless-shell")("the street as a page that opens from a disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-static-"));
  let browser: Browser;
  let material: StreetMaterial;

  beforeAll(async () => {
    const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
    material = { configs, scenarios: await Promise.all(FILES.map(shortened)) };
    const shown = { ...material, scenarios: material.scenarios.map(inPage) };
    const html = withStage(await streetTemplate(shown), memoryHost(shown, DECIDING).stage());
    writeFileSync(join(folder, "short.html"), html);
    browser = await startBrowser();
  }, OPENS_WITHIN_MS);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it(
    "is one file that npm builds; it opens, moves, and asks for nothing else",
    async () => {
      const built = join(folder, "built");
      const { status, stderr } = spawnSync(process.execPath, ["hal-mocks/page/static/build.ts", built], {
        ...{ cwd: ROOT, encoding: "utf8" },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(readdirSync(built)).toEqual(["index.html"]);
      const { page, troubles, requests } = await opened(browser, join(built, "index.html"));
      await asked(page, { do: "speed", speed: 10 });
      const levels = await page.evaluate(levelsOfFrames, 40);
      expect(new Set(levels.map((each) => each.join(" "))).size).toBeGreaterThan(3);
      expect(await page.locator("#page canvas").count()).toBeGreaterThan(0);
      expect(troubles).toEqual([]);
      expect(requests.filter((url) => !url.startsWith("blob:")).length).toBe(1);
      await page.close();
    },
    OPENS_WITHIN_MS,
  );

  it(
    "does what is wished, reads files, and says what is wrong with them",
    async () => {
      const { page } = await opened(browser, join(folder, "short.html"));
      expect(await asked(page, { do: "poke", verb: "network" })).toEqual({ ok: true });
      const wrong = await asked(page, { do: "open", file: "a.yaml", text: "scenario: <script>\n" });
      expect(wrong.ok ? [] : wrong.details).toContainEqual(expect.stringMatching(/^a\.yaml:1:11 scenario: /));
      const { text } = await recorded("litter-bin.yaml", BIN_FAULTS);
      expect(await asked(page, { do: "open", file: "bin.jsonl", text })).toEqual({ ok: true });
      const frame = await page.evaluate(nextFrame);
      expect(frame).toMatchObject({ stage: 2, posts: [], bins: [{ powered: true }] });
      await page.close();
    },
    OPENS_WITHIN_MS,
  );

  it.each(FILES.map((file, index) => [file, index] as const))(
    "%s comes out the same headless, in a page's process, and in the page itself where it is played there",
    async (_, index) => {
      const scenario = material.scenarios[index] as Scenario;
      expect(hosted(material, scenario.scenario)).toEqual(headless(scenario, material));
      if (index % IN_PAGE_EACH !== 0) return;
      const { page } = await opened(browser, join(folder, "short.html"));
      expect(await page.evaluate(playedInPage, scenario.scenario)).toEqual(headless(inPage(scenario), material));
      await page.close();
    },
    PLAYS_WITHIN_MS,
  );
});

async function shortened(file: string): Promise<Scenario> {
  const loaded = await loadScenario(join(ROOT, file));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded;
  return { ...scenario, lastsMs: Math.min(scenario.lastsMs, SHORT_MS) };
}

const inPage = (scenario: Scenario): Scenario => ({ ...scenario, lastsMs: Math.min(scenario.lastsMs, IN_PAGE_MS) });

function headless(scenario: Scenario, { configs }: StreetMaterial): Counted {
  const run = new ScenarioRun(scenario, configs, DECIDING);
  run.runTo(run.end);
  return run.result();
}

/** Turns of a length that no cycle and no minute fits, and a page that looks now and then. */
function hosted(material: StreetMaterial, name: string): Counted {
  const host = memoryHost(material, DECIDING);
  host.begin();
  host.ask({ do: "scenario", name });
  host.ask({ do: "speed", speed: 1_000 });
  for (let turn = 0; ; turn++) {
    host.pass(7.321 + (turn % 13));
    if (turn % 5 !== 0) continue;
    const { outcome } = host.frame(host.logEnd);
    if (outcome !== null) return outcome.counted;
  }
}

async function opened(browser: Browser, file: string) {
  const page: Page = await browser.newPage();
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, troubles, requests };
}

const asked = (page: Page, wish: Wish): Promise<Answer> => page.evaluate(ask, wish);

/* From here on: functions that run in the page. They know nothing but their argument. */

function ask(wish: Wish): Promise<Answer> {
  return globalThis.gaturumWorker?.ask(wish) ?? Promise.reject(new Error("the page has no worker"));
}

function nextFrame(): Promise<Frame> {
  return new Promise((resolve) => {
    globalThis.gaturumWorker?.listen((message) => {
      if (message.m === "frame") resolve(message.frame);
    });
  });
}

function levelsOfFrames(count: number): Promise<readonly (readonly number[])[]> {
  const levels: (readonly number[])[] = [];
  return new Promise((resolve) => {
    globalThis.gaturumWorker?.listen((message) => {
      if (message.m === "frame") levels.push(message.frame.posts.map(({ litPct }) => litPct));
      if (levels.length >= count) resolve(levels);
    });
  });
}

async function playedInPage(name: string): Promise<Counted> {
  const worker = globalThis.gaturumWorker;
  if (worker === undefined) throw new Error("the page has no worker");
  await worker.ask({ do: "scenario", name });
  await worker.ask({ do: "speed", speed: 1_000 });
  return new Promise((resolve) => {
    worker.listen((message) => {
      if (message.m === "frame" && message.frame.outcome !== null) resolve(message.frame.outcome.counted);
    });
  });
}
