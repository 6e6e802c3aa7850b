import { FRAMES_HZ, type Frame } from "../../host/protocol.ts";

/** A moment between two frames. `share` is 0 at `from`, 1 at `to`. */
export type Moment = { readonly from: Frame; readonly to: Frame; readonly share: number };

/** Someone between two frames. */
export type Passer = {
  readonly id: number;
  readonly atM: number;
  readonly towards: 1 | -1;
  readonly mps: number;
  /** Less than 1 while they come or go. */
  readonly alpha: number;
  /** How far they go from one frame to the next. */
  readonly strideM: number;
};

const FRAME_MS = 1_000 / FRAMES_HZ;
/** Drawn so far behind the newest frame, so that there are usually two to draw between. */
const BEHIND_MS = 130;
const FRAMES_MAX = 8;
/** Frames come unevenly; they are played at a pace that follows theirs slowly. */
const FOLLOW_SHARE = 0.1;
/** Further off than this, a frame is played when it came. */
const ASTRAY_MS = 400;

/** The newest frames, each with the moment at which it is to be seen. */
export class FrameTrack {
  #kept: { readonly frame: Frame; readonly playAtMs: number }[] = [];

  /** The first frame is seen at once, until there is another. */
  begin(frame: Frame): void {
    this.#kept = [{ frame, playAtMs: -Infinity }];
  }

  take(frame: Frame, receivedAtMs: number): void {
    const due = (this.#kept.at(-1)?.playAtMs ?? -Infinity) + FRAME_MS;
    const offMs = receivedAtMs - due;
    const playAtMs = Math.abs(offMs) > ASTRAY_MS ? receivedAtMs : due + FOLLOW_SHARE * offMs;
    this.#kept = [...this.#kept.slice(1 - FRAMES_MAX), { frame, playAtMs }];
  }

  at(nowMs: number): Moment | null {
    const shownMs = nowMs - BEHIND_MS;
    const next = this.#kept.findIndex(({ playAtMs }) => playAtMs > shownMs);
    const last = next === -1 ? this.#kept.length - 1 : next;
    const [from, to] = [this.#kept[last - 1], this.#kept[last]];
    if (to === undefined) return null;
    if (from === undefined || isJump(from.frame, to.frame)) return { from: to.frame, to: to.frame, share: 1 };
    if (next === -1) return { from: from.frame, to: to.frame, share: 1 };
    const takesMs = to.playAtMs - from.playAtMs;
    const share = Number.isFinite(takesMs) ? (shownMs - from.playAtMs) / Math.max(1, takesMs) : 0;
    return { from: from.frame, to: to.frame, share };
  }
}

/** A run that began anew, or another clock: there is nothing in between. */
const isJump = (from: Frame, to: Frame): boolean => from.stage !== to.stage || to.at < from.at;

const blend = (from: number, to: number, share: number): number => from + (to - from) * share;

export const litPctAt = ({ from, to, share }: Moment, post: number): number => {
  const then = to.posts[post]?.litPct ?? 0;
  return blend(from.posts[post]?.litPct ?? then, then, share);
};

/** What moves of a bin; the rest is as in the nearer frame. */
export function binAt({ from, to, share }: Moment, bin: number): { readonly ramMm: number; readonly litterMm: number } {
  const then = to.bins[bin];
  const before = from.bins[bin] ?? then;
  if (then === undefined || before === undefined) return { ramMm: 0, litterMm: 0 };
  return { ramMm: blend(before.ramMm, then.ramMm, share), litterMm: blend(before.litterMm, then.litterMm, share) };
}

export const elevationAt = ({ from, to, share }: Moment): number =>
  blend(from.sky.elevationDeg, to.sky.elevationDeg, share);
export const nearer = ({ from, to, share }: Moment): Frame => (share < 0.5 ? from : to);

export function peopleAt({ from, to, share }: Moment): readonly Passer[] {
  const passedS = (to.at - from.at) / 1_000;
  const before = new Map(from.people.map((person) => [person.id, person]));
  const coming = to.people.map((person): Passer => {
    const { id, atM, towards, mps } = person;
    const was = before.get(id);
    before.delete(id);
    const wasM = was?.atM ?? atM - towards * mps * passedS;
    const alpha = was === undefined && from !== to ? share : 1;
    return { id, towards, mps, alpha, atM: blend(wasM, atM, share), strideM: Math.abs(atM - wasM) };
  });
  const gone = [...before.values()].map((person): Passer => {
    const { id, atM, towards, mps } = person;
    const wayM = mps * passedS;
    return { id, towards, mps, alpha: 1 - share, atM: atM + towards * wayM * share, strideM: wayM };
  });
  return [...coming, ...gone];
}
