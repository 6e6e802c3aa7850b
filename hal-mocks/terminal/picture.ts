import type { BinShown, PostShown } from "../../device/together/shown.ts";
import { captionText } from "../captions.ts";
import { LocalDay } from "../local-day.ts";
import type { Running } from "../running.ts";
import { siteFigures } from "../site-figures.ts";
import { sunPhase } from "../sky.ts";
import type { SimulatedStreet } from "../simulated-street.ts";
import type { StreetClock } from "../street-clock.ts";
import type { BinPicture, LoopPicture, PostPicture, StreetPicture } from "./street-picture.ts";
import { timeText, wallText } from "./wall-text.ts";

/** Lines of the log that a tall terminal could show. */
export const LOG_MAX = 60;
/** Decisions of one device that can be among them. */
const WHY_MAX = 20;
const CM_MM = 10;
const A_MA = 1_000;

/** What only the process around the street knows. */
export type Outside = {
  readonly online: number | null;
  readonly reportsPerS: number | null;
  readonly loop: LoopPicture;
  readonly hint: string;
  /** Why the last key did nothing; null: it did. */
  readonly refusal: string | null;
};

/** The street as it is now, for a view to draw. Everything on it is what controllers decided and what the city received. */
export function pictureOf(running: Running, outside: Outside): StreetPicture {
  const { street, clock, pokes } = running;
  const { world, devices } = street;
  const { scene, sky, seed } = world;
  const figures = siteFigures(world);
  return {
    place: scene.label,
    wallTime: wallText(world.wall, scene.timeZone),
    sunPhase: sunPhase(sky.elevationDeg, LocalDay.in(scene.timeZone).hoursAt(world.wall)),
    daylightLx: sky.lux,
    speed: shownSpeed(clock),
    seed,
    posts: postPictures(street),
    walkers: world.people.map(({ atM, towards }) => ({ positionM: atM, direction: towards === 1 ? "right" : "left" })),
    bins: binPictures(street),
    savedPct: figures.savedNetPct,
    walkedInDarkS: figures.walkedInDarkS,
    city: {
      online: outside.online,
      total: devices.length - running.tally().devicesResting,
      reportsPerS: outside.reportsPerS,
      waiting: street.waiting,
      networkUp: pokes.networkUp,
      clockLost: pokes.clockLost,
    },
    loop: outside.loop,
    log: logOf(street),
    hint: outside.hint,
    message: outside.refusal ?? messageOf(running),
  };
}

/** A scenario speaks for itself until someone lends a hand. */
const messageOf = ({ street, pokes, scenario }: Running): string =>
  scenario !== null && pokes.count === 0
    ? scenario.scenario.caption.en
    : captionText(pokes.caption, "en", street.waiting);

/** A post without power, or whose controller starts, has decided nothing. */
export const postPictures = (street: SimulatedStreet): readonly PostPicture[] =>
  sitesAlong(street, "posts").map(({ site: { device, on }, name, positionM }) =>
    on
      ? postPicture(name, positionM, device.postShown(street.time.now()))
      : darkPicture(name, positionM, street.world.posts.get(name)?.lamp.levelPct ?? 0),
  );

/** A bin without power, or whose controller starts, knows nothing of its litter. */
export const binPictures = (street: SimulatedStreet): readonly BinPicture[] =>
  sitesAlong(street, "bins").map(({ site: { device, on }, name, positionM }) =>
    on ? binPicture(name, positionM, device.binShown(street.time.now())) : stillPicture(name, positionM),
  );

const stillPicture = (name: string, positionM: number): BinPicture => ({
  ...{ name, positionM, fillPct: null, fillQuality: "valid", state: "controller off", forecast: "" },
  ...{ ram: null, latched: false, faulty: false },
});

const sitesAlong = ({ world, sites }: SimulatedStreet, kind: "posts" | "bins") =>
  world.scene[kind].flatMap(({ name, atM }) => {
    const site = sites.find(({ device }) => device.config.device === name);
    return site === undefined ? [] : [{ site, name, positionM: atM }];
  });

export function postPicture(name: string, positionM: number, shown: PostShown): PostPicture {
  const { levelPct, reason, moving, secondsLeft, faults } = shown;
  return { name, positionM, note: "", levelPct, reason: moving ?? reason, secondsLeft, faulty: faults.length > 0 };
}

/** Nobody drives it: without power it is dark, and with it again it is lit by itself while its controller starts. */
const darkPicture = (name: string, positionM: number, litPct: number): PostPicture => ({
  ...{ name, positionM, note: "", levelPct: null, reason: litPct > 0 ? "starts" : "no power" },
  ...{ secondsLeft: null, faulty: false },
});

export function binPicture(name: string, positionM: number, shown: BinShown): BinPicture {
  const { ram, fillQuality, fillPct, state, latched, faults } = shown;
  const inViewUnits = ram === null ? null : { travelCm: ram.travelMm / CM_MM, currentA: ram.currentMa / A_MA };
  // While the ram is out nobody can see the litter, and the row says so already.
  const quality = ram === null ? fillQuality : "valid";
  const faulty = faults.length > 0;
  return { name, positionM, fillPct, fillQuality: quality, state, forecast: "", ram: inViewUnits, latched, faulty };
}

/** The newest decisions of all devices, newest first, each with its local time. */
function logOf({ devices, world }: SimulatedStreet): readonly string[] {
  const told = devices.flatMap(({ config, control }) =>
    control.why.slice(-WHY_MAX).map(({ at, text }) => ({ at, line: `${config.device.padEnd(8)}${text}` })),
  );
  return told
    .sort((a, b) => b.at - a.at)
    .slice(0, LOG_MAX)
    .map(({ at, line }) => `${timeText(world.wallAt(at), world.scene.timeZone)} ${line}`);
}

/** The reached speed where this computer cannot follow the one asked for. */
function shownSpeed({ speed, reachedSpeed }: StreetClock): number {
  const reached = Math.round(reachedSpeed);
  return reached < 0.9 * speed ? reached : speed;
}
