import { afterAll, beforeAll, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { seriousIn, widthPx } from "./axe.ts";
import { WatchedPage } from "./watched-page.ts";

const VIEWS = { desktop: { width: 1_280, height: 800 }, phone: { width: 360, height: 740 } } as const;
const TABS = {
  en: ["Why", "States", "Chart", "Messages"],
  sv: ["Varför", "Tillstånd", "Kurva", "Meddelanden"],
} as const;
const LONG_MS = 60_000;

needs("chromium-headless-shell")("the page for everyone", () => {
  let street: WatchedPage;
  beforeAll(async () => {
    street = await WatchedPage.open();
  }, LONG_MS);
  afterAll(() => street.close());

  // Each theme, language and view with each of the others once: what a pair does, a third does not undo.
  it.each([
    { theme: "dusk", language: "en", view: "desktop" },
    { theme: "dusk", language: "sv", view: "phone" },
    { theme: "sunlight", language: "en", view: "phone" },
    { theme: "sunlight", language: "sv", view: "desktop" },
  ] as const)(
    "has nothing serious for axe to find: $theme, $language, $view",
    async ({ theme, language, view }) => {
      const { page } = street;
      await page.setViewportSize(VIEWS[view]);
      await page.goto(`${street.url}?lang=${language}&theme=${theme}`);
      for (const name of TABS[language]) {
        await page.getByRole("tab", { name }).click();
        // What fades in is judged when it is there.
        await page.waitForTimeout(300);
        expect(await seriousIn(street.page)).toEqual([]);
      }
      expect(await page.evaluate(widthPx)).toBeLessThanOrEqual(VIEWS[view].width);
    },
    LONG_MS,
  );

  it.each(
    (["dusk", "sunlight"] as const).flatMap((theme) =>
      (["desktop", "phone"] as const).map((view) => ({ theme, view })),
    ),
  )(
    "nor in what comes and goes: $theme, $view",
    async ({ theme, view }) => {
      const { page } = street;
      await page.setViewportSize(VIEWS[view]);
      await page.goto(`${street.url}?lang=sv&theme=${theme}`);
      for (const device of [/^lampa 2/i, /^papperskorg 1/i, /^nätet$/i]) {
        await page.getByRole("button", { name: device }).focus();
        expect(await page.locator(".popover").count()).toBe(1);
        expect(await seriousIn(street.page)).toEqual([]);
      }
      await page.getByRole("combobox", { name: "Scenario" }).click();
      expect(await seriousIn(street.page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("input[type=file]").setInputFiles(WRONG_FILE);
      await page.getByRole("alert").locator(".notice").waitFor();
      expect(await seriousIn(street.page)).toEqual([]);
      expect(await page.evaluate(widthPx)).toBeLessThanOrEqual(VIEWS[view].width);
    },
    LONG_MS,
  );
});

const WRONG_FILE = { name: "fel.yaml", mimeType: "text/yaml", buffer: Buffer.from("scenari: fel") };
