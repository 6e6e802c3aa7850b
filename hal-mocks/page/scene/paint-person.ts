import { armSwing, CRANK, legsAt, SADDLE, type Gait, type Joint, type Leg } from "./gait.ts";
import type { PersonLook } from "./person-look.ts";
import { css, mix, type Rgb } from "./rgb.ts";

/** Someone to be drawn: in px, with the colours as they are in the light there. */
export type PersonFigure = {
  readonly x: number;
  readonly feetY: number;
  readonly heightPx: number;
  readonly towards: 1 | -1;
  readonly gait: Gait;
  readonly phase: number;
  readonly look: PersonLook;
  readonly lit: (colour: Rgb) => Rgb;
  /** Light from above, on head and shoulders. */
  readonly rim: string | null;
};

const LEAN = { walk: 0.03, run: 0.1, stick: 0.13, ride: 0.3, stand: 0 } as const;
const SKIN: Rgb = [196, 154, 128];
const METAL: Rgb = [88, 92, 102];

export function paintPerson(c: CanvasRenderingContext2D, figure: PersonFigure): void {
  const { x, feetY, heightPx, towards, gait } = figure;
  c.save();
  c.translate(x, feetY);
  c.scale(towards * heightPx, heightPx);
  c.lineCap = "round";
  c.lineJoin = "round";
  if (figure.look.dog && gait === "walk") paintDog(c, figure);
  if (gait === "ride") paintBike(c, figure);
  paintBody(c, figure);
  c.restore();
}

function paintBody(c: CanvasRenderingContext2D, figure: PersonFigure): void {
  const { gait, phase, look, lit, rim } = figure;
  const [far, near] = legsAt(gait, phase);
  const coat = css(lit(look.coat));
  const farColour = css(lit(mix(look.coat, [0, 0, 0], 0.4)));
  const legColour = css(lit(look.legs));
  const lean = LEAN[gait];
  const hip: Joint = near.hip;
  const shoulder: Joint = gait === "ride" ? [0.14, -0.93] : [hip[0] + lean, hip[1] - 0.335];
  paintArm(c, gait, shoulder, -armSwing(gait, phase), farColour);
  paintLeg(c, far, css(lit(mix(look.legs, [0, 0, 0], 0.4))));
  paintLeg(c, near, legColour);
  if (look.bag === "back") paintPack(c, shoulder, css(lit(mix(look.coat, [40, 40, 46], 0.6))));
  const hem = gait === "run" || gait === "ride" ? 0.45 : look.hem;
  c.fillStyle = coat;
  coatPath(c, shoulder, hip, gait === "ride" ? hip[1] + 0.06 : -hem);
  c.fill();
  paintHead(c, shoulder, figure);
  paintArm(c, gait, shoulder, armSwing(gait, phase), css(lit(mix(look.coat, [0, 0, 0], 0.15))));
  if (look.bag === "shoulder" && gait === "walk") paintShoulderBag(c, shoulder, hip, css(lit([92, 66, 48])));
  if (look.bag === "hand" && gait === "walk") paintHandBag(c, shoulder, armSwing(gait, phase), css(lit([106, 84, 60])));
  if (gait === "stick") paintStick(c, shoulder, phase, css(lit([104, 76, 52])));
  if (rim !== null) paintRim(c, shoulder, rim);
}

function paintLeg(c: CanvasRenderingContext2D, { hip, knee, foot }: Leg, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 0.085;
  line(c, hip, knee);
  c.lineWidth = 0.07;
  line(c, knee, [foot[0], foot[1] - 0.03]);
  c.lineWidth = 0.05;
  line(c, [foot[0] - 0.01, foot[1] - 0.025], [foot[0] + 0.075, foot[1] - 0.022]);
}

function paintArm(c: CanvasRenderingContext2D, gait: Gait, [x, y]: Joint, swing: number, colour: string): void {
  const [elbow, hand] = armAt(gait, [x, y], swing);
  c.strokeStyle = colour;
  c.lineWidth = 0.07;
  line(c, [x, y + 0.03], elbow);
  c.lineWidth = 0.058;
  line(c, elbow, hand);
}

/** Elbow and hand. */
function armAt(gait: Gait, [x, y]: Joint, swing: number): readonly [Joint, Joint] {
  if (gait === "ride") {
    return [
      [x + 0.1, y + 0.19],
      [0.3, -0.64],
    ];
  }
  const bend = gait === "run" ? 1.45 : gait === "stick" ? 0.7 : 0.22;
  const elbow: Joint = [x + 0.17 * Math.sin(swing), y + 0.03 + 0.17 * Math.cos(swing)];
  const fore = swing + bend;
  return [elbow, [elbow[0] + 0.16 * Math.sin(fore), elbow[1] + 0.16 * Math.cos(fore)]];
}

/** From the collar down to the hem, fuller at the chest and the back. */
function coatPath(c: CanvasRenderingContext2D, [x, y]: Joint, hip: Joint, hemY: number): void {
  const middle = hip[0];
  const flare = 0.105 + 0.1 * Math.max(0, hemY - hip[1]);
  c.beginPath();
  c.moveTo(x + 0.025, y - 0.045);
  c.quadraticCurveTo(x + 0.115, y - 0.005, x + 0.1, y + 0.12);
  c.quadraticCurveTo(middle + 0.085, hip[1] - 0.09, middle + flare, hemY);
  c.lineTo(middle - flare, hemY);
  c.quadraticCurveTo(middle - 0.1, hip[1] - 0.08, x - 0.1, y + 0.1);
  c.quadraticCurveTo(x - 0.105, y - 0.015, x - 0.03, y - 0.045);
  c.closePath();
}

function paintHead(c: CanvasRenderingContext2D, [x, y]: Joint, { look, lit, gait }: PersonFigure): void {
  const [headX, headY] = [x + (gait === "stick" ? 0.05 : 0.02), y - 0.115];
  c.fillStyle = css(lit(SKIN));
  disc(c, headX, headY, 0.066);
  c.fillRect(x - 0.022, y - 0.08, 0.05, 0.05);
  c.fillStyle = css(lit(look.hat === "cap" ? mix(look.coat, [20, 20, 24], 0.3) : look.hair));
  c.beginPath();
  c.arc(headX - 0.008, headY - 0.008, 0.072, 2.25, 5.75);
  c.closePath();
  c.fill();
  if (look.hat === "bun") disc(c, headX - 0.078, headY - 0.03, 0.03);
  if (look.hat === "cap") c.fillRect(headX - 0.075, headY - 0.034, 0.15, 0.02);
}

function paintRim(c: CanvasRenderingContext2D, [x, y]: Joint, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 0.026;
  c.beginPath();
  c.arc(x + 0.015, y - 0.12, 0.07, 3.5, 5.9);
  c.stroke();
  c.beginPath();
  c.moveTo(x - 0.1, y + 0.03);
  c.quadraticCurveTo(x - 0.07, y - 0.03, x - 0.02, y - 0.04);
  c.moveTo(x + 0.04, y - 0.036);
  c.quadraticCurveTo(x + 0.09, y - 0.015, x + 0.102, y + 0.04);
  c.stroke();
}

function paintPack(c: CanvasRenderingContext2D, [x, y]: Joint, colour: string): void {
  c.fillStyle = colour;
  c.beginPath();
  c.roundRect(x - 0.195, y + 0.01, 0.14, 0.22, 0.05);
  c.fill();
}

function paintShoulderBag(c: CanvasRenderingContext2D, [x, y]: Joint, [hipX, hipY]: Joint, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 0.02;
  line(c, [x + 0.04, y - 0.03], [hipX - 0.07, hipY - 0.06]);
  c.fillStyle = colour;
  c.beginPath();
  c.roundRect(hipX - 0.15, hipY - 0.075, 0.16, 0.13, 0.03);
  c.fill();
}

function paintHandBag(c: CanvasRenderingContext2D, shoulder: Joint, swing: number, colour: string): void {
  const [, [x, y]] = armAt("walk", shoulder, swing);
  c.fillStyle = colour;
  c.strokeStyle = colour;
  c.lineWidth = 0.016;
  line(c, [x, y], [x - 0.05, y + 0.07]);
  line(c, [x, y], [x + 0.05, y + 0.07]);
  c.fillRect(x - 0.075, y + 0.065, 0.15, 0.15);
}

function paintStick(c: CanvasRenderingContext2D, shoulder: Joint, phase: number, colour: string): void {
  const [, hand] = armAt("stick", shoulder, 0.35);
  c.strokeStyle = colour;
  c.lineWidth = 0.03;
  line(c, hand, [hand[0] + 0.1 - 0.16 * Math.abs(phase - 0.5), 0]);
}

function paintBike(c: CanvasRenderingContext2D, { phase, lit }: PersonFigure): void {
  const [wheel, rear, front]: [number, Joint, Joint] = [0.19, [-0.3, -0.19], [0.34, -0.19]];
  c.strokeStyle = css(lit(METAL));
  c.lineWidth = 0.026;
  for (const [x, y] of [rear, front]) {
    c.beginPath();
    c.arc(x, y, wheel, 0, 7);
    c.stroke();
  }
  c.lineWidth = 0.032;
  const head: Joint = [0.25, -0.5];
  for (const [from, to] of [
    [rear, CRANK],
    [CRANK, head],
    [[-0.11, -0.5], head],
    [[-0.12, -0.56], CRANK],
    [rear, [-0.11, -0.5]],
    [front, [0.24, -0.6]],
    [
      [0.2, -0.63],
      [0.31, -0.63],
    ],
    [
      [SADDLE[0] - 0.06, SADDLE[1] + 0.03],
      [SADDLE[0] + 0.06, SADDLE[1] + 0.03],
    ],
  ] as const) {
    line(c, from, to);
  }
  disc(c, CRANK[0], CRANK[1], 0.03 + 0.002 * Math.sin(phase));
}

/** On a lead, two steps ahead. */
function paintDog(c: CanvasRenderingContext2D, { phase, lit, look }: PersonFigure): void {
  const fur = css(lit(mix(look.hair, [150, 120, 84], 0.45)));
  const trot = Math.sin(4 * Math.PI * phase);
  const x = 0.72;
  c.strokeStyle = css(lit([70, 62, 58]));
  c.lineWidth = 0.012;
  line(c, [0.14, -0.5], [x + 0.1, -0.27]);
  c.strokeStyle = fur;
  c.lineWidth = 0.038;
  for (const [leg, side] of [
    [-0.11, 1],
    [-0.08, -1],
    [0.09, -1],
    [0.12, 1],
  ] as const) {
    line(c, [x + leg, -0.16], [x + leg + 0.05 * side * trot, -0.02]);
  }
  c.lineWidth = 0.11;
  line(c, [x - 0.09, -0.2], [x + 0.1, -0.21]);
  c.lineWidth = 0.075;
  line(c, [x + 0.13, -0.24], [x + 0.17, -0.31]);
  c.lineWidth = 0.06;
  line(c, [x + 0.17, -0.31], [x + 0.25, -0.29]);
  c.lineWidth = 0.03;
  line(c, [x - 0.13, -0.22], [x - 0.21, -0.31 - 0.02 * trot]);
  line(c, [x + 0.155, -0.34], [x + 0.14, -0.37]);
}

function line(c: CanvasRenderingContext2D, [fromX, fromY]: Joint, [toX, toY]: Joint): void {
  c.beginPath();
  c.moveTo(fromX, fromY);
  c.lineTo(toX, toY);
  c.stroke();
}

function disc(c: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  c.beginPath();
  c.arc(x, y, radius, 0, 7);
  c.fill();
}
