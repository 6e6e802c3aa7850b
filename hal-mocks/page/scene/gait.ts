/** A place on a figure one unit high, from its foot point: x towards where it goes, y downwards. */
export type Joint = readonly [x: number, y: number];
export type Leg = { readonly hip: Joint; readonly knee: Joint; readonly foot: Joint };

export type Gait = "walk" | "run" | "stick" | "ride" | "stand";
export const gaitOf = (mps: number): Gait => {
  if (mps >= 4) return "ride";
  if (mps >= 2.1) return "run";
  return mps < 1 ? "stick" : "walk";
};

/** One cycle is two steps. `onGround` is the share of it that a foot stands. In heights of the person. */
export type Cycle = {
  readonly length: number;
  readonly onGround: number;
  readonly lift: number;
  readonly hipY: number;
};
export const CYCLES: { readonly [gait in Gait]: Cycle } = {
  walk: { length: 0.68, onGround: 0.6, lift: 0.06, hipY: -0.51 },
  run: { length: 1.35, onGround: 0.36, lift: 0.2, hipY: -0.475 },
  stick: { length: 0.42, onGround: 0.66, lift: 0.03, hipY: -0.5 },
  ride: { length: 1.6, onGround: 1, lift: 0, hipY: -0.6 },
  stand: { length: 1, onGround: 1, lift: 0, hipY: -0.5 },
};
const THIGH = 0.27;
const SHIN = 0.27;
const TURN = 2 * Math.PI;

/** How far through a cycle someone is who has gone so far, in heights. Feet are where they are: they do not slide. */
export function phaseAt(gait: Gait, goneHeights: number): number {
  const cycles = goneHeights / CYCLES[gait].length;
  return cycles - Math.floor(cycles);
}

/** Both legs at a phase, the far one first. */
export function legsAt(gait: Gait, phase: number): readonly [far: Leg, near: Leg] {
  if (gait === "ride") return [pedalling(phase + 0.5), pedalling(phase)];
  const bob = gait === "stand" ? 0 : 0.014 * Math.cos(2 * TURN * phase);
  return [stepping(gait, (phase + 0.5) % 1, bob), stepping(gait, phase, bob)];
}

function stepping(gait: Gait, phase: number, bob: number): Leg {
  const hip: Joint = [0, CYCLES[gait].hipY + bob];
  return bent(hip, footAt(gait, phase));
}

/** Standing, a foot goes back as fast as the body goes forward. */
export function footAt(gait: Gait, phase: number): Joint {
  const { length, onGround, lift } = CYCLES[gait];
  if (gait === "stand") return [phase < 0.5 ? 0.04 : -0.04, 0];
  const reach = (length * onGround) / 2;
  if (phase < onGround) return [reach - length * phase, 0];
  const swing = (phase - onGround) / (1 - onGround);
  const eased = (1 - Math.cos(Math.PI * swing)) / 2;
  const heel = Math.sin(Math.PI * swing ** 0.8);
  return [-reach + 2 * reach * eased, -lift * heel];
}

export const CRANK: Joint = [0.02, -0.17];
const CRANK_LENGTH = 0.085;
export const SADDLE: Joint = [-0.12, -0.6];
function pedalling(phase: number): Leg {
  const [x, y] = CRANK;
  return bent(SADDLE, [x + CRANK_LENGTH * Math.cos(TURN * phase), y + CRANK_LENGTH * Math.sin(TURN * phase)]);
}

/** The knee between a hip and a foot: two bones, bent forwards. A foot too far away is drawn where the leg ends. */
function bent(hip: Joint, foot: Joint): Leg {
  const [dx, dy] = [foot[0] - hip[0], foot[1] - hip[1]];
  const far = Math.hypot(dx, dy);
  const reach = Math.min(far, 0.999 * (THIGH + SHIN));
  const bend = Math.acos((THIGH ** 2 + reach ** 2 - SHIN ** 2) / (2 * THIGH * reach));
  const direction = Math.atan2(dy, dx) - bend;
  const knee: Joint = [hip[0] + THIGH * Math.cos(direction), hip[1] + THIGH * Math.sin(direction)];
  return { hip, knee, foot: [hip[0] + (dx * reach) / far, hip[1] + (dy * reach) / far] };
}

/** How far the near arm is forward at a phase, in radians: against the near leg. */
export const armSwing = (gait: Gait, phase: number): number =>
  gait === "stand" || gait === "ride" ? 0 : -(gait === "run" ? 0.75 : 0.42) * Math.cos(TURN * (phase + 0.02));
