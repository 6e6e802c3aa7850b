import { paintHouses, type Backdrop } from "./backdrop.ts";
import { aroundLamp, inAir, onGround, onWall, REACH_PX } from "./light-falloff.ts";
import type { LampShining } from "./lit-street.ts";
import { ARM_M, FIGURE_PX_PER_M, lampAt, POST_M, type View } from "./layout.ts";
import { paintPaving } from "./paint-ground.ts";
import { clampShare, css, rgb, under } from "./rgb.ts";

/** Posts whose light is kept: more than one sees at once. */
const KEPT_MAX = 24;
/** Above the lamp, in design px. */
const ABOVE_PX = 58;
const LAMP_PX = POST_M * FIGURE_PX_PER_M;
const LIGHT = rgb("#FFD79A");
const HOT = rgb("#FFF3DC");
const SHARE = { wall: 1.15, ground: 1.25, air: 0.34 } as const;
/** Only a strong light shows the air: from the level on that most lamps keep when nobody is there. */
const BEAM_FROM = 0.6;
const BEAM_SHARE = 0.75;
const GLASS = "#191512";

/** What each lamp lights, as a picture of its own on black, to be laid over the street with `screen`. */
export class LampLight {
  #kept = new Map<number, HTMLCanvasElement>();
  #of = "";
  #masks: { readonly surfaces: HTMLCanvasElement; readonly air: HTMLCanvasElement } | null = null;

  /** Adds the light of these lamps to what is on a canvas. */
  draw(
    c: CanvasRenderingContext2D,
    backdrop: Backdrop,
    view: View,
    pixelRatio: number,
    lamps: readonly LampShining[],
  ): void {
    c.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    c.globalCompositeOperation = "screen";
    for (const lamp of lamps)
      this.#drawOne(c, view, pixelRatio, lamp, this.#pictureOf(backdrop, view, pixelRatio, lamp.atM));
    c.globalCompositeOperation = "source-over";
    c.globalAlpha = 1;
  }

  #drawOne(
    c: CanvasRenderingContext2D,
    view: View,
    pixelRatio: number,
    { atM, share }: LampShining,
    picture: HTMLCanvasElement,
  ): void {
    const { x, y } = lampAt(view, atM);
    const [left, top] = [x - REACH_PX * view.unitPx, y - ABOVE_PX * view.unitPx];
    const [wide, high] = [picture.width / pixelRatio, picture.height / pixelRatio];
    c.globalAlpha = clampShare(share);
    c.drawImage(picture, left, top, wide, high);
    if (share < BEAM_FROM || this.#masks === null) return;
    c.globalAlpha = BEAM_SHARE * clampShare((share - BEAM_FROM) / (1 - BEAM_FROM));
    c.drawImage(this.#masks.air, left, top, wide, high);
  }

  #pictureOf(backdrop: Backdrop, view: View, pixelRatio: number, atM: number): HTMLCanvasElement {
    const of = `${view.heightPx},${view.pxPerM},${pixelRatio},${backdrop.seed},${backdrop.houses.length}`;
    if (of !== this.#of) {
      this.#of = of;
      this.#kept.clear();
      this.#masks = null;
    }
    const kept = this.#kept.get(atM);
    if (kept !== undefined) return kept;
    this.#masks ??= masksFor(view, pixelRatio);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= KEPT_MAX && oldest.done !== true) this.#kept.delete(oldest.value);
    const picture = pictureFor(backdrop, view, pixelRatio, atM, this.#masks);
    this.#kept.set(atM, picture);
    return picture;
  }
}

/** Walls and ground as they are under this light alone, as far as it reaches, and the light in the air before them. */
function pictureFor(
  { houses }: Backdrop,
  view: View,
  pixelRatio: number,
  atM: number,
  masks: { readonly surfaces: HTMLCanvasElement; readonly air: HTMLCanvasElement },
): HTMLCanvasElement {
  const { surfaces, air } = masks;
  const canvas = canvasOf(surfaces.width, surfaces.height);
  const c = canvas.getContext("2d");
  if (c === null) return canvas;
  const widthPx = surfaces.width / pixelRatio;
  const top = lampAt(view, atM).y - ABOVE_PX * view.unitPx;
  const armM = (ARM_M * FIGURE_PX_PER_M * view.unitPx) / view.pxPerM;
  const around: View = { ...view, widthPx, centreM: atM + armM };
  c.setTransform(pixelRatio, 0, 0, pixelRatio, 0, -top * pixelRatio);
  const surface = (colour: Parameters<typeof under>[1]): string => css(under(LIGHT, colour));
  paintHouses(c, houses, around, { surface, glass: GLASS, windowColour: () => null, shopColour: () => null });
  paintPaving(c, around, surface);
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.globalCompositeOperation = "destination-in";
  c.drawImage(surfaces, 0, 0);
  c.globalCompositeOperation = "lighter";
  c.drawImage(air, 0, 0);
  return canvas;
}

type Px = readonly [red: number, green: number, blue: number, alpha: number];

function masksFor(view: View, pixelRatio: number): { surfaces: HTMLCanvasElement; air: HTMLCanvasElement } {
  const { unitPx, wallY, feetY, groundY } = view;
  const scale = pixelRatio * unitPx;
  const lampY = feetY - LAMP_PX * unitPx;
  const width = Math.round(2 * REACH_PX * scale);
  const height = Math.round((groundY - lampY) * pixelRatio + ABOVE_PX * scale);
  const wallEnds = (wallY - lampY) / unitPx;
  return {
    surfaces: painted(width, height, scale, (x, y) => {
      const share = y < wallEnds ? SHARE.wall * onWall(x, y) : SHARE.ground * onGround(x, y - LAMP_PX, LAMP_PX);
      return [0, 0, 0, share];
    }),
    air: painted(width, height, scale, (x, y) => {
      const halo = aroundLamp(x, y);
      const share = y > LAMP_PX + 6 ? halo : halo + SHARE.air * inAir(x, y, LAMP_PX);
      const [red, green, blue] = Math.hypot(x, y) < 5 ? HOT : LIGHT;
      return [red, green, blue, share];
    }),
  };
}

/** Each pixel by its place in design px from the lamp. A grain of noise keeps faint light from falling into bands. */
function painted(width: number, height: number, scale: number, at: (x: number, y: number) => Px): HTMLCanvasElement {
  const canvas = canvasOf(width, height);
  const c = canvas.getContext("2d");
  if (c === null) return canvas;
  const image = c.createImageData(width, height);
  let grain = 1;
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i += 4) {
      const [red, green, blue, alpha] = at((column + 0.5 - width / 2) / scale, row / scale - ABOVE_PX);
      grain = (Math.imul(grain, 1_103_515_245) + 12_345) & 0x7fffffff;
      image.data[i] = red;
      image.data[i + 1] = green;
      image.data[i + 2] = blue;
      image.data[i + 3] = alpha <= 0 ? 0 : 255 * Math.min(1, alpha) + grain / 0x7fffffff - 0.5;
    }
  }
  c.putImageData(image, 0, 0);
  return canvas;
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
