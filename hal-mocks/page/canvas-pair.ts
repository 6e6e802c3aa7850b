import type { Language } from "../../device/words/language.ts";
import { PLUG } from "./device-names.ts";
import type { Theme } from "./preferences.ts";
import type { ToPage } from "../host/protocol.ts";
import { CityView } from "./scene/city-view.ts";
import { SceneView, type SceneLabels } from "./scene/scene-view.ts";
import { number, spanText } from "../../device/words/spoken.ts";
import type { Words } from "./words.ts";

type Dress = { readonly theme: Theme; readonly words: Words; readonly language: Language };
/** Finer than this nobody sees, and each step costs frames. */
const PIXEL_RATIO_MAX = 2;

/** The street and what the city knows of it: two canvases that show the same part of it. */
export class CanvasPair {
  readonly #canvases: readonly [HTMLCanvasElement, HTMLCanvasElement];
  readonly #street: SceneView;
  readonly #city: CityView;

  constructor(street: HTMLCanvasElement, city: HTMLCanvasElement, dress: Dress) {
    const { matches: reducedMotion } = matchMedia("(prefers-reduced-motion: reduce)");
    const { theme } = dress;
    this.#canvases = [street, city];
    this.#street = new SceneView(street, { reducedMotion, theme, labels: labelsIn(dress) });
    this.#city = new CityView(city, { theme, labels: labelsIn(dress) });
  }

  take(message: ToPage, nowMs: number): void {
    if (message.m === "stage") {
      this.#street.setStage(message.stage);
      this.#city.setStage(message.stage);
    } else {
      this.#street.takeFrame(message.frame, nowMs);
      this.#city.takeFrame(message.frame);
    }
  }

  draw(nowMs: number): void {
    this.#street.draw(nowMs);
    this.#city.draw(this.#street.view);
  }

  /** Takes the size that the page gives the canvases; the width is theirs both. */
  fit(): number {
    const ratio = Math.min(PIXEL_RATIO_MAX, devicePixelRatio);
    const [street, city] = this.#canvases;
    this.#street.resize(street.clientWidth, street.clientHeight, ratio);
    this.#city.resize(city.clientWidth, city.clientHeight, ratio);
    return street.clientWidth;
  }

  dress(dress: Dress): void {
    this.wear(dress.theme);
    this.#street.setLabels(labelsIn(dress));
    this.#city.setLabels(labelsIn(dress));
  }
  wear(theme: Theme): void {
    this.#street.setTheme(theme);
    this.#city.setTheme(theme);
  }

  setReducedMotion(reducedMotion: boolean): void {
    this.#street.setReducedMotion(reducedMotion);
  }

  choose(device: string | null): void {
    this.#street.choose(device);
    this.#city.choose(device);
  }
  hover(device: string | null): void {
    this.#street.hover(device);
    this.#city.hover(device);
  }

  get pans(): boolean {
    return this.#street.pans;
  }
  /** As a finger drags: to the right shows what is on the left. */
  panBy(byPx: number): void {
    this.#street.panBy(byPx);
  }
  panTo(atM: number): void {
    this.#street.panTo(atM);
  }

  /** The device, or {@link PLUG}, at a place of the street's canvas. */
  hit(x: number, y: number): string | null {
    const hit = this.#street.hit(x, y);
    if (hit === null) return null;
    return "plug" in hit ? PLUG : hit.device;
  }
  hitInCity(x: number): string | null {
    return this.#city.hit(x)?.device ?? null;
  }
  anchorOf(device: string): { readonly x: number; readonly y: number } | null {
    const { plugX, fibreY } = this.#street.view;
    return device === PLUG ? { x: plugX, y: fibreY } : this.#street.anchorOf(device);
  }
}

const labelsIn = ({ words, language }: Dress): SceneLabels => ({
  heardAgo: (agoMs) => words.cityHeard(spanText(agoMs / 1_000, language)),
  neverHeard: words.cityNeverHeard,
  percent: (value) => `${number(value, language)} %`,
});
