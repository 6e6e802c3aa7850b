import { chance } from "../../random.ts";
import type { BackdropOf } from "./backdrop.ts";
import { INKS } from "./inks.ts";
import { css, mix, rgb } from "./rgb.ts";

const STARS = 90;
/** The horizon's colour is reached behind the roofs, where it can be seen. */
const HORIZON_SHARE = 0.47;
const CLOUDS = 5;

export function paintSky(c: CanvasRenderingContext2D, of: BackdropOf, seed: number): void {
  const { view, theme, sky } = of;
  if (theme === "sunlight") {
    c.fillStyle = css(mix(rgb(INKS.sunlight.panel), rgb("#D9D5CD"), 0.5 * sky.darkShare));
    c.fillRect(0, 0, view.widthPx, view.heightPx);
    return;
  }
  const gradient = c.createLinearGradient(0, 0, 0, HORIZON_SHARE * view.heightPx);
  gradient.addColorStop(0, css(sky.top));
  gradient.addColorStop(0.5, css(mix(sky.top, sky.horizon, 0.38)));
  gradient.addColorStop(1, css(sky.horizon));
  c.fillStyle = gradient;
  c.fillRect(0, 0, view.widthPx, view.heightPx);
  paintClouds(c, of, seed);
  if (sky.starShare > 0.02) paintStars(c, of, seed);
}

/** Thin bands of cloud, that hold the horizon's colour. */
function paintClouds(c: CanvasRenderingContext2D, { view, sky }: BackdropOf, seed: number): void {
  for (let i = 0; i < CLOUDS; i++) {
    const x = chance(seed, "cloud-x", i) * view.widthPx;
    const y = (0.12 + 0.26 * chance(seed, "cloud-y", i)) * view.heightPx;
    const wide = (90 + 190 * chance(seed, "cloud-wide", i)) * view.unitPx;
    c.fillStyle = css(mix(sky.horizon, sky.top, 0.2), 0.13);
    for (let band = 0; band < 3; band++) {
      const shift = (chance(seed, "cloud-band", 3 * i + band) - 0.5) * wide * 0.7;
      c.beginPath();
      c.ellipse(
        x + shift,
        y + 3 * band * view.unitPx,
        wide * (1 - 0.22 * band),
        (2.6 - 0.5 * band) * view.unitPx,
        0,
        0,
        7,
      );
      c.fill();
    }
  }
}

function paintStars(c: CanvasRenderingContext2D, { view, sky }: BackdropOf, seed: number): void {
  for (let i = 0; i < STARS; i++) {
    const y = chance(seed, "star-y", i) ** 1.4 * 0.5;
    const strength = 0.15 + 0.5 * chance(seed, "star", i) ** 2;
    c.fillStyle = css([226, 231, 245], strength * sky.starShare * (1 - 1.4 * y));
    const size = chance(seed, "star-size", i) < 0.15 ? 1.5 : 1;
    c.fillRect(chance(seed, "star-x", i) * view.widthPx, y * view.heightPx, size, size);
  }
}
