import { expect, it } from "vitest";
import { giveSize } from "../../../hal-mocks/page/scene/canvas-size.ts";

/** Counts how often it was emptied, as a browser empties a canvas. */
function pretendCanvas() {
  const size = { width: 300, height: 150 };
  const canvas = {
    emptied: 0,
    get width() {
      return size.width;
    },
    set width(width) {
      size.width = width;
      canvas.emptied += 1;
    },
    get height() {
      return size.height;
    },
    set height(height) {
      size.height = height;
      canvas.emptied += 1;
    },
  };
  return canvas;
}

it("a canvas takes the size in the pixels of the screen, and keeps its picture when that is its size", () => {
  const canvas = pretendCanvas();
  giveSize(canvas, 640.2, 200, 2);
  expect(canvas).toMatchObject({ width: 1280, height: 400 });
  const { emptied } = canvas;
  giveSize(canvas, 640.2, 200, 2);
  expect(canvas.emptied).toBe(emptied);
  giveSize(canvas, 0, 0, 2);
  expect(canvas).toMatchObject({ width: 1, height: 1 });
});
