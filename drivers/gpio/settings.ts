import type { Setting } from "../../device/measure/setting.ts";
import { LEVELS, PULLS } from "./line.ts";

/** What a config may ask for: `gpio: { backend: auto }`. */
export const BACKENDS = ["auto", "character-device", "sysfs"] as const;
export type Backend = (typeof BACKENDS)[number];

/** Keys that parts on lines share. */
export const LINE: Setting & { readonly kind: "line" } = {
  kind: "line",
  only: "gpio",
  meaning: "The line that it is wired to: GPIO17, or a chip's label and the line's number in it, pinctrl-bcm2711/17.",
};
export const pull = (usual: (typeof PULLS)[number]) =>
  ({
    kind: "choice",
    of: PULLS,
    default: usual,
    meaning: "What the board pulls the line to when nobody drives it, such as with a broken wire.",
  }) as const;
export const active = (usual: (typeof LEVELS)[number], meaning: string) =>
  ({ kind: "choice", of: LEVELS, default: usual, meaning }) as const;
