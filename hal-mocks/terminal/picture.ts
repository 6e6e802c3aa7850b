import type { Device } from "../../device/together/device.ts";
import { captionText } from "../captions.ts";
import type { Running } from "../running.ts";
import { siteFigures } from "../site-figures.ts";
import { sunPhase } from "../sky.ts";
import type { SimulatedStreet } from "../simulated-street.ts";
import type { StreetClock } from "../street-clock.ts";
import type { BinPicture, LoopPicture, PostPicture, StreetPicture } from "./street-picture.ts";

/** Lines of the log that a tall terminal could show. */
const LOG_MAX = 60;
/** Decisions of one device that can be among them. */
const WHY_MAX = 20;
const CM_MM = 10;
const A_MA = 1_000;

/** What only the process around the street knows. */
export type Outside = {
  readonly online: number;
  readonly reportsPerS: number;
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
  const placed = (kind: "posts" | "bins") =>
    scene[kind].flatMap(({ name, atM }) => {
      const device = devices.find(({ config }) => config.device === name);
      return device === undefined ? [] : [{ device, positionM: atM }];
    });
  return {
    place: scene.label,
    wallTime: wallText(world.wall, scene.timeZone),
    sunPhase: sunPhase(sky.elevationDeg, Number(timeText(world.wall, scene.timeZone).slice(0, 2))),
    daylightLx: sky.lux,
    speed: shownSpeed(clock),
    seed,
    posts: placed("posts").map(({ device, positionM }) => postPicture(device, positionM, street)),
    walkers: world.people.map(({ atM, towards }) => ({ positionM: atM, direction: towards === 1 ? "right" : "left" })),
    bins: placed("bins").map(({ device, positionM }) => binPicture(device, positionM, street)),
    savedPct: figures.savedNetPct,
    walkedInDarkS: figures.walkedInDarkS ?? 0,
    city: {
      online: outside.online,
      total: devices.length,
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

function postPicture(device: Device, positionM: number, { time }: SimulatedStreet): PostPicture {
  const { levelPct, reason, moving, secondsLeft, faults } = device.postShown(time.now());
  const name = device.config.device;
  return { name, positionM, note: "", levelPct, reason: moving ?? reason, secondsLeft, faulty: faults.length > 0 };
}

function binPicture(device: Device, positionM: number, { time }: SimulatedStreet): BinPicture {
  const { ram, fillQuality, fillPct, state, latched, faults } = device.binShown(time.now());
  const inViewUnits = ram === null ? null : { travelCm: ram.travelMm / CM_MM, currentA: ram.currentMa / A_MA };
  // While the ram is out nobody can see the litter, and the row says so already.
  const quality = ram === null ? fillQuality : "valid";
  const name = device.config.device;
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

const formats = new Map<string, Intl.DateTimeFormat>();
const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DATE: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };

const timeText = (wall: number, timeZone: string): string => text(wall, { ...TIME, timeZone });
const wallText = (wall: number, timeZone: string): string =>
  `${text(wall, { ...DATE, timeZone }).replace(",", "")} ${timeText(wall, timeZone).slice(0, 5)}`;

function text(wall: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formats.set(key, format);
  return format.format(new Date(wall));
}
