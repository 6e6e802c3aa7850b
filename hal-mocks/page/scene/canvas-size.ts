type Sized = Pick<HTMLCanvasElement, "width" | "height">;

/** Only when it is another: a canvas that is given a size is empty from then on, even if it had that size before. */
export function giveSize(canvas: Sized, cssWidth: number, cssHeight: number, pixelRatio: number): void {
  const width = Math.max(1, Math.round(cssWidth * pixelRatio));
  const height = Math.max(1, Math.round(cssHeight * pixelRatio));
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}
