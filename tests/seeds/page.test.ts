import { describe, expect, it } from "vitest";
import { formatPage, parsePage, withBug, withLives, type Page } from "./page.ts";

describe("docs/seeds.md", () => {
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
