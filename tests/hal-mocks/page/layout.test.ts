import { describe, expect, it } from "vitest";
import { clampCentre, extentOf, inView, mOf, viewOf, widthM, xOf } from "../../../hal-mocks/page/scene/layout.ts";

const street = (posts: number) => ({
  posts: Array.from({ length: posts }, (_, i) => ({ name: `lamp-${i + 1}`, atM: 22 * i })),
  bins: [{ name: "bin-1", atM: 11 }],
});

describe("the layout of the street", () => {
  it("shows six posts at the design's width, edge to edge", () => {
    const extent = extentOf(street(6));
    const view = viewOf(1280, 400, clampCentre(extent, 132, 0));
    expect(widthM(view)).toBeCloseTo(132);
    expect(xOf(view, extent.fromM)).toBeCloseTo(0);
    expect(xOf(view, extent.toM)).toBeCloseTo(1280);
    expect(view.feetY).toBe(312);
  });

  it("shows two posts on a phone", () => {
    const view = viewOf(360, 300, 11);
    const seen = street(6).posts.filter(({ atM }) => inView(view, atM, 0));
    expect(seen.map(({ name }) => name)).toEqual(["lamp-1", "lamp-2"]);
  });

  it("turns px back into metres", () => {
    const view = viewOf(800, 400, 47);
    expect(mOf(view, xOf(view, 61.5))).toBeCloseTo(61.5);
  });

  it("keeps the view on the street, and a short street in the middle", () => {
    const long = extentOf(street(60));
    expect(clampCentre(long, 132, -500)).toBe(-11 + 66);
    expect(clampCentre(long, 132, 5_000)).toBe(59 * 22 + 11 - 66);
    expect(clampCentre(long, 132, 600)).toBe(600);
    expect(clampCentre(extentOf(street(1)), 132, 90)).toBe(5.5);
  });
});
