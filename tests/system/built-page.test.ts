import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { memoryHost } from "../../hal-mocks/host/memory-street.ts";
import { pageFiles } from "../../hal-mocks/host/page-files.ts";
import { PageServer } from "../../hal-mocks/host/serve-page.ts";
import { DECIDING } from "../../hal-mocks/page/static/deciding.ts";
import { pageTemplate } from "../../hal-mocks/page/static/static-page.ts";
import { needs } from "../setup/programs.ts";
import { example } from "../simulation/example.ts";
import { startBrowser } from "./browser.ts";

needs("chromium-headless-shell")("the page as a package serves it", () => {
  it("is one file, which its own policy lets run and nothing else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-built-"));
    const file = join(folder, "page.html");
    writeFileSync(file, await pageTemplate());
    const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
    const host = memoryHost({ configs, scenarios: [] }, DECIDING);
    const server = await PageServer.start(host, 0, () => pageFiles(file));
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      const [troubles, asked]: string[][] = [[], []];
      page.on("console", (message) => {
        if (message.type() === "error") troubles?.push(message.text());
      });
      page.on("pageerror", ({ message }) => troubles?.push(message));
      page.on("request", (request) => asked?.push(new URL(request.url()).pathname));
      await page.goto(server.url);
      await expect.poll(() => page.locator("canvas").count(), { timeout: 10_000 }).toBe(2);
      await page.getByRole("button", { name: "Walk someone past" }).click();
      await expect.poll(() => host.running.pokes.count, { timeout: 10_000 }).toBe(1);
      expect(troubles).toEqual([]);
      expect(new Set(asked)).toEqual(new Set(["/", "/events", "/do"]));
    } finally {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
