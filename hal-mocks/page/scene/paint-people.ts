import type { Passer } from "./between-frames.ts";
import { gaitOf, phaseAt } from "./gait.ts";
import { INKS, type Theme } from "./inks.ts";
import { FIGURE_PX_PER_M, inView, xOf, type View } from "./layout.ts";
import { onSomeone } from "./light-falloff.ts";
import type { LampShining } from "./lit-street.ts";
import { paintPerson } from "./paint-person.ts";
import { personLook, type PersonLook } from "./person-look.ts";
import { css, mix, plus, rgb, under, type Rgb } from "./rgb.ts";
import type { SkyLook } from "./sky.ts";

export type PeopleLook = {
  readonly theme: Theme;
  readonly sky: SkyLook;
  readonly lamps: readonly LampShining[];
  /** No walking cycle and no trails. */
  readonly still: boolean;
  /** So fast that each leaves a trail. */
  readonly streaks: boolean;
};

const PERSON_M = 1.72;
const WARM = rgb("#FFD79A");
/** A dark coat in the light is still a coat. */
const OWN_LIGHT = 1.5;
const STREAK_MAX_M = 34;
const MARGIN_PX = 60;

export function paintPeople(
  c: CanvasRenderingContext2D,
  view: View,
  people: readonly Passer[],
  look: PeopleLook,
): void {
  for (const passer of people) {
    const reachPx = look.streaks ? STREAK_MAX_M * view.pxPerM : MARGIN_PX;
    if (!inView(view, passer.atM, reachPx)) continue;
    c.globalAlpha = passer.alpha;
    const light = Math.min(
      1,
      look.lamps.reduce((sum, { atM, share }) => sum + share * onSomeone(Math.abs(atM - passer.atM)), 0),
    );
    if (look.streaks && !look.still) paintTrail(c, view, passer, light, look);
    paintOne(c, view, passer, light, look);
  }
  c.globalAlpha = 1;
}

function paintOne(c: CanvasRenderingContext2D, view: View, passer: Passer, light: number, look: PeopleLook): void {
  const { atM, towards, mps, id } = passer;
  const person = personLook(id);
  const heightPx = PERSON_M * FIGURE_PX_PER_M * view.unitPx * person.height;
  const gait = gaitOf(mps);
  const x = xOf(view, atM);
  if (look.theme === "dusk") paintShadow(c, view, x, atM, light, look);
  paintPerson(c, {
    x,
    feetY: view.feetY + 2 * view.unitPx,
    heightPx,
    towards,
    gait: look.still && gait !== "ride" ? "stand" : gait,
    phase: look.still ? 0.12 : phaseAt(gait, (towards * atM * view.pxPerM) / heightPx),
    look: person,
    lit: look.theme === "sunlight" ? onPaper : inLight(light, look.sky),
    rim: look.theme === "dusk" && light > 0.08 ? css(WARM, 0.85 * light * look.sky.darkShare) : null,
  });
}

const onPaper = (colour: Rgb): Rgb => mix(rgb(INKS.sunlight.ink), colour, 0.18);

const inLight = (light: number, sky: SkyLook): ((colour: Rgb) => Rgb) => {
  const shade: Rgb = mix([0, 0, 0], sky.ambient, 0.55 + 0.4 * (1 - sky.darkShare));
  const falling = plus(shade, WARM, OWN_LIGHT * light * (0.25 + 0.75 * sky.darkShare));
  return (colour) => under(falling, colour);
};

/** On the pavement, away from the nearest lamp. */
function paintShadow(
  c: CanvasRenderingContext2D,
  view: View,
  x: number,
  atM: number,
  light: number,
  { lamps, sky }: PeopleLook,
): void {
  const { feetY, unitPx } = view;
  const nearest = lamps.reduce<LampShining | null>(
    (best, lamp) => (best === null || Math.abs(lamp.atM - atM) < Math.abs(best.atM - atM) ? lamp : best),
    null,
  );
  const away = nearest === null || light < 0.05 ? 0 : Math.max(-34, Math.min(34, (atM - nearest.atM) * 4)) * unitPx;
  const half = 5 * unitPx;
  c.fillStyle = css([8, 9, 14], 0.16 + 0.3 * light * sky.darkShare);
  c.beginPath();
  c.ellipse(x + away / 2, feetY + 3 * unitPx, half + Math.abs(away) / 2, 1.5 * unitPx, 0, 0, 7);
  c.fill();
}

const TRAILS = 5;
/** Where they went since the frame before: lines behind them, as long as their way. */
function paintTrail(c: CanvasRenderingContext2D, view: View, passer: Passer, light: number, look: PeopleLook): void {
  const { atM, towards, id, strideM } = passer;
  const person: PersonLook = personLook(id);
  const high = PERSON_M * FIGURE_PX_PER_M * view.unitPx * person.height;
  const x = xOf(view, atM);
  const tail = x - towards * Math.min(STREAK_MAX_M, Math.max(4, strideM)) * view.pxPerM;
  const lit = look.theme === "sunlight" ? onPaper : inLight(light, look.sky);
  const colour = mix(lit(person.coat), look.theme === "sunlight" ? [0, 0, 0] : WARM, 0.12 + 0.3 * light);
  const gradient = c.createLinearGradient(tail, 0, x, 0);
  gradient.addColorStop(0, css(colour, 0));
  gradient.addColorStop(1, css(colour, 0.62));
  c.fillStyle = gradient;
  for (let i = 0; i < TRAILS; i++) {
    const y = view.feetY + 2 * view.unitPx - high * (0.1 + 0.19 * i);
    const length = (x - tail) * (1 - 0.16 * Math.abs(i - 3));
    c.beginPath();
    c.moveTo(x - length, y);
    c.lineTo(x, y - 0.075 * high);
    c.lineTo(x, y + 0.075 * high);
    c.fill();
  }
}
