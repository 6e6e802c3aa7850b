import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

type Finding = {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
};
declare global {
  /** In the page. */
  var axe: { run(): Promise<{ readonly violations: readonly Finding[] }> };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds in a page that someone cannot see, reach or hear, and that is serious or worse. */
export async function seriousIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(findings);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** Both run in the page. */
const findings = async (): Promise<readonly Finding[]> => (await axe.run()).violations;
export const widthPx = (): number => document.documentElement.scrollWidth;
