/** Signs that stand for a state by their shape, so that no one needs their colour. Sizes in px. */

export function triangle(c: CanvasRenderingContext2D, x: number, bottomY: number, size: number, colour: string): void {
  c.fillStyle = colour;
  c.beginPath();
  c.moveTo(x, bottomY - size);
  c.lineTo(x + 0.6 * size, bottomY);
  c.lineTo(x - 0.6 * size, bottomY);
  c.fill();
}

/** Latched: a square, and in it the lock that only someone on site opens. */
export function lockedSquare(
  c: CanvasRenderingContext2D,
  x: number,
  bottomY: number,
  size: number,
  colour: string,
  hole: string,
): void {
  const left = x - size / 2;
  const top = bottomY - size;
  c.fillStyle = colour;
  c.fillRect(left, top, size, size);
  c.fillStyle = hole;
  c.fillRect(left + 0.26 * size, top + 0.46 * size, 0.48 * size, 0.34 * size);
  c.strokeStyle = hole;
  c.lineWidth = 0.1 * size;
  c.beginPath();
  c.arc(x, top + 0.46 * size, 0.15 * size, Math.PI, 0);
  c.stroke();
}

export function ring(c: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 1.5;
  c.beginPath();
  c.arc(x, y, radius, 0, 7);
  c.stroke();
}

export function dot(c: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  c.fillStyle = colour;
  c.beginPath();
  c.arc(x, y, radius, 0, 7);
  c.fill();
}

const HATCH_GAP_PX = 5;
const LINES_MAX = 200;

/** Slanting lines over a box: no power, or not heard for long. */
export function hatch(
  c: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: string,
  gapPx = HATCH_GAP_PX,
): void {
  c.save();
  c.beginPath();
  c.rect(left, top, width, height);
  c.clip();
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.beginPath();
  const lines = Math.min(LINES_MAX, Math.ceil((width + height) / gapPx));
  for (let i = 0; i < lines; i++) {
    const x = left - height + i * gapPx;
    c.moveTo(x, top + height);
    c.lineTo(x + height, top);
  }
  c.stroke();
  c.restore();
}
