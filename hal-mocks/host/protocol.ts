import type { Caption } from "../captions.ts";
import type { Poke, Touch } from "../pokes.ts";
import type { Refused } from "../refusals.ts";
import type { Outcome } from "../running.ts";

/** What passes between the street and a page that watches it, from a server or from a worker. Plain JSON data. */
export type ToPage = { readonly m: "stage"; readonly stage: Stage } | { readonly m: "frame"; readonly frame: Frame };
/** A street as a page reaches it, in whatever process it runs. */
export interface Watched {
  /** Called with a stage first, then with frames of it, {@link FRAMES_HZ} times a second. */
  listen(take: (message: ToPage) => void): void;
  ask(wish: Wish): Promise<Answer>;
}
export const FRAMES_HZ = 10;

/** What does not change while one run lasts, with its first frame: enough to draw the whole page. */
export type Stage = {
  /** Grows with each run; a frame of another stage is not drawn. */
  readonly id: number;
  readonly run: Run;
  readonly place: string;
  readonly timeZone: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly posts: readonly Standing[];
  readonly bins: readonly Standing[];
  readonly scenarios: readonly { readonly name: string; readonly caption: Bilingual }[];
  /** Where a bin begins to press (null: it has no press), and from its floor up to the plate at its top. */
  readonly bin: { readonly pressAtPct: number | null; readonly depthMm: number };
  /** Where else to look, as a command; null: nowhere. */
  readonly hint: string | null;
  readonly frame: Frame;
  /** The newest decisions, and of each topic the newest packets, oldest first. */
  readonly past: readonly Happened[];
};
export type Standing = { readonly name: string; readonly atM: number };
export type Bilingual = { readonly en: string; readonly sv: string };
export type Run =
  | { readonly kind: "street" }
  | { readonly kind: "scenario"; readonly name: string; readonly caption: Bilingual; readonly lastsMs: number }
  /** What one device recorded of itself; of people it knows only what its sensor saw. */
  | { readonly kind: "record"; readonly device: string; readonly lastsMs: number };

export const SPEEDS = [0, 1, 10, 100, 1_000] as const;
export type Speed = (typeof SPEEDS)[number];

/** The street at one moment. */
export type Frame = {
  readonly stage: number;
  /** Monotonic ms of the street. */
  readonly at: number;
  /** True wall time, epoch ms. */
  readonly wall: number;
  readonly speed: Speed;
  /** Times real time, as it was reached lately. */
  readonly reachedSpeed: number;
  readonly sky: { readonly elevationDeg: number; readonly lux: number };
  /** In the order of the stage. */
  readonly posts: readonly PostFrame[];
  readonly bins: readonly BinFrame[];
  readonly people: readonly PersonFrame[];
  readonly figures: Figures;
  readonly networkUp: boolean;
  readonly clockLost: boolean;
  /** What follows from the last verb. */
  readonly caption: Caption;
  /** Of a scenario that has ended. */
  readonly outcome: Outcome | null;
  /** Since the frame before, oldest first. */
  readonly happened: readonly Happened[];
};
export type PersonFrame = { readonly id: number; readonly atM: number; readonly towards: 1 | -1; readonly mps: number };
/** The rules of `device/lamp/level.ts`. */
export type LampRule =
  | "commissioning"
  | "safe"
  | "override"
  | "day"
  | "pirFault"
  | "base"
  | "program"
  | "motion"
  | "neighbour"
  | "entry"
  | "floor";
export type PostFrame = {
  /** The light as it really is. */
  readonly litPct: number;
  /** By its rules; null: it has no power. */
  readonly levelPct: number | null;
  /** What control put out for that, after the factors of the luminaire. */
  readonly givenPct: number;
  readonly targetPct: number;
  readonly rule: LampRule;
  readonly moving: "rising" | "falling" | null;
  /** Since the sensor last saw someone; null: the light is not there for that. */
  readonly seenAgoS: number | null;
  /** Until it is at rest again, if nobody else comes; null: it is not lit for anyone. */
  readonly secondsLeft: number | null;
  /** At night by the rule in force: with nobody there, and with someone. */
  readonly restPct: number;
  readonly someonePct: number;
  /** Roles whose part tells a fault. */
  readonly faults: readonly string[];
  readonly waiting: number;
};
export type BinFrame = {
  /** As it really is, in mm from the floor, and of the ram from its top. */
  readonly litterMm: number;
  readonly ramMm: number;
  readonly hopperOpen: boolean;
  readonly locked: boolean;
  readonly sign: "red" | "amber" | "green" | null;
  /** As the bin measures it; null: it does not know. */
  readonly fillPct: number | null;
  readonly fillQuality: string;
  /** Of `device/bin/press/states.ts`; null: it has no press. */
  readonly mode: string | null;
  readonly modeS: number;
  /** Of `device/bin/press/causes.ts`, while it is stopped or locked out. */
  readonly causes: readonly string[];
  readonly currentMa: number | null;
  readonly powered: boolean;
  readonly latched: boolean;
  readonly faults: readonly string[];
  readonly waiting: number;
};
export type Figures = {
  /** null, here and below: no source yet, shown as "–". */
  readonly savedNetPct: number | null;
  readonly walkedInDarkS: number | null;
  readonly tripsAvoided: number | null;
  readonly waiting: number | null;
  readonly online: number | null;
  /** Without those that the city knows to be dead by day. */
  readonly devices: number;
  readonly records: number | null;
  /** Since the cycles were last put on real time; null: they are not on it. */
  readonly pace: Paced | null;
};
/** Cycles that were due on real time, and how many of them were late. */
export type Paced = { readonly cycles: number; readonly lateCycles: number };
export type Happened =
  | {
      readonly what: "decided";
      /** Monotonic ms of the street, and what its true wall clock showed then, epoch ms. */
      readonly at: number;
      readonly wall: number;
      readonly device: string;
      /** As in `gaturum why`. */
      readonly reason: string;
      readonly text: string;
      readonly because: { readonly [key: string]: unknown };
    }
  /** What the city's broker handed on: all that the lower street is drawn from. `device` is null for the city's own. */
  | {
      readonly what: "packet";
      readonly at: number;
      readonly wall: number;
      readonly device: string | null;
      readonly topic: string;
      readonly payload: string;
    };

/** What someone wishes to happen. */
export type Wish =
  | { readonly do: "poke"; readonly verb: Poke }
  | { readonly do: "touch"; readonly device: string; readonly verb: Touch }
  | { readonly do: "speed"; readonly speed: Speed }
  /** Moves the world's wall clock and every device's; epoch ms. */
  | { readonly do: "wall"; readonly to: number }
  /** null: back to the street as it was at first, begun anew. */
  | { readonly do: "scenario"; readonly name: string | null }
  /** A scenario's or a flight record's text, with the name of its file. */
  | { readonly do: "open"; readonly file: string; readonly text: string };
export type Answer = { readonly ok: true } | Refused;

/** No file that is opened is longer; a record of 10 minutes has 1 MB. */
export const OPEN_MAX_BYTES = 16_000_000;
