import type { RecordedDevice } from "../../device/together/recorded-device.ts";
import type { LitterBinConfig } from "../../config/device-config.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Digital, RamFeedback } from "../../device/measure/samples.ts";
import { after, epochMs, millis, type Instant, type WallClock } from "../../device/measure/time.ts";
import { singleSite, type Scene } from "../scene.ts";
import { skyAt } from "../sky.ts";
import type { Outside } from "./frames.ts";
import type { BinFrame, Figures, Frame, Happened, PostFrame, Speed, Stage } from "./protocol.ts";

/** The sky over a record is the usual one of its place: no weather was recorded. */
const SKY_SEED = 0;

/** Readings that are drawn, of a post or of a bin. */
type Shown = {
  readonly daylight?: Reading<number>;
  readonly clock?: Reading<WallClock>;
  readonly current?: Reading<number>;
  readonly ram?: Reading<RamFeedback>;
  readonly hopperA?: Reading<Digital>;
  readonly lockClosed?: Reading<Digital>;
};

/** A flight record as pages watch it: the one device, from its first snapshot on; at its end it stands still. */
export class RecordPlay {
  speed: Speed = 1;
  readonly recorded: RecordedDevice;
  readonly scene: Scene;
  readonly #tell: (one: Happened) => void;

  /** `tell` hears what the device decided, as it is played. */
  constructor(recorded: RecordedDevice, tell: (one: Happened) => void) {
    this.recorded = recorded;
    this.scene = singleSite(recorded.config);
    this.#tell = tell;
    for (const text of recorded.remarks) this.#tellWhy(recorded.from, "record", text, {});
    if (recorded.offsetMs === null) this.#tellWhy(recorded.from, "timeless", TIMELESS, {});
    this.#playTo(recorded.from);
  }

  /** Epoch ms as the device knew it; where it never did, ms since the record begins. */
  get wall(): number {
    return this.#wallAt(this.recorded.now);
  }

  /** The usual sun, and the light that the device measured itself, if it does. */
  get sky(): Frame["sky"] {
    const { elevationDeg, lux } = skyAt(this.scene, SKY_SEED, epochMs(this.wall));
    return { elevationDeg, lux: valueOf((this.recorded.known.readings as Shown).daylight) ?? lux };
  }

  get clockLost(): boolean {
    const clock = valueOf((this.recorded.known.readings as Shown).clock);
    return clock === null || clock.quality === "none";
  }

  pass(realMs: number): void {
    this.#playTo(after(this.recorded.now, millis(realMs * this.speed)));
  }

  /** Goes to a wall time within the record, or to the end of it that is nearer. */
  seek(wall: number): void {
    this.#playTo(after(this.recorded.now, millis(wall - this.wall)));
  }

  stage(outside: Outside, past: readonly Happened[]): Stage {
    const { config, from, to } = this.recorded;
    const { latitudeDeg, longitudeDeg, timeZone, posts, bins } = this.scene;
    const { bin } = outside.configs;
    return {
      id: outside.stage,
      run: { kind: "record", device: config.device, lastsMs: to - from },
      place: config.asset.place.label ?? config.device,
      ...{ timeZone, latitudeDeg, longitudeDeg, posts, bins },
      scenarios: outside.scenarios.map(({ scenario: name, caption }) => ({ name, caption })),
      bin: depthOf(config.kind === "litter-bin" ? config : (bin as LitterBinConfig)),
      hint: null,
      frame: this.frame(outside, []),
      past,
    };
  }

  frame({ stage }: Outside, happened: readonly Happened[]): Frame {
    const { config, from, now } = this.recorded;
    const isPost = config.kind === "lamp-post";
    return {
      ...{ stage, at: now - from, wall: this.wall, speed: this.speed, reachedSpeed: this.speed, happened },
      sky: this.sky,
      posts: isPost ? [this.#postFrame()] : [],
      bins: isPost ? [] : [this.#binFrame(config)],
      people: [],
      figures: NOTHING_COUNTED,
      networkUp: true,
      clockLost: this.clockLost,
      caption: { key: "recorded", device: config.device },
      outcome: null,
    };
  }

  #postFrame(): PostFrame {
    const { reason: rule, ...shown } = this.recorded.postShown();
    return { litPct: shown.givenPct, rule, ...shown, waiting: 0 };
  }

  #binFrame({ bin: { emptyMm, fullMm } }: LitterBinConfig): BinFrame {
    const { fillPct, fillQuality, mode, modeMs, causes, latched, faults } = this.recorded.binShown();
    const { mind, readings } = this.recorded.known;
    const { ram, hopperA, lockClosed, current } = readings as Shown;
    const { sign } = mind.outputs as { sign: BinFrame["sign"] | "off" };
    return {
      litterMm: ((fillPct ?? 0) / 100) * (emptyMm - fullMm),
      ramMm: valueOf(ram)?.travelMm ?? 0,
      hopperOpen: valueOf(hopperA)?.active === false,
      locked: valueOf(lockClosed)?.active === true,
      sign: sign === "off" ? null : sign,
      ...{ fillPct, fillQuality, mode, modeS: modeMs / 1_000, causes, latched, faults },
      currentMa: valueOf(current),
      powered: true,
      waiting: 0,
    };
  }

  #playTo(moment: Instant): void {
    for (const { at, reason, text, because } of this.recorded.playTo(moment)) {
      this.#tellWhy(at, reason, text, because);
    }
  }

  #tellWhy(at: Instant, reason: string, text: string, because: { readonly [key: string]: unknown }): void {
    const { device } = this.recorded.config;
    const { from } = this.recorded;
    this.#tell({ what: "decided", at: at - from, wall: this.#wallAt(at), device, reason, text, because });
  }

  #wallAt(at: Instant): number {
    const { offsetMs, from } = this.recorded;
    return offsetMs === null ? at - from : at + offsetMs;
  }
}

const TIMELESS = "The device never knew the time of day here: its clock is shown from 00:00 UTC on.";

/** Looked at once a second of it. */
const LOOK_MS = millis(1_000);

/** Plays a record to its end, as a page would show it: what breaks there, in the words of the machine; null: nothing. */
export function whatBreaks(recorded: RecordedDevice, outside: Outside): string | null {
  try {
    const play = new RecordPlay(recorded, () => undefined);
    play.stage(outside, []);
    for (let at = recorded.from; at < recorded.to; at = after(at, LOOK_MS)) {
      recorded.playTo(at);
      play.frame(outside, []);
    }
    recorded.playTo(recorded.to);
    play.frame(outside, []);
    recorded.playTo(recorded.from);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** The city heard nothing of this here, and there is no true street to measure by. */
const NOTHING_COUNTED: Figures = {
  ...{ savedNetPct: null, walkedInDarkS: null, tripsAvoided: null },
  ...{ waiting: null, online: null, devices: 1, records: null, pace: null },
};

function depthOf({ bin: { emptyMm, fullMm, press } }: LitterBinConfig): Stage["bin"] {
  return press === null
    ? { pressAtPct: null, depthMm: emptyMm - fullMm }
    : { pressAtPct: press.pressAtPct, depthMm: emptyMm - press.plateAtTopMm };
}

/** null: the part is not there or tells a fault. */
function valueOf<T>(reading: Reading<T> | undefined): T | null {
  return reading?.ok === true ? reading.value : null;
}
