import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { startBrowser } from "./browser.ts";

const SHEETS = ["docs/wiring/lamp-post.svg", "docs/wiring/litter-bin.svg"];
/** Two pieces of text may touch by so much of a pixel, of which a sheet has 794 across: rounding. */
const TOUCHING_PX = 0.5;

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const onPaper = (body: string, margin: string): string =>
  `<style>@page{size:A4;margin:${margin}}body{margin:0}svg{display:block}</style>${body}`;

/** How many sheets of A4 a page prints on. */
async function sheetsOf(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  return [...pdf.toString("latin1").matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}

needs("chromium-headless-shell")("the handbook on paper", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await startBrowser();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  it.each(SHEETS)("%s prints on one sheet of A4, its labels apart in the fonts that are there", async (sheet) => {
    await page.setContent(onPaper(read(sheet), "0"));
    expect(await sheetsOf(page)).toBe(1);
    const boxes = await page.locator("text").evaluateAll((texts) =>
      texts.map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        // A line of text covers more than its letters: a quarter above and below is air.
        const air = (bottom - top) / 4;
        return { left, right, top: top + air, bottom: bottom - air, text: text.textContent };
      }),
    );
    expect(boxes.length).toBeGreaterThan(80);
    const over = boxes.flatMap((one, index) =>
      boxes.slice(index + 1).flatMap((other) => {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        return across > TOUCHING_PX && down > TOUCHING_PX ? [`${one.text} / ${other.text}`] : [];
      }),
    );
    expect(over).toEqual([]);
  });

  it("docs/technician.md is one sheet, two sides, also as plain text in 9 points", async () => {
    const text = read("docs/technician.md").replace(/[&<]/g, (letter) => (letter === "&" ? "&amp;" : "&lt;"));
    const style = "font:9pt/1.25 sans-serif;white-space:pre-wrap;margin:0";
    await page.setContent(onPaper(`<pre style="${style}">${text}</pre>`, "12mm"));
    expect(await sheetsOf(page)).toBeLessThanOrEqual(2);
  });
});
