import { describe, expect, it } from "vitest";
import { dotsOf, isOver, isPastPlug, PILE_MAX, pileOf, placeOf } from "../../../hal-mocks/page/scene/fibre.ts";
import { viewOf, xOf } from "../../../hal-mocks/page/scene/layout.ts";

const view = viewOf(1280, 400, 55);
const senders = (count: number) => Array.from({ length: count }, (_, i) => ({ device: `lamp-${i}`, atM: 22 * i }));

describe("a message on the fibre", () => {
  const dot = { device: "lamp-1", atM: 0, bornMs: 1_000 };

  it("goes down from its device, along to the plug, and down to the city", () => {
    expect(placeOf(view, dot, 999)).toBeNull();
    expect(placeOf(view, dot, 1_000)).toMatchObject({ x: xOf(view, 0), y: view.feetY });
    const way = Array.from({ length: 40 }, (_, i) => placeOf(view, dot, 1_000 + 40 * i)).filter(
      (place) => place !== null,
    );
    way.slice(1).forEach((place, i) => {
      expect(place.x).toBeGreaterThanOrEqual(way[i]?.x ?? 0);
      expect(place.y).toBeGreaterThanOrEqual(way[i]?.y ?? 0);
    });
    expect(way.at(-1)?.x).toBe(view.plugX);
    expect(way.at(-1)?.y).toBeGreaterThan(view.fibreY);
    expect(isPastPlug(view, dot, 1_100)).toBe(false);
    expect([isOver(view, dot, 1_100), isOver(view, dot, 9_000)]).toEqual([false, true]);
  });

  it("comes in at the edge from a device that is out of view", () => {
    expect(placeOf(view, { ...dot, atM: -900 }, 1_000)?.x).toBe(-8);
  });
});

describe("dots", () => {
  it("thin out when there are many, and more so when time flies", () => {
    expect(dotsOf(senders(2), 1, 0)).toHaveLength(2);
    expect(dotsOf(senders(80), 1, 0)).toHaveLength(8);
    expect(dotsOf(senders(80), 1_000, 0)).toHaveLength(3);
    expect(new Set(dotsOf(senders(80), 1, 0).map(({ device }) => device)).size).toBe(8);
  });

  it("pile up, no higher than there is room", () => {
    expect(pileOf(3)).toHaveLength(3);
    expect(pileOf(400)).toHaveLength(PILE_MAX);
    expect(pileOf(1)).toEqual([[0, 0]]);
    expect(pileOf(6)[5]).toEqual([-0.5, 1]);
  });
});
