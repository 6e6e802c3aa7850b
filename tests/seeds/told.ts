import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/vitest-run.ts";
import { formatPage, parsePage, withBug, withLives, type Judged } from "./page.ts";
import type { Lives } from "./lives.ts";

const PAGE = join(ROOT, "docs/seeds.md");
const today = (): string => new Date().toISOString().slice(0, 10);

export function tellLives(lives: Lives): void {
  change((page) => withLives(page, { ...lives, date: today() }));
}

export function tellBug(bug: Judged): void {
  change((page) => withBug(page, { ...bug, date: today() }));
}

/** Read anew each time: another part may run beside this one. */
function change(how: (page: ReturnType<typeof parsePage>) => ReturnType<typeof parsePage>): void {
  const text = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  writeFileSync(PAGE, formatPage(how(parsePage(text))));
}
