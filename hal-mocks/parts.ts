import type { AnyPart, LampPostParts, LitterBinParts } from "../device/hal/parts.ts";
import { LITTER_BIN_ROLES, ROLES, type DeviceKind } from "../device/measure/roles.ts";
import { celsius, lux } from "../device/measure/units.ts";
import { MockBattery } from "./battery.ts";
import type { BinSite } from "./bin-site.ts";
import { MockClock } from "./clock.ts";
import { MockCurrentSensor } from "./current-sensor.ts";
import { MockDigitalInput } from "./digital-input.ts";
import { MockDigitalOutput } from "./digital-output.ts";
import { MockLamp } from "./lamp.ts";
import { MockLightSensor } from "./light-sensor.ts";
import type { PartFault } from "./mock-sensor.ts";
import { MockMotionSensor } from "./motion-sensor.ts";
import type { Hung, PostSite } from "./post-site.ts";
import { MockRam } from "./ram.ts";
import { MockRangeSensor } from "./range-sensor.ts";
import { MockTemperatureSensor } from "./temperature-sensor.ts";
import type { World } from "./world.ts";

/** What a mocked device is called and has; a checked config is one of these. */
export type MockedDevice = {
  readonly kind: DeviceKind;
  readonly parts: readonly { readonly name: string; readonly role: string }[];
  /** Of a lamp post: the luminaire that its config says, and the level at rest. */
  readonly lamp?: { readonly luminaire: Hung; readonly basePct: number };
};
type PostRole = keyof LampPostParts;
type BinRole = keyof LitterBinParts;
type BrokenBy = () => PartFault | undefined;

/**
 * A mock for each part that a config names, all sensing one device of a world. Actuators are brought to their fail-safe
 * state, as a controller's start does. Throws when the world has no such device or the kind no such role.
 */
export function mockParts(world: World, device: string, config: MockedDevice): LampPostParts | LitterBinParts {
  const make = config.kind === "lamp-post" ? postMaker(world, device, config) : binMaker(world, device);
  const parts: Record<string, AnyPart> = {};
  for (const { name, role } of config.parts) {
    if (!(role in ROLES[config.kind])) throw new Error(`${device}: a ${config.kind} has no role ${role}`);
    parts[role] = make(name, role, () => world.faultOf(device, role));
  }
  return parts;
}

/** Every role of a kind, each part called as its role: for tests, and for a world that serves other processes. */
export const everyPart = (kind: DeviceKind): MockedDevice => ({
  kind,
  parts: Object.keys(ROLES[kind]).map((role) => ({ name: role, role })),
});

type Maker = (name: string, role: string, brokenBy: BrokenBy) => AnyPart;

function postMaker(world: World, device: string, { lamp }: MockedDevice): Maker {
  const post = found(world.posts, device);
  if (lamp !== undefined) post.hang(lamp.luminaire, lamp.basePct, world.now);
  return (name, role, brokenBy) => {
    switch (role as PostRole) {
      case "motion":
        return new MockMotionSensor(name, () => post.seen, brokenBy);
      case "daylight":
        return new MockLightSensor(name, () => lux(world.sky.lux), brokenBy);
      case "lamp":
        return new MockLamp(name, luminaire(world, post), brokenBy);
      case "clock":
        return new MockClock(name, () => world.clockOf(device), brokenBy);
    }
  };
}

const luminaire = (world: World, post: PostSite) => ({
  read: () => post.lamp,
  setLevel: (levelPct: number) => {
    post.setLevel(levelPct, world.now);
  },
});

function binMaker(world: World, device: string): Maker {
  const bin = found(world.bins, device);
  return (name, role, brokenBy) => {
    const known = role as BinRole;
    if (isLine(known)) return line(world, bin, name, known, brokenBy);
    switch (known) {
      case "level":
      case "level2":
      case "level3":
        return new MockRangeSensor(name, () => bin.distanceMm(world.noiseMm(device)), brokenBy);
      case "temperature":
        return new MockTemperatureSensor(name, () => celsius(world.sky.temperatureC), brokenBy);
      case "battery":
        return new MockBattery(name, () => bin.battery, brokenBy);
      case "clock":
        return new MockClock(name, () => world.clockOf(device), brokenBy);
      case "ram":
        return new MockRam(name, ramGear(world, bin), brokenBy);
      case "current":
        return new MockCurrentSensor(name, () => bin.currentMa, brokenBy);
    }
  };
}

const ramGear = (world: World, bin: BinSite) => ({
  read: () => bin.ram,
  drive: (direction: "off" | "down" | "up") => {
    bin.drive(direction, world.now);
  },
});

/** The roles that are one contact or one switched line. */
type LineRole = Exclude<
  BinRole,
  "level" | "level2" | "level3" | "temperature" | "battery" | "clock" | "ram" | "current"
>;
type OutputRole = keyof BinSite["outputs"];
type SignalRole = Parameters<BinSite["signal"]>[0];
const SIGNALS: readonly string[] = ["chain", "lockClosed", "top", "topOpen", "bottom"] satisfies SignalRole[];

function line(world: World, bin: BinSite, name: string, role: LineRole, brokenBy: BrokenBy): AnyPart {
  if (isOutput(role)) return new MockDigitalOutput(name, outputLine(world, bin, role), brokenBy, role === "lock");
  if (isSignal(role)) return new MockDigitalInput(name, () => bin.signal(role), brokenBy);
  return new MockDigitalInput(name, () => bin.contact(role), brokenBy);
}

const outputLine = (world: World, bin: BinSite, role: OutputRole) => ({
  read: () => bin.outputs[role],
  set: (on: boolean) => {
    bin.switch(role, on, world.now);
  },
});

const isLine = (role: BinRole): role is LineRole => LITTER_BIN_ROLES[role].contract.startsWith("digital-");
const isOutput = (role: LineRole): role is OutputRole => LITTER_BIN_ROLES[role].contract === "digital-output";
const isSignal = (role: LineRole): role is SignalRole => SIGNALS.includes(role);

function found<T>(sites: ReadonlyMap<string, T>, device: string): T {
  const site = sites.get(device);
  if (site === undefined) throw new Error(`this world has no ${device}; it has ${[...sites.keys()].join(", ")}`);
  return site;
}
