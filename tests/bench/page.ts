import { once } from "node:events";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { startBrowser } from "../system/browser.ts";
import { DeviceRun } from "../system/device-run.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { missedByPage, tellMissed } from "./targets.ts";

export type PageFound = {
  /** From the start of the usual street to its picture in the browser, which starts beside it. */
  readonly firstPictureMs: number;
  readonly frames: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Of a device that ran beside it, in the time of the measurement. */
  readonly cycles: number;
  readonly lateCycles: number;
  /** The same device for the same time before it, with neither street nor browser. */
  readonly lateBefore: number;
};

const USUAL = ["street", "--json", "--port", "18831", "--page-port", "7475"];
const STREET = [...USUAL, "--posts", "60", "--bins", "20"];
const PAGE = "http://127.0.0.1:7475/";
const VIEW = { width: 1_280, height: 800 };
const TRY_EVERY_MS = 50;
const TRIES = 200;
const SETTLE_MS = 5_000;
const MEASURE_MS = 20_000;
const POST = "post-4711-0382";

/** The page with 60 posts and 20 bins in Chromium, and one real device beside it. */
export async function benchPage(json: boolean): Promise<void> {
  const firstPictureMs = await firstPicture();
  const run = new DeviceRun(readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8"), POST, ["--mock"]);
  try {
    await run.ready();
    await pause(SETTLE_MS);
    const alone = await cyclesOf(run, () => pause(MEASURE_MS));
    const street = spawn(process.execPath, [join(ROOT, "device/gaturum.js"), ...STREET], { stdio: "ignore" });
    try {
      const found = await besideStreet(run);
      const page: PageFound = { firstPictureMs, ...found, lateBefore: alone.lateCycles };
      if (!json) process.stdout.write(inWords(page));
      tellMissed(missedByPage(page));
      process.stdout.write(`${JSON.stringify(page)}\n`);
    } finally {
      street.kill("SIGTERM");
      await once(street, "exit");
    }
  } finally {
    await run.close();
  }
}

async function firstPicture(): Promise<number> {
  const begun = performance.now();
  const street = spawn(process.execPath, [join(ROOT, "device/gaturum.js"), ...USUAL], { stdio: "ignore" });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEW });
    await opened(page);
    await page.waitForFunction(isDrawn, undefined, { polling: 10 });
    return Math.round(performance.now() - begun);
  } finally {
    await browser.close();
    street.kill("SIGTERM");
    await once(street, "exit");
  }
}

async function besideStreet(run: DeviceRun): Promise<Omit<PageFound, "lateBefore" | "firstPictureMs">> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEW });
    await opened(page);
    await pause(SETTLE_MS);
    let gapsMs: readonly number[] = [];
    const cycles = await cyclesOf(run, async () => {
      gapsMs = await page.evaluate(frameGaps, MEASURE_MS);
    });
    const sorted = [...gapsMs].sort((a, b) => a - b);
    const share = (of: number): number => Math.round(10 * (sorted[Math.floor(of * sorted.length)] ?? NaN)) / 10;
    return { frames: sorted.length, medianMs: share(0.5), p95Ms: share(0.95), ...cycles };
  } finally {
    await browser.close();
  }
}

async function opened(page: Page): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await page.goto(PAGE).catch(() => null);
    if (answer?.ok() === true) return;
    await pause(TRY_EVERY_MS);
  }
  throw new Error(`no page at ${PAGE}`);
}

async function cyclesOf(run: DeviceRun, during: () => Promise<unknown>) {
  const before = (await run.status()).figures;
  await during();
  const after = (await run.status()).figures;
  return { cycles: after.cycles - before.cycles, lateCycles: after.lateCycles - before.lateCycles };
}

/** Runs in the page: the middle of the street is not black. */
function isDrawn(): boolean {
  const canvas = document.querySelector("canvas");
  const at = canvas?.getContext("2d")?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return at !== undefined && (at[0] ?? 0) + (at[1] ?? 0) + (at[2] ?? 0) > 0;
}

/** Runs in the page: the time from each frame to the next. */
function frameGaps(forMs: number): Promise<number[]> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    const begun = performance.now();
    let last = begun;
    const next = (now: number): void => {
      gaps.push(now - last);
      last = now;
      if (now - begun < forMs) requestAnimationFrame(next);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(next);
  });
}

function inWords({ firstPictureMs, frames, medianMs, p95Ms, cycles, lateCycles, lateBefore }: PageFound): string {
  return (
    `page     drawn after ${firstPictureMs} ms; ${frames} frames, median ${medianMs} ms, p95 ${p95Ms} ms, at ${VIEW.width} x ${VIEW.height}\n` +
    `control  ${lateCycles} of ${cycles} cycles late beside it, ${lateBefore} before it\n`
  );
}
