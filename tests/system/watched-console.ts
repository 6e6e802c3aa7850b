import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { serveWorld } from "../../hal-mocks/remote/serve.ts";
import { singleSite } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { example } from "../simulation/example.ts";
import { startBrowser } from "./browser.ts";
import { DeviceRun } from "./device-run.ts";
import { freePort } from "./mosquitto.ts";

/** Deep in a night, in an hour in which nobody of this seed sets out. */
const STARTS_AT = epochMs(Date.parse("2026-12-21T01:10:00Z"));
const SEED = 3;
export const PHONE = { width: 360, height: 740 };
/** A process that is started on a busy machine. */
const START_S = 60;

/** A post with nobody near, in a world that the test moves; a bin in a world of its own, at the hour of this computer. */
const DEVICES = {
  post: { file: "lamp-post.yaml", name: "post-4711-0382" },
  bin: { file: "litter-bin.yaml", name: "bin-0815" },
} as const;

type Made = { readonly run: DeviceRun; readonly world: World | null; readonly endWorld: () => Promise<void> };

/** `gaturum console` of a running device, and a page in a browser that has not typed its code yet. */
export class WatchedConsole {
  readonly page: Page;
  readonly url: string;
  readonly code: string;
  readonly run: DeviceRun;
  readonly world: World | null;
  readonly troubles: string[] = [];
  readonly #browser: Browser;
  readonly #child: ChildProcess;
  readonly #endWorld: () => Promise<void>;

  private constructor({ run, world, endWorld }: Made, child: ChildProcess, said: string, browser: Browser, page: Page) {
    const { url, code } = JSON.parse(said) as { readonly url: string; readonly code: string };
    this.url = url;
    this.code = code;
    this.run = run;
    this.world = world;
    this.page = page;
    this.#browser = browser;
    this.#child = child;
    this.#endWorld = endWorld;
    page.on("pageerror", ({ message }) => this.troubles.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") this.troubles.push(message.text());
    });
  }

  static async open(kind: keyof typeof DEVICES): Promise<WatchedConsole> {
    const { name } = DEVICES[kind];
    const made = kind === "post" ? await runPost() : runBin();
    await until("control", () => made.run.status().then(Boolean, () => false), START_S);
    const words = ["console", "--device", name, "--json", "--port", String(await freePort())];
    const child = spawn(process.execPath, [join(ROOT, "device/gaturum.js"), ...words], {
      env: made.run.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    await until("the console's address", () => said.includes("\n"), START_S);
    const browser = await startBrowser();
    return new WatchedConsole(made, child, said, browser, await browser.newPage({ viewport: PHONE }));
  }

  /** As someone with the terminal before them does it. */
  async signIn(query = "lang=en"): Promise<void> {
    await this.page.goto(`${this.url}?${query}`);
    await this.page.getByRole("textbox").fill(this.code.toLowerCase());
    await this.page.getByRole("button").click();
    await this.page.locator("main .number").waitFor();
  }

  /** Someone comes to the post and stays, or goes. */
  sight(isThere: boolean): void {
    const now = realTime.now();
    this.world?.advance(now);
    this.world?.posts.get(DEVICES.post.name)?.sight(isThere, now);
  }

  /** As Ctrl-C does it; gives its exit code. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      const gone = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      await gone;
    }
    return this.#child.exitCode;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.end();
    await this.run.close();
    await this.#endWorld();
  }
}

const configOf = (file: string): string =>
  readFileSync(join(ROOT, "config", file), "utf8").replace(/^city:\n(?: .*\n)+/m, "");

async function runPost(): Promise<Made> {
  const { file, name } = DEVICES.post;
  const world = new World(singleSite(await example(file)), SEED, STARTS_AT, realTime.now());
  const folder = mkdtempSync(join(tmpdir(), "gaturum-world-"));
  const socket = join(folder, "world.sock");
  const served = await serveWorld(world, socket, realTime);
  const endWorld = async (): Promise<void> => {
    await served.close();
    rmSync(folder, { recursive: true });
  };
  return { run: new DeviceRun(configOf(file), name, ["--mock", socket]), world, endWorld };
}

function runBin(): Made {
  const { file, name } = DEVICES.bin;
  return { run: new DeviceRun(configOf(file), name, ["--mock"]), world: null, endWorld: () => Promise.resolve() };
}
