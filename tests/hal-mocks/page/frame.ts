import type { Frame, PersonFrame, PostFrame } from "../../../hal-mocks/host/protocol.ts";

const POST: PostFrame = {
  ...{ litPct: 30, levelPct: 30, targetPct: 30, rule: "base", moving: null, seenAgoS: null, secondsLeft: null },
  ...{ faults: [], waiting: 0 },
};

/** A frame of a street in which only what a test says is the case. */
export function frameOf(
  at: number,
  {
    litPct = [],
    people = [],
    ...rest
  }: Partial<Omit<Frame, "people">> & {
    readonly litPct?: readonly number[];
    readonly people?: readonly PersonFrame[];
  },
): Frame {
  return {
    ...{ stage: 1, at, wall: at, speed: 1, reachedSpeed: 1, sky: { elevationDeg: -4, lux: 3 }, bins: [], people },
    ...{ networkUp: true, clockLost: false, caption: { key: "begins", device: null }, outcome: null, happened: [] },
    posts: litPct.map((lit) => ({ ...POST, litPct: lit })),
    figures: {
      ...{ savedNetPct: null, walkedInDarkS: null, tripsAvoided: null, waiting: 0, online: 0, devices: 0 },
      ...{ records: 0, cycles: 0, lateCycles: null },
    },
    ...rest,
  };
}
