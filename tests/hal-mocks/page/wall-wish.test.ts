import { describe, expect, it } from "vitest";
import { WishPacing } from "../../../hal-mocks/page/wall-wish.ts";

describe("a handle that is moved by hand", () => {
  it("tells a place once, though an arrow key both moves it and lets it go", () => {
    const pacing = new WishPacing();
    expect([pacing.follows(1_000, 0), pacing.settles(1_000)]).toEqual([true, false]);
    expect([pacing.follows(2_000, 500), pacing.settles(2_000.4)]).toEqual([true, false]);
  });

  it("tells the last place of a quick drag, and not those on the way", () => {
    const pacing = new WishPacing();
    expect([1, 2, 3, 4].map((to) => pacing.follows(to, 20 * to))).toEqual([true, false, false, false]);
    expect(pacing.settles(4)).toBe(true);
    expect(pacing.follows(5, 200)).toBe(true);
  });

  it("tells a place again when it is put there again", () => {
    const pacing = new WishPacing();
    pacing.follows(1_000, 0);
    pacing.settles(1_000);
    expect(pacing.settles(1_000)).toBe(true);
    expect([pacing.follows(1_000, 5_000), pacing.settles(1_000)]).toEqual([true, false]);
  });
});
