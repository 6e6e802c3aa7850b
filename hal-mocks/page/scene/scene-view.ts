import type { Frame, PostFrame, Stage } from "../../host/protocol.ts";
import { LocalDay } from "../../local-day.ts";
import { Backdrop } from "./backdrop.ts";
import {
  binAt,
  elevationAt,
  FrameTrack,
  litPctAt,
  nearer,
  peopleAt,
  type Moment,
  type Passer,
} from "./between-frames.ts";
import { giveSize } from "./canvas-size.ts";
import { dotsOf, DOTS_MAX, isOver, isPastPlug, type Dot } from "./fibre.ts";
import { seedOf } from "./houses.ts";
import { INKS, type SceneLabels, type Theme } from "./inks.ts";
import { LampLight } from "./lamp-light.ts";
import {
  binBox,
  clampCentre,
  extentOf,
  inBox,
  inView,
  lampAt,
  plugBox,
  postBox,
  viewOf,
  widthM,
  xOf,
  type Extent,
  type View,
} from "./layout.ts";
import { REACH_PX } from "./light-falloff.ts";
import { LitStreet, type LampShining } from "./lit-street.ts";
import { paintBin } from "./paint-bin.ts";
import { paintDots, paintFibre, paintWaiting } from "./paint-fibre.ts";
import { paintPeople } from "./paint-people.ts";
import { paintPost } from "./paint-post.ts";
import { paintRipple } from "./paint-ripple.ts";
import { mix, under, type Rgb } from "./rgb.ts";
import { perceived, skyLook, type SkyLook } from "./sky.ts";

export type SceneOptions = {
  readonly reducedMotion: boolean;
  readonly theme: Theme;
  readonly labels: SceneLabels;
};
export type Hit = { readonly device: string } | { readonly plug: true };
export type { SceneLabels, Theme };

/** From this speed on people are streaks. */
const STREAKS_FROM = 100;
/** With reduced motion people are put to their new places so often. */
const STILL_MS = 1_000;
const DOT_LATER_MS = 130;
/** By day one still sees something of a lamp that is lit. */
const BY_DAY_SHARE = 0.25;
const MARGIN_PX = 40;

/** The street on a canvas. It draws what frames tell, and decides nothing. */
export class SceneView {
  readonly #canvas: HTMLCanvasElement;
  readonly #c: CanvasRenderingContext2D | null;
  readonly #track = new FrameTrack();
  readonly #light = new LampLight();
  readonly #lit = new LitStreet();
  #options: SceneOptions;
  #stage: Stage | null = null;
  #extent: Extent = { fromM: 0, toM: 0 };
  #backdrop: Backdrop | null = null;
  #view: View = viewOf(1, 1, 0);
  #pixelRatio = 1;
  #chosen: string | null = null;
  #hovered: string | null = null;
  #dots: Dot[] = [];
  #places = new Map<string, number>();
  #still: { readonly atMs: number; readonly people: readonly Passer[] } | null = null;

  constructor(canvas: HTMLCanvasElement, options: SceneOptions) {
    this.#canvas = canvas;
    this.#c = canvas.getContext("2d", { alpha: false });
    this.#options = options;
  }

  get view(): View {
    return this.#view;
  }
  /** Whether the street goes on beside what is seen. */
  get pans(): boolean {
    return this.#extent.toM - this.#extent.fromM > widthM(this.#view) + 0.5;
  }

  setStage(stage: Stage): void {
    const extent = extentOf(stage);
    const moved = this.#stage === null || extent.fromM !== this.#extent.fromM || extent.toM !== this.#extent.toM;
    if (moved || stage.place !== this.#stage?.place) this.#backdrop = new Backdrop(seedOf(stage.place), extent);
    this.#stage = stage;
    this.#extent = extent;
    this.#places = new Map([...stage.posts, ...stage.bins].map(({ name, atM }) => [name, atM]));
    this.#track.begin(stage.frame);
    this.#dots = [];
    this.#still = null;
    if (moved) this.panTo(firstCentre(stage, extent));
  }

  takeFrame(frame: Frame, receivedAtMs: number): void {
    if (frame.stage !== this.#stage?.id) return;
    this.#track.take(frame, receivedAtMs);
    if (!frame.networkUp) return;
    const senders = frame.happened.flatMap((happened) => {
      if (happened.what !== "packet" || happened.device === null) return [];
      const atM = this.#places.get(happened.device);
      return atM === undefined ? [] : [{ device: happened.device, atM }];
    });
    this.#dots = [...this.#dots, ...dotsOf(senders, frame.speed, receivedAtMs + DOT_LATER_MS)].slice(-DOTS_MAX);
  }

  resize(cssWidth: number, cssHeight: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    giveSize(this.#canvas, cssWidth, cssHeight, pixelRatio);
    const first = this.#view.widthPx <= 1 && this.#stage !== null;
    this.#view = viewOf(cssWidth, cssHeight, this.#view.centreM);
    this.panTo(first && this.#stage !== null ? firstCentre(this.#stage, this.#extent) : this.#view.centreM);
  }

  setTheme(theme: Theme): void {
    this.#options = { ...this.#options, theme };
  }
  setReducedMotion(reducedMotion: boolean): void {
    this.#options = { ...this.#options, reducedMotion };
  }
  setLabels(labels: SceneLabels): void {
    this.#options = { ...this.#options, labels };
  }
  choose(device: string | null): void {
    this.#chosen = device;
  }
  hover(device: string | null): void {
    this.#hovered = device;
  }

  panTo(atM: number): void {
    const { widthPx, heightPx } = this.#view;
    const centreM = clampCentre(this.#extent, widthM(this.#view), atM);
    // Whole pixels, so that walls and windows stay sharp.
    const pxPerM = this.#view.pxPerM;
    this.#view = viewOf(widthPx, heightPx, Math.round(centreM * pxPerM) / pxPerM);
  }
  /** As a finger drags the street: to the right shows what is on the left. */
  panBy(cssPx: number): void {
    this.panTo(this.#view.centreM - cssPx / this.#view.pxPerM);
  }

  hit(cssX: number, cssY: number): Hit | null {
    if (inBox(plugBox(this.#view), cssX, cssY)) return { plug: true };
    const { posts = [], bins = [] } = this.#stage ?? {};
    const bin = bins.find(({ atM }) => inBox(binBox(this.#view, atM), cssX, cssY));
    const found = bin ?? posts.find(({ atM }) => inBox(postBox(this.#view, atM), cssX, cssY));
    return found === undefined ? null : { device: found.name };
  }

  /** Above the device; null while it is not in view. */
  anchorOf(device: string): { readonly x: number; readonly y: number } | null {
    const atM = this.#places.get(device);
    if (atM === undefined || !inView(this.#view, atM, 0)) return null;
    const isBin = this.#stage?.bins.some(({ name }) => name === device) === true;
    return { x: xOf(this.#view, atM), y: isBin ? binBox(this.#view, atM).top : postBox(this.#view, atM).top };
  }

  draw(nowMs: number): void {
    const { theme } = this.#options;
    const c = this.#c;
    const moment = this.#track.at(nowMs);
    if (c === null || moment === null || this.#stage === null || this.#backdrop === null) return;
    const elevationDeg = elevationAt(moment);
    const sky = skyLook(elevationDeg);
    const hour = LocalDay.in(this.#stage.timeZone).hoursAt(nearer(moment).wall);
    const of = { view: this.#view, pixelRatio: this.#pixelRatio, theme, sky, elevationDeg, hour };
    const repainted = this.#backdrop.keep(of, nowMs);
    const lamps = this.#stage.posts.map(({ atM }, i) => ({ atM, share: perceived(litPctAt(moment, i)) }));
    this.#drawLight(c, this.#backdrop, repainted, lamps, sky);
    c.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
    this.#drawDevices(c, moment, lamps, sky);
    this.#drawPeople(c, moment, lamps, sky, nowMs);
    this.#drawFibre(c, nearer(moment), nowMs);
  }

  /** On paper posts draw their light themselves. */
  #drawLight(
    c: CanvasRenderingContext2D,
    backdrop: Backdrop,
    repainted: boolean,
    lamps: readonly LampShining[],
    sky: SkyLook,
  ): void {
    const view = this.#view;
    const seen = BY_DAY_SHARE + (1 - BY_DAY_SHARE) * sky.darkShare;
    const reachPx = (REACH_PX + MARGIN_PX) * view.unitPx;
    const shining =
      this.#options.theme === "sunlight"
        ? []
        : lamps
            .filter(({ atM, share }) => share >= 0.01 && inView(view, atM, reachPx))
            .map(({ atM, share }) => ({ atM, share: seen * share }));
    this.#lit.draw(c, backdrop.canvas, repainted, shining, (onto, some) =>
      this.#light.draw(onto, backdrop, view, this.#pixelRatio, some),
    );
  }

  #drawDevices(c: CanvasRenderingContext2D, moment: Moment, lamps: readonly LampShining[], sky: SkyLook): void {
    const { theme, labels, reducedMotion } = this.#options;
    const { posts = [], bins = [], bin, run } = this.#stage ?? {};
    const look = { theme, inks: INKS[theme], seen: seenIn(sky) };
    const now = nearer(moment);
    const marked = (name: string): boolean => name === this.#chosen || name === this.#hovered;
    posts.forEach(({ name, atM }, i) => {
      const state = now.posts[i];
      if (state === undefined || !inView(this.#view, atM, MARGIN_PX)) return;
      if (run?.kind === "record") this.#drawRipple(c, atM, state);
      const level = reducedMotion ? labels.percent(Math.round(litPctAt(moment, i))) : null;
      const brightShare = lamps[i]?.share ?? 0;
      paintPost(c, this.#view, { atM, state, brightShare, level, chosen: marked(name) }, look);
    });
    bins.forEach(({ name, atM }, i) => {
      const state = now.bins[i];
      if (state === undefined || !inView(this.#view, atM, MARGIN_PX)) return;
      const depthMm = bin?.depthMm ?? 1;
      paintBin(c, this.#view, { ...binAt(moment, i), atM, state, depthMm, key: i, chosen: marked(name) }, look);
    });
  }

  #drawRipple(c: CanvasRenderingContext2D, atM: number, { seenAgoS }: PostFrame): void {
    const { theme, reducedMotion } = this.#options;
    if (seenAgoS === null) return;
    const { x } = lampAt(this.#view, atM);
    paintRipple(c, x, this.#view, seenAgoS, reducedMotion, INKS[theme]);
  }

  #drawPeople(
    c: CanvasRenderingContext2D,
    moment: Moment,
    lamps: readonly LampShining[],
    sky: SkyLook,
    nowMs: number,
  ): void {
    const { theme, reducedMotion: still } = this.#options;
    let people = peopleAt(moment);
    if (still) {
      if (this.#still === null || nowMs - this.#still.atMs >= STILL_MS) this.#still = { atMs: nowMs, people };
      people = this.#still.people;
    }
    const streaks = moment.to.speed >= STREAKS_FROM;
    paintPeople(c, this.#view, people, { theme, sky, lamps, still, streaks });
  }

  #drawFibre(c: CanvasRenderingContext2D, now: Frame, nowMs: number): void {
    const inks = INKS[this.#options.theme];
    const { posts = [], bins = [] } = this.#stage ?? {};
    const seen = [...this.#places.values()].filter((atM) => inView(this.#view, atM, MARGIN_PX));
    paintFibre(c, this.#view, seen, now.networkUp, inks);
    this.#dots = this.#dots.filter(
      (dot) => !isOver(this.#view, dot, nowMs) && (now.networkUp || isPastPlug(this.#view, dot, nowMs)),
    );
    paintDots(c, this.#view, this.#dots, nowMs, this.#options.reducedMotion, inks);
    const waits = (atM: number, waiting: number): void => {
      if (inView(this.#view, atM, MARGIN_PX)) paintWaiting(c, this.#view, atM, waiting, now.networkUp, inks);
    };
    posts.forEach(({ atM }, i) => waits(atM, now.posts[i]?.waiting ?? 0));
    bins.forEach(({ atM }, i) => waits(atM, now.bins[i]?.waiting ?? 0));
  }
}

/** The first look goes to someone who walks there, if there is more street than fits. */
function firstCentre({ frame }: Stage, { fromM, toM }: Extent): number {
  const inside = frame.people.find(({ atM }) => atM > fromM && atM < toM);
  return inside?.atM ?? fromM;
}

/** Things stand nearer than the walls, and darker against them. */
const seenIn =
  (sky: SkyLook): ((colour: Rgb) => Rgb) =>
  (colour) =>
    mix(under(sky.ambient, colour), [14, 18, 30], 0.35 * sky.darkShare);
