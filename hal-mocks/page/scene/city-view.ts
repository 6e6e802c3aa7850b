import type { Frame, Happened, Stage, Standing } from "../../host/protocol.ts";
import { giveSize } from "./canvas-size.ts";
import { INKS, type SceneLabels, type Theme } from "./inks.ts";
import { knownOf, learn, NOTHING, type Knowledge, type Packet } from "./knowledge.ts";
import { inView, mOf, xOf, type View } from "./layout.ts";
import { paintGlyph, STRIP } from "./paint-glyph.ts";
import { css, rgb } from "./rgb.ts";

export type CityOptions = { readonly theme: Theme; readonly labels: SceneLabels };

/** Half of what a glyph with its words takes. */
const MARGIN_PX = 60;
const TOUCH_PX = 44;

/**
 * The same street as the city knows it. Drawn from packets alone: nothing of a frame but its packets and the time of
 * day reaches it, so nobody who walks there can be seen on it.
 */
export class CityView {
  readonly #canvas: HTMLCanvasElement;
  readonly #c: CanvasRenderingContext2D | null;
  #options: CityOptions;
  #stage: Stage | null = null;
  #knowledge: Knowledge = NOTHING;
  #at = 0;
  #pixelRatio = 1;
  #view: View | null = null;
  #chosen: string | null = null;
  #hovered: string | null = null;
  #changed = true;

  constructor(canvas: HTMLCanvasElement, options: CityOptions) {
    this.#canvas = canvas;
    this.#c = canvas.getContext("2d", { alpha: false });
    this.#options = options;
  }

  setStage(stage: Stage): void {
    this.#stage = stage;
    this.#knowledge = learn(NOTHING, packetsIn(stage.past));
    this.#take(stage.frame);
  }
  takeFrame(frame: Frame): void {
    if (frame.stage === this.#stage?.id) this.#take(frame);
  }
  #take(frame: Frame): void {
    this.#knowledge = learn(this.#knowledge, packetsIn(frame.happened));
    this.#at = frame.at;
    this.#changed = true;
  }

  resize(cssWidth: number, cssHeight: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    giveSize(this.#canvas, cssWidth, cssHeight, pixelRatio);
    this.#changed = true;
  }
  setTheme(theme: Theme): void {
    this.#options = { ...this.#options, theme };
    this.#changed = true;
  }
  setLabels(labels: SceneLabels): void {
    this.#options = { ...this.#options, labels };
    this.#changed = true;
  }
  choose(device: string | null): void {
    this.#chosen = device;
    this.#changed = true;
  }
  hover(device: string | null): void {
    this.#hovered = device;
    this.#changed = true;
  }

  hit(cssX: number): { readonly device: string } | null {
    const { posts = [], bins = [] } = this.#stage ?? {};
    if (this.#view === null) return null;
    const atM = mOf(this.#view, cssX);
    const reachM = TOUCH_PX / 2 / this.#view.pxPerM;
    const found = [...bins, ...posts].find((standing) => Math.abs(standing.atM - atM) <= reachM);
    return found === undefined ? null : { device: found.name };
  }

  /** `view` is the scene's: both go along the street together. */
  draw(view: View): void {
    if (view !== this.#view) this.#changed = true;
    if (!this.#changed || this.#c === null || this.#stage === null) return;
    this.#changed = false;
    this.#view = view;
    const c = this.#c;
    const inks = INKS[this.#options.theme];
    c.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
    c.fillStyle = inks.panel;
    c.fillRect(0, 0, view.widthPx, this.#canvas.height);
    const { posts, bins } = this.#stage;
    this.#drawCable(c, view, [...posts, ...bins]);
    for (const post of posts) this.#drawGlyph(c, view, "post", post);
    for (const bin of bins) this.#drawGlyph(c, view, "bin", bin);
  }

  /** From the plug in the street above, to what is known of each device. */
  #drawCable(c: CanvasRenderingContext2D, view: View, all: readonly Standing[]): void {
    c.strokeStyle = css(rgb(INKS[this.#options.theme].data), 0.3);
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(view.plugX, 0);
    c.lineTo(view.plugX, STRIP.lineY);
    const seen = all.filter(({ atM }) => inView(view, atM, 0)).map(({ atM }) => xOf(view, atM));
    c.moveTo(Math.min(view.plugX, ...seen), STRIP.lineY + 0.5);
    c.lineTo(Math.max(view.plugX, ...seen), STRIP.lineY + 0.5);
    for (const x of seen) {
      c.moveTo(Math.round(x) + 0.5, STRIP.lineY);
      c.lineTo(Math.round(x) + 0.5, STRIP.topY - 2);
    }
    c.stroke();
  }

  #drawGlyph(c: CanvasRenderingContext2D, view: View, kind: "post" | "bin", { name, atM }: Standing): void {
    if (!inView(view, atM, MARGIN_PX)) return;
    const { labels, theme } = this.#options;
    const known = knownOf(this.#knowledge, name);
    const marked = name === this.#chosen || name === this.#hovered;
    const measured = kind === "post" ? known.levelPct : known.fillPct;
    const heard = known.heardAt === null ? labels.neverHeard : labels.heardAgo(Math.max(0, this.#at - known.heardAt));
    const value = measured === null ? "–" : labels.percent(Math.round(measured));
    const glyph = { kind, x: xOf(view, atM), known, at: this.#at, marked, value, heard: marked ? heard : null };
    paintGlyph(c, glyph, INKS[theme]);
  }
}

const packetsIn = (happened: readonly Happened[]): Packet[] =>
  happened.filter((each): each is Packet => each.what === "packet");
