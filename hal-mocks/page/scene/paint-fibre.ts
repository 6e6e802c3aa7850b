import { pileOf, placeOf, stillPlace, type Dot } from "./fibre.ts";
import { fontOf, type Inks } from "./inks.ts";
import { xOf, type View } from "./layout.ts";
import { dot, ring } from "./marks.ts";
import { css, rgb } from "./rgb.ts";

const DOT_PX = 2.6;
const PILE_DOT_PX = 2.2;
/** While the network is up, fewer than this are on their way, not waiting. */
const WAITING_MIN = 3;

export function paintFibre(
  c: CanvasRenderingContext2D,
  view: View,
  places: readonly number[],
  networkUp: boolean,
  inks: Inks,
): void {
  const { feetY, fibreY, plugX, widthPx, heightPx, groundY } = view;
  const data = rgb(inks.data);
  const apart = networkUp ? 0 : 16;
  c.strokeStyle = css(data, 0.42);
  c.lineWidth = 1;
  c.beginPath();
  for (const atM of places) {
    const x = Math.round(xOf(view, atM)) + 0.5;
    c.moveTo(x, groundY + 1);
    c.lineTo(x, fibreY);
  }
  c.stroke();
  c.strokeStyle = css(data, 0.14);
  c.beginPath();
  for (const atM of places) {
    const x = Math.round(xOf(view, atM)) + 0.5;
    c.moveTo(x, feetY + 2);
    c.lineTo(x, groundY);
  }
  c.stroke();
  c.strokeStyle = css(data, 0.62);
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(0, fibreY);
  c.lineTo(widthPx, fibreY);
  c.moveTo(plugX, fibreY + PLUG_PX + apart);
  c.lineTo(plugX, heightPx);
  c.stroke();
  paintPlug(c, view, apart, inks);
}

const PLUG_PX = 9;

/** A socket on the line and a plug on the city's cable; cut, they hang apart, and the prongs are bare. */
function paintPlug(c: CanvasRenderingContext2D, { plugX, fibreY }: View, apart: number, inks: Inks): void {
  c.fillStyle = inks.panel;
  c.fillRect(plugX - 11, fibreY - 7, 22, 17 + apart);
  c.fillStyle = inks.data;
  c.beginPath();
  c.roundRect(plugX - 10, fibreY - 6, 20, 8, [4, 4, 1, 1]);
  c.fill();
  c.fillRect(plugX - 14, fibreY - 1, 28, 1.5);
  if (apart > 0) {
    c.fillRect(plugX - 6, fibreY + apart - 4, 2, 7);
    c.fillRect(plugX + 4, fibreY + apart - 4, 2, 7);
  }
  c.beginPath();
  c.roundRect(plugX - 10, fibreY + 3 + apart, 20, 7, [1, 1, 4, 4]);
  c.fill();
}

/** `still`: a dot shows beside the fibre that something was sent, and goes out again. */
export function paintDots(
  c: CanvasRenderingContext2D,
  view: View,
  dots: readonly Dot[],
  nowMs: number,
  still: boolean,
  inks: Inks,
): void {
  for (const each of dots) {
    const place = still ? stillPlace(view, each, nowMs) : placeOf(view, each, nowMs);
    if (place === null) continue;
    c.globalAlpha = 0.25 * place.alpha;
    dot(c, place.x, place.y, 2 * DOT_PX, inks.data);
    c.globalAlpha = place.alpha;
    dot(c, place.x, place.y, DOT_PX, inks.data);
  }
  c.globalAlpha = 1;
}

/** What waits under one device: a pile on the fibre, and beside it how much. */
export function paintWaiting(
  c: CanvasRenderingContext2D,
  view: View,
  atM: number,
  waiting: number,
  networkUp: boolean,
  inks: Inks,
): void {
  if (waiting < (networkUp ? WAITING_MIN : 1)) return;
  const x = xOf(view, atM);
  for (const [right, up] of pileOf(waiting)) {
    dot(
      c,
      x + right * 2.15 * PILE_DOT_PX,
      view.fibreY - PILE_DOT_PX - 0.8 - up * 1.9 * PILE_DOT_PX,
      PILE_DOT_PX,
      inks.data,
    );
  }
  const text = String(waiting);
  c.font = fontOf(11, 600);
  c.textAlign = "center";
  c.textBaseline = "middle";
  const half = Math.max(8.5, 4.5 + 3.3 * text.length);
  const [ringX, ringY] = [x + 15 + half, view.fibreY - 11];
  c.fillStyle = inks.panel;
  c.beginPath();
  c.roundRect(ringX - half, ringY - 8.5, 2 * half, 17, 8.5);
  c.fill();
  if (text.length === 1) ring(c, ringX, ringY, 8.5, inks.data);
  else {
    c.strokeStyle = inks.data;
    c.lineWidth = 1.5;
    c.stroke();
  }
  c.fillStyle = inks.data;
  c.fillText(text, ringX, ringY + 0.5);
}
