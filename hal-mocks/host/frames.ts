import type { Device } from "../../device/together/device.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { DeviceConfig } from "../../config/device-config.ts";
import type { Scenario } from "../../config/scenario.ts";
import type { Powered } from "../powered.ts";
import { USUAL_MAKE } from "../press-make.ts";
import type { Running } from "../running.ts";
import { siteFigures } from "../site-figures.ts";
import type { SimulatedStreet, StreetConfigs } from "../simulated-street.ts";
import type { BinFrame, Figures, Frame, Happened, Paced, PostFrame, Speed, Stage } from "./protocol.ts";

/** What only the process around the street knows. */
export type Outside = {
  readonly stage: number;
  readonly configs: StreetConfigs;
  readonly scenarios: readonly Scenario[];
  readonly hint: string | null;
  /** As in {@link Figures}. */
  readonly pace: Paced | null;
};

/** The street as it is now. Everything on it is what controllers decided, what the city heard, or what is there to see. */
export function frameOf(running: Running, outside: Outside, happened: readonly Happened[]): Frame {
  const { street, clock, pokes, scenario } = running;
  const { world, time } = street;
  const now = time.now();
  return {
    stage: outside.stage,
    at: now,
    wall: world.wall,
    speed: clock.speed as Speed,
    reachedSpeed: clock.reachedSpeed,
    sky: { elevationDeg: world.sky.elevationDeg, lux: world.sky.lux },
    ...framesOf(street, now),
    people: world.people.map(({ id, atM, towards, speedMps: mps }) => ({ id, atM, towards, mps })),
    figures: figuresOf(running, outside),
    networkUp: pokes.networkUp,
    clockLost: pokes.clockLost,
    caption: pokes.caption,
    outcome: scenario?.outcome() ?? null,
    happened,
  };
}

export function stageOf(running: Running, outside: Outside, past: readonly Happened[]): Stage {
  const { street, scenario } = running;
  const { label: place, timeZone, latitudeDeg, longitudeDeg, posts, bins } = street.world.scene;
  return {
    id: outside.stage,
    run: scenario === null ? { kind: "street" } : { kind: "scenario", ...named(scenario.scenario) },
    ...{ place, timeZone, latitudeDeg, longitudeDeg, posts, bins },
    scenarios: outside.scenarios.map(named),
    bin: binOf(outside.configs.bin),
    hint: outside.hint,
    frame: frameOf(running, outside, []),
    past,
  };
}

const named = ({ scenario: name, caption, lastsMs }: Scenario) => ({ name, caption, lastsMs });

function framesOf(street: SimulatedStreet, now: Instant): Pick<Frame, "posts" | "bins"> {
  const { world } = street;
  const sites = new Map(street.sites.map((site) => [site.device.config.device, site]));
  const frames = <F>(places: readonly { readonly name: string }[], make: (site: Powered) => F): readonly F[] =>
    places.flatMap(({ name }) => {
      const site = sites.get(name);
      return site === undefined ? [] : [make(site)];
    });
  return {
    posts: frames(world.scene.posts, (site) => postFrame(site, street, now)),
    bins: frames(world.scene.bins, (site) => binFrame(site, street, now)),
  };
}

function postFrame({ device, on }: Powered, { world }: SimulatedStreet, now: Instant): PostFrame {
  const { levelPct, reason: rule, ...shown } = device.postShown(now);
  return {
    litPct: world.posts.get(nameOf(device))?.lamp.levelPct ?? 0,
    levelPct: on ? levelPct : null,
    rule,
    ...shown,
    waiting: device.waiting,
  };
}

function binFrame({ device, on }: Powered, { world }: SimulatedStreet, now: Instant): BinFrame {
  const { ram, fillPct, fillQuality, mode, modeMs, causes, latched, faults } = device.binShown(now);
  const site = world.bins.get(nameOf(device));
  const lit = (["red", "amber", "green"] as const).find((colour) => site?.outputs[SIGN[colour]] === true);
  return {
    litterMm: site?.litterMm ?? 0,
    ramMm: site?.travelMm ?? 0,
    hopperOpen: site?.contact("hopperA").active === false,
    locked: site?.signal("lockClosed").active === true,
    sign: lit ?? null,
    ...{ fillPct, fillQuality, mode, modeS: modeMs / 1_000, causes, latched, faults },
    currentMa: ram?.currentMa ?? null,
    powered: on,
    waiting: device.waiting,
  };
}

const SIGN = { red: "signRed", amber: "signAmber", green: "signGreen" } as const;
const nameOf = (device: Device): string => device.config.device;

function figuresOf({ street, tally }: Running, { pace }: Outside): Figures {
  const { savedNetPct, walkedInDarkS } = siteFigures(street.world);
  const { devicesOnline: online, devicesResting, records } = tally();
  return {
    savedNetPct,
    walkedInDarkS,
    tripsAvoided: null,
    waiting: street.waiting,
    online,
    devices: street.sites.length - devicesResting,
    records,
    pace,
  };
}

function binOf(config: DeviceConfig): Stage["bin"] {
  if (config.kind !== "litter-bin") throw new Error("the street's second config is not one of a litter bin");
  return { pressAtPct: config.bin.press?.pressAtPct ?? null, depthMm: USUAL_MAKE.floorMm };
}
