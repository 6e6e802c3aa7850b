import { afterAll, beforeAll, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { until } from "../link/link-process.ts";
import { seriousIn, widthPx } from "./axe.ts";
import { WatchedConsole } from "./watched-console.ts";

const LONG_MS = 180_000;
/** Starting, and starting again, beside whatever else this computer does. */
const SOON = { timeout: 60_000 };
/** Issue 8: a thumb in a glove. */
const TARGET_PX = 44;
const VIEWS = [
  { lang: "en", theme: "sunlight", width: 360 },
  { lang: "sv", theme: "dusk", width: 360 },
  { lang: "sv", theme: "sunlight", width: 1_280 },
  { lang: "en", theme: "dusk", width: 1_280 },
] as const;

/** Runs in the page: what can be pressed and is smaller than a thumb. */
const smallTargets = (leastPx: number): readonly string[] =>
  [...document.querySelectorAll("a, button, input:not([type=hidden])")]
    .filter((target) => target.checkVisibility())
    .filter((target) => {
      const { width, height } = target.getBoundingClientRect();
      return width < leastPx || height < leastPx;
    })
    .map((target) => target.outerHTML);

async function isForEveryone({ page, url }: WatchedConsole): Promise<void> {
  for (const { lang, theme, width } of VIEWS) {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(`${url}?lang=${lang}&theme=${theme}`);
    expect(await seriousIn(page), `${lang} ${theme} ${width}`).toEqual([]);
    expect(await page.evaluate(widthPx), `${lang} ${theme} ${width}`).toBeLessThanOrEqual(width);
    expect(await page.evaluate(smallTargets, TARGET_PX), `${lang} ${theme} ${width}`).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

needs("chromium-headless-shell")("the console of a lamp post, in a browser", () => {
  let post: WatchedConsole;
  const level = () => post.page.locator("#now .number");
  const button = (name: string) => post.page.getByRole("button", { name });
  const says = (text: string | RegExp) => post.page.getByText(text).first().waitFor(SOON);
  const lit = (state: string) => post.page.locator(`.current[data-state=${state}]`).waitFor(SOON);

  beforeAll(async () => {
    post = await WatchedConsole.open("post");
  }, LONG_MS);
  afterAll(() => post.close());

  it("is for everyone before the code is typed, too", () => isForEveryone(post), LONG_MS);

  it(
    "follows the lamp as someone comes, and says why; the machine's state is lit",
    async () => {
      await post.signIn();
      await lit("base");
      await until("the lamp to have come down", async () => /^30/.test(await level().innerText()), 30);
      post.sight(true);
      await lit("motion");
      await until("the level of its lamp", async () => /^100/.test(await level().innerText()), 30);
      expect(await post.page.locator("#now .sentence").innerText()).toBe("30 → 100 %: someone passed");
      expect(await post.page.locator("#why li").first().innerText()).toMatch(
        /30 → 100 %: someone passed.*motion someone/s,
      );
      expect(await post.page.locator(".current").count()).toBe(1);
      await says("sees someone");
      post.sight(false);
      await says("sees nobody");
    },
    LONG_MS,
  );

  it("is for everyone", () => isForEveryone(post), LONG_MS);

  it(
    "is in Swedish at a touch",
    async () => {
      await post.page.goto(`${post.url}?lang=en`);
      await post.page.getByRole("link", { name: "Svenska" }).click();
      await post.page.getByRole("heading", { name: "Vad den beslutade" }).waitFor();
      expect(await post.page.locator("html").getAttribute("lang")).toBe("sv");
      expect(await post.page.locator("#why li").first().innerText()).toContain("någon gick förbi");
      await post.page.getByRole("link", { name: "English" }).click();
      await post.page.getByRole("heading", { name: "What it decided" }).waitFor();
    },
    LONG_MS,
  );

  it(
    "blinks the lamp when it is asked twice, and not when it is asked once",
    async () => {
      await button("Blink the lamp").click();
      await button("Blink the lamp?").waitFor(SOON);
      await says("The lamp blinks for 60 s, full and dim in turns.");
      expect((await post.run.decisions()).at(-1)?.reason).not.toBe("commissioning");
      // The button asks for 10 s, and then is as before.
      await post.page.getByRole("button", { name: "Blink the lamp", exact: true }).waitFor(SOON);
      await button("Blink the lamp").click();
      await button("Blink the lamp?").waitFor(SOON);
      await until("no double tap", () =>
        post.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600, true))),
      );
      await button("Blink the lamp?").click();
      await says("it blinks for 60 s");
      await lit("commissioning");
    },
    LONG_MS,
  );

  it(
    "says so when control is gone, and goes on when it is back",
    async () => {
      // Held still, or it would have another control there before the page has looked.
      post.run.child.kill("SIGSTOP");
      process.kill(post.run.controlPid, "SIGKILL");
      await says("Control does not answer.");
      expect(await level().innerText()).toBe("–");
      expect(await post.page.locator("#acts button").count()).toBe(0);
      expect(await post.page.locator(".current").count()).toBe(0);
      post.run.child.kill("SIGCONT");
      await post.page.locator(".current").waitFor(SOON);
      expect(await level().innerText()).toMatch(/^\d/);
      await says(/over: control does not answer/);
      expect(await post.page.locator("#away").innerText()).toBe("");
    },
    LONG_MS,
  );

  it("had nothing to complain of", () => {
    expect(post.troubles).toEqual([]);
  });
});

needs("chromium-headless-shell")("the console of a bin, in a browser", () => {
  let bin: WatchedConsole;
  beforeAll(async () => {
    bin = await WatchedConsole.open("bin");
    await bin.signIn();
  }, LONG_MS);
  afterAll(() => bin.close());

  it("is for everyone", () => isForEveryone(bin), LONG_MS);

  it(
    "shows how full it is, its press, and each contact in words",
    async () => {
      await bin.page.goto(`${bin.url}?lang=en`);
      await bin.page.locator("#now .number:not(.unknown)").waitFor(SOON);
      const { standing } = (await bin.run.status()) as unknown as { standing: { press: { state: string } } };
      await bin.page.locator(`.current[data-state=${standing.press.state}]`).waitFor(SOON);
      expect(await bin.page.locator("#parts").innerText()).toMatch(/Contact A of the hopper\s+closed/);
    },
    LONG_MS,
  );

  it(
    "arms no reset where control refuses, and says why in control's words; what was typed stays",
    async () => {
      await bin.page.getByLabel("Your name").fill("A. Lind");
      await bin.page.getByLabel("What you repaired").fill("relay K2 <replaced>");
      const button = bin.page.getByRole("button", { name: "Arm a reset" });
      await button.click();
      await bin.page.getByRole("button", { name: "Arm a reset?" }).waitFor(SOON);
      expect(await bin.page.getByLabel("What you repaired").inputValue()).toBe("relay K2 <replaced>");
      await until("no double tap", () =>
        bin.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600, true))),
      );
      await button.click();
      await bin.page
        .getByText(/not now: the bin is in [A-Z_]+\. Turn the key to SERVICE first/)
        .first()
        .waitFor(SOON);
      expect(await bin.page.getByLabel("Your name").inputValue()).toBe("A. Lind");
    },
    LONG_MS,
  );

  it(
    "had nothing to complain of, and says so when the console has ended",
    async () => {
      expect(bin.troubles).toEqual([]);
      expect(await bin.end()).toBe(0);
      const gone = bin.page.locator("#gone");
      await gone.waitFor(SOON);
      expect(await gone.innerText()).toMatch(/The console does not answer\..*gaturum console/);
    },
    LONG_MS,
  );
});
