import { afterAll, beforeAll, expect, it } from "vitest";
import type { Frame } from "../../hal-mocks/host/protocol.ts";
import { until } from "../link/link-process.ts";
import { needs } from "../setup/programs.ts";
import { WatchedPage } from "./watched-page.ts";

declare global {
  /** In the page: what its canvases wrote. */
  var written: Set<string>;
}

const LONG_MS = 60_000;
/** A strip of the street in which people walk, as shares of the canvas's height. */
const STRIP = { from: 0.66, to: 0.78 };
const WATCH_MS = 3_000;
/** Someone who walks goes so far while they are watched, twice. */
const STAYS_M = 15;
const within = (atM: number): boolean => atM > 5 && atM < 105;
/** With reduced motion someone is put to a new place once a second; the sky may be painted anew beside that. */
const STILL_CHANGES_MAX = 8;
/** In the twilight each colour drifts by a step of 255 now and then: that moves for nobody. */
const DRIFT = 8;

needs("chromium-headless-shell")("the page for whom movement is too much", () => {
  let street: WatchedPage;
  beforeAll(async () => {
    street = await WatchedPage.open(["--bins", "0"]);
    const { page } = street;
    await page.addInitScript(rememberTexts);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(street.url);
    // Every lamp in full: nothing of the street changes but the people in it.
    await street.press("Lose the clock");
    await street.sees("every lamp in full", ({ posts }) => posts.every(({ litPct }) => litPct === 100));
  }, LONG_MS);
  afterAll(() => street.close());

  it("puts people to their places instead of walking them, and back when it may move", async () => {
    const { page } = street;
    // Each of two would be put to their places at moments of their own.
    const stays = ({ people }: Frame): boolean =>
      people.length === 1 &&
      people.every(({ atM, towards, mps }) => mps < 2 && within(atM) && within(atM + towards * STAYS_M));
    await until(
      "one person who stays in the street for a while",
      async () => {
        // The one before cycled, or has gone.
        if (street.frame.people.length === 0) {
          await street.press("Walk someone past");
          await street.sees("someone in the street", ({ people }) => people.length > 0);
        }
        return stays(street.frame);
      },
      90,
    );
    const still = await page.evaluate(changesSeen, { ...STRIP, forMs: WATCH_MS, drift: DRIFT });
    expect(still).toBeGreaterThan(1);
    expect(still).toBeLessThanOrEqual(STILL_CHANGES_MAX);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    const walking = await page.evaluate(changesSeen, { ...STRIP, forMs: WATCH_MS, drift: DRIFT });
    expect(walking).toBeGreaterThan(2 * STILL_CHANGES_MAX);
    await page.emulateMedia({ reducedMotion: "reduce" });
  }, 120_000);

  it("writes each lamp's level beside it, and only then", async () => {
    const { page } = street;
    await street.press("Mend everything");
    await street.sees("a lamp at rest", ({ posts }) => posts.some(({ litPct }) => litPct === 30), 90);
    const levels = async (): Promise<readonly string[]> => {
      await page.evaluate(forgetTexts);
      await page.waitForTimeout(500);
      return (await page.evaluate(textsWritten)).filter((text) => /^\d+ %$/.test(text));
    };
    expect(await levels()).toContain("30 %");
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await until("no level to be written any more", async () => (await levels()).length === 0);
    await page.emulateMedia({ reducedMotion: "reduce" });
  }, 120_000);

  it("has no style that moves by itself, of what is always there and of what comes and goes", async () => {
    const { page } = street;
    await page.getByRole("button", { name: /^lamp 5/i }).focus();
    expect(await page.locator(".popover").count()).toBe(1);
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "bad.yaml", mimeType: "text/yaml", buffer: Buffer.from("no: scenario") });
    await page.locator(".notice").waitFor();
    expect(await page.evaluate(movingByStyle)).toEqual([]);
  });
});

/** All of these run in the page. */
function rememberTexts(): void {
  globalThis.written = new Set();
  const write = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, "fillText")
    ?.value as CanvasRenderingContext2D["fillText"];
  CanvasRenderingContext2D.prototype.fillText = function (...given) {
    globalThis.written.add(given[0]);
    write.apply(this, given);
  };
}
const forgetTexts = (): void => globalThis.written.clear();
const textsWritten = (): readonly string[] => [...globalThis.written];

/** How often a strip of the street looked different from the picture before. */
type Watch = { readonly from: number; readonly to: number; readonly forMs: number; readonly drift: number };
function changesSeen({ from, to, forMs, drift }: Watch): Promise<number> {
  const canvas = document.querySelector("canvas");
  const c = canvas?.getContext("2d");
  if (!canvas || !c) return Promise.resolve(NaN);
  const [top, high] = [Math.round(from * canvas.height), Math.round((to - from) * canvas.height)];
  const looks = (): Uint8ClampedArray => c.getImageData(0, top, canvas.width, high).data;
  return new Promise((resolve) => {
    const begunMs = performance.now();
    let [before, changes] = [looks(), 0];
    requestAnimationFrame(function look(nowMs) {
      const now = looks();
      if (now.some((value, at) => Math.abs(value - (before[at] ?? 0)) > drift)) {
        changes += 1;
        before = now;
      }
      if (nowMs - begunMs < forMs) requestAnimationFrame(look);
      else resolve(changes);
    });
  });
}

function movingByStyle(): readonly string[] {
  const lasts = (durations: string): boolean => durations.split(",").some((each) => parseFloat(each) > 0);
  return [...document.querySelectorAll("*")]
    .filter((element) => {
      const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
      const animates = animationName !== "none" && lasts(animationDuration);
      return lasts(transitionDuration) || animates || scrollBehavior === "smooth";
    })
    .map(({ tagName, className }) => `${tagName} ${className}`);
}
