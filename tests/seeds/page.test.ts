import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { BUGS } from "./bugs.ts";
import { LAWS } from "./law.ts";
import { formatPage, parsePage, withBug, withLives, type Page } from "./page.ts";

describe("docs/seeds.md", () => {
  it("says of each law which planted bug broke it: a law that nothing breaks shows nothing", () => {
    const { bugs } = parsePage(readFileSync(join(ROOT, "docs/seeds.md"), "utf8"));
    const broken = new Set(bugs.flatMap(({ laws }) => laws));
    expect(LAWS.filter((law) => !broken.has(law))).toEqual([]);
    expect(bugs.map(({ name }) => name).sort()).toEqual(BUGS.map(({ name }) => name).sort());
  });

  const counts = { records: 39_000, commands: 230, settings: 1_170, secondsASeed: 0.34 };
  const lives = { ...{ seeds: 100, from: 101, violations: 2, failed: [113, 158] }, ...counts, date: "2026-11-29" };
  const bug = {
    name: "a hold (from the first edge)",
    seed: 7,
    tried: 7,
    sound: true,
    laws: ["live", "time off"],
    date: "2026-11-29",
  };
  const none: Page = { lives: [], bugs: [] };

  it("reads what it wrote, lives in the order of their seeds", () => {
    const first = { ...lives, from: 1, violations: 0, failed: [] };
    let page = withLives(withLives(none, lives), first);
    page = withBug(withBug(page, bug), { ...bug, name: "another", seed: null, tried: 200, sound: false, laws: [] });
    expect(parsePage(formatPage(page))).toEqual(page);
    expect(page.lives.map(({ from }) => from)).toEqual([1, 101]);
    expect(formatPage(page)).toContain("Together: 200 seeds, 2 broke a law; 78,000 records");
    expect(formatPage(page)).toContain("1 of 2 were");
  });

  it("lets new lives and new judgements take the place of older ones", () => {
    const sound = { ...lives, violations: 0, failed: [] };
    const older = [lives, { ...lives, from: 151 }, { ...lives, from: 41 }, { ...lives, from: 201 }];
    const before = older.reduce<Page>((page, each) => ({ ...page, lives: [...page.lives, each] }), none);
    const page = withBug(withBug(withLives(before, sound), bug), { ...bug, sound: false });
    expect(page).toEqual({ lives: [sound, { ...lives, from: 201 }], bugs: [{ ...bug, sound: false }] });
  });
});
