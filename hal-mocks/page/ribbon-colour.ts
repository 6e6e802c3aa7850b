import { css, mix } from "./scene/rgb.ts";
import { skyLook } from "./scene/sky.ts";

/** How far down the sky one looks: more of its top than of the horizon, which the houses hide. */
const HORIZON_SHARE = 0.4;

/** The sky of one moment in one colour. */
export function ribbonColour(elevationDeg: number): string {
  const { top, horizon } = skyLook(elevationDeg);
  return css(mix(top, horizon, HORIZON_SHARE));
}

/** Ink on the sky is dark by day and light by night; between them it changes where both can be read. */
const LIGHT_SKY = 0.18;

export function isLightSky(elevationDeg: number): boolean {
  const [red, green, blue] = skyLook(elevationDeg).top;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > LIGHT_SKY;
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
