import type { Frame, Happened, Stage, ToPage } from "../host/protocol.ts";

/** What the panels show, made from a stage and the frames since. Pure: what was seen and a message in, what is seen out. */
export type Seen = {
  readonly stage: Stage;
  readonly frame: Frame;
  readonly devices: ReadonlyMap<string, Told>;
  /** Levels and fills over time, oldest first. */
  readonly moments: readonly Moment[];
};
export type Decided = Extract<Happened, { what: "decided" }>;
export type Packet = Extract<Happened, { what: "packet" }>;
/** Of one device, newest first. */
export type Told = { readonly decisions: readonly Decided[]; readonly packets: readonly Packet[] };
/** Of every post and then of every bin, in the order of the stage; null: not known. */
export type Moment = { readonly at: number; readonly wall: number; readonly pcts: readonly (number | null)[] };
export type Points = readonly [wallS: readonly number[], pct: readonly (number | null)[]];

export const DECISIONS_MAX = 50;
export const PACKETS_MAX = 50;
export const MOMENTS_MAX = 600;
/** At 1× the chart reaches ten minutes back; faster, each frame is a moment. */
const MOMENT_EVERY_MS = 1_000;
/** Between two frames wall time may part so far from the street's own before it was moved by hand. */
const STEADY_MS = 500;

export const NOTHING_TOLD: Told = { decisions: [], packets: [] };

export function seenAtFirst(stage: Stage): Seen {
  return { stage, frame: stage.frame, devices: toldBy(new Map(), stage.past), moments: [momentOf(stage.frame)] };
}

/** A frame of another stage changes nothing, so the same object comes back. */
export function nextSeen(was: Seen, message: ToPage): Seen {
  if (message.m === "stage") return seenAtFirst(message.stage);
  const { frame } = message;
  if (frame.stage !== was.stage.id) return was;
  return {
    stage: was.stage,
    frame,
    devices: toldBy(was.devices, frame.happened),
    moments: momentsWith(was.moments, frame),
  };
}

export const toldOf = ({ devices }: Seen, device: string): Told => devices.get(device) ?? NOTHING_TOLD;

/** What uPlot draws of one device. */
export function pointsOf({ stage, moments }: Seen, device: string): Points {
  const post = stage.posts.findIndex(({ name }) => name === device);
  const bin = stage.bins.findIndex(({ name }) => name === device);
  const place = post >= 0 ? post : bin >= 0 ? stage.posts.length + bin : -1;
  return [moments.map(({ wall }) => wall / 1_000), moments.map(({ pcts }) => pcts[place] ?? null)];
}

function toldBy(was: ReadonlyMap<string, Told>, happened: readonly Happened[]): ReadonlyMap<string, Told> {
  const names = new Set(happened.flatMap(({ device }) => device ?? []));
  if (names.size === 0) return was;
  const is = new Map(was);
  for (const name of names) {
    const newest = happened.filter(({ device }) => device === name).reverse();
    const told = was.get(name) ?? NOTHING_TOLD;
    is.set(name, {
      decisions: before(newest.filter(isDecided), told.decisions, DECISIONS_MAX),
      packets: before(newest.filter(isPacket), told.packets, PACKETS_MAX),
    });
  }
  return is;
}

/** The same list while nothing was added, so that nothing is drawn anew. */
const before = <T>(newest: readonly T[], older: readonly T[], most: number): readonly T[] =>
  newest.length === 0 ? older : [...newest, ...older].slice(0, most);
const isDecided = (happened: Happened): happened is Decided => happened.what === "decided";
const isPacket = (happened: Happened): happened is Packet => happened.what === "packet";

function momentsWith(was: readonly Moment[], frame: Frame): readonly Moment[] {
  const last = was.at(-1);
  if (last === undefined) return [momentOf(frame)];
  // A wall clock that was moved would draw a line back in time, so the chart begins anew.
  if (Math.abs(frame.wall - last.wall - (frame.at - last.at)) > STEADY_MS) return [momentOf(frame)];
  if (frame.at - last.at < MOMENT_EVERY_MS) return was;
  return [...was.slice(1 - MOMENTS_MAX), momentOf(frame)];
}

const momentOf = ({ at, wall, posts, bins }: Frame): Moment => ({
  at,
  wall,
  pcts: [...posts.map(({ levelPct }) => levelPct), ...bins.map(({ fillPct }) => fillPct)],
});
