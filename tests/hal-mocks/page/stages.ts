import type { BinFrame, Frame, Happened, PostFrame, Stage } from "../../../hal-mocks/host/protocol.ts";

/** A post, a bin, a frame and a stage with nothing special about them, and what a test changes of it. */
export const postFrame = (changed: Partial<PostFrame> = {}): PostFrame => ({
  litPct: 30,
  levelPct: 30,
  givenPct: 30,
  targetPct: 30,
  rule: "base",
  moving: null,
  seenAgoS: null,
  secondsLeft: null,
  restPct: 30,
  someonePct: 100,
  faults: [],
  waiting: 0,
  ...changed,
});

export const binFrame = (changed: Partial<BinFrame> = {}): BinFrame => ({
  litterMm: 400,
  ramMm: 0,
  hopperOpen: false,
  locked: false,
  sign: "green",
  fillPct: 26,
  fillQuality: "valid",
  mode: "IDLE",
  modeS: 3,
  causes: [],
  currentMa: 0,
  powered: true,
  latched: false,
  faults: [],
  waiting: 0,
  ...changed,
});

export const frameOf = (changed: Partial<Frame> = {}): Frame => ({
  stage: 1,
  at: 0,
  wall: Date.UTC(2026, 10, 25, 14, 35),
  speed: 1,
  reachedSpeed: 1,
  sky: { elevationDeg: -3, lux: 31 },
  posts: [postFrame(), postFrame({ levelPct: 100, litPct: 100, targetPct: 100, rule: "motion" })],
  bins: [binFrame()],
  people: [],
  figures: {
    savedNetPct: null,
    walkedInDarkS: 0,
    tripsAvoided: null,
    waiting: 0,
    online: 3,
    devices: 3,
    records: 0,
    pace: { cycles: 0, lateCycles: 0 },
  },
  networkUp: true,
  clockLost: false,
  caption: { key: "begins", device: null },
  outcome: null,
  happened: [],
  ...changed,
});

export const stageOf = (changed: Partial<Stage> = {}): Stage => ({
  id: 1,
  run: { kind: "street" },
  place: "Hornsgatan",
  timeZone: "Europe/Stockholm",
  latitudeDeg: 59.317,
  longitudeDeg: 18.05,
  posts: [
    { name: "lamp-1", atM: 0 },
    { name: "lamp-2", atM: 22 },
  ],
  bins: [{ name: "bin-1", atM: 11 }],
  scenarios: [],
  bin: { pressAtPct: 85, depthMm: 900 },
  hint: null,
  frame: frameOf(),
  past: [],
  ...changed,
});

export const decided = (device: string, wall: number): Happened => ({
  what: "decided",
  at: wall,
  wall,
  device,
  reason: "motion",
  text: "30 -> 100 %  someone passed",
  because: { fromPct: 30, levelPct: 100 },
});
export const packet = (device: string | null, wall: number): Happened => ({
  what: "packet",
  at: wall,
  wall,
  device,
  topic: `gaturum/1/street/${device ?? "_host"}/up/t/lamp-level`,
  payload: "{}",
});
