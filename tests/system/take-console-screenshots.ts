import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { PHONE, WatchedConsole } from "./watched-console.ts";

/** The console as `docs/technician.md` shows it: a post on a phone, a bin on a laptop. */
const FOLDER = join(ROOT, "docs/console");
const LAPTOP = { width: 1_280, height: 800 };

mkdirSync(FOLDER, { recursive: true });
await take("phone-post", "post", PHONE, async (watched) => {
  await watched.signIn("lang=en");
  watched.sight(true);
  await watched.page.locator(".current[data-state=motion]").waitFor({ timeout: 30_000 });
  await watched.page.getByRole("button", { name: "Ramp the lamp" }).click();
  await watched.page.locator(".armed").waitFor();
});
await take("laptop-bin", "bin", LAPTOP, async (watched) => {
  await until("a fill level", async () => (await watched.run.status()).readings["level"]?.ok === true, 30);
  await watched.signIn("lang=en");
  await watched.page.locator("#now .number:not(.unknown)").waitFor({ timeout: 60_000 });
});

async function take(
  name: string,
  kind: "post" | "bin",
  view: typeof PHONE,
  act: (watched: WatchedConsole) => Promise<void>,
): Promise<void> {
  const watched = await WatchedConsole.open(kind);
  try {
    await watched.page.setViewportSize(view);
    await act(watched);
    await watched.page.screenshot({ path: join(FOLDER, `${name}.jpg`), type: "jpeg", quality: 80 });
    process.stdout.write(`docs/console/${name}.jpg\n`);
  } finally {
    await watched.close();
  }
}
