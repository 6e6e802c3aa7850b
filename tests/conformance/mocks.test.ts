import type { Digital, Motion, Range } from "../../device/measure/samples.ts";
import { epochMs, instant, millis, type WallClock } from "../../device/measure/time.ts";
import { celsius, lux, milliamps, millivolts, percent } from "../../device/measure/units.ts";
import { Agenda } from "../../hal-mocks/agenda.ts";
import { MockBattery } from "../../hal-mocks/battery.ts";
import { BinSite } from "../../hal-mocks/bin-site.ts";
import { MockClock } from "../../hal-mocks/clock.ts";
import { MockCurrentSensor } from "../../hal-mocks/current-sensor.ts";
import { MockDigitalInput } from "../../hal-mocks/digital-input.ts";
import { MockLightSensor } from "../../hal-mocks/light-sensor.ts";
import type { MockSensor, Senses } from "../../hal-mocks/mock-sensor.ts";
import { MockMotionSensor } from "../../hal-mocks/motion-sensor.ts";
import { everyPart, mockParts } from "../../hal-mocks/parts.ts";
import { PostSite } from "../../hal-mocks/post-site.ts";
import { MockRangeSensor } from "../../hal-mocks/range-sensor.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { MockTemperatureSensor } from "../../hal-mocks/temperature-sensor.ts";
import { World } from "../../hal-mocks/world.ts";
import type { LampPostParts, LitterBinParts } from "../../device/hal/parts.ts";
import { digitalInputConformance } from "./digital-input.ts";
import { digitalOutputConformance } from "./digital-output.ts";
import { lampConformance } from "./lamp.ts";
import { motionSensorConformance } from "./motion-sensor.ts";
import { ramConformance } from "./ram.ts";
import { rangeSensorConformance } from "./range-sensor.ts";
import { sensorConformance } from "./sensor.ts";

const PART = "part-1";
const START = instant(1_000);

/** Simulated time, and a mock that has no value until `giveValue`. */
function sensorRig<T>(make: (part: string, senses: Senses<T>) => MockSensor<T>, value: (now: number) => T) {
  let now = START;
  let given = false;
  const sensor = make(PART, () => (given ? value(now) : undefined));
  return {
    part: PART,
    sensor,
    now: () => now,
    pass: (ms = 20) => {
      now = instant(now + ms);
    },
    giveValue: () => {
      given = true;
    },
    fail: () => {
      sensor.broken = { part: PART, cause: "no-answer" };
    },
    mend: () => {
      sensor.broken = undefined;
    },
  };
}

const WALL: WallClock = { offsetMs: 5, quality: "sync", errorMs: millis(10) };
const BATTERY = { chargePct: percent(80), voltageMv: millivolts(12_600) };
sensorConformance("the mock light sensor", () =>
  sensorRig(
    (part, of) => new MockLightSensor(part, of),
    () => lux(3),
  ),
);
sensorConformance("the mock thermometer", () =>
  sensorRig(
    (part, of) => new MockTemperatureSensor(part, of),
    () => celsius(-4),
  ),
);
sensorConformance("the mock current sensor", () =>
  sensorRig(
    (part, of) => new MockCurrentSensor(part, of),
    () => milliamps(0),
  ),
);
sensorConformance("the mock battery", () =>
  sensorRig(
    (part, of) => new MockBattery(part, of),
    () => BATTERY,
  ),
);
sensorConformance("the mock clock", () =>
  sensorRig(
    (part, of) => new MockClock(part, of),
    () => WALL,
  ),
);

motionSensorConformance("the mock motion sensor", () => {
  const post = new PostSite("lamp-1", 0, START);
  const rig = sensorRig<Motion>(
    (part, of) => new MockMotionSensor(part, of),
    () => post.motion,
  );
  let active = false;
  const setActive = (wanted: boolean) => {
    if (wanted !== active) post.sight(wanted, rig.now());
    active = wanted;
  };
  const pulse = (ms: number) => {
    post.sight(true, rig.now());
    rig.pass(ms);
    post.sight(false, rig.now());
  };
  return { ...rig, setActive, pulse };
});

digitalInputConformance("the mock contact", () => {
  const bin = new BinSite("bin-1", 0, new Agenda(), START);
  const rig = sensorRig<Digital>(
    (part, of) => new MockDigitalInput(part, of),
    () => bin.contact("hopperA"),
  );
  const setActive = (active: boolean) => {
    bin.set("hopperA", active, rig.now());
  };
  return { ...rig, setActive };
});

rangeSensorConformance("the mock range sensor", () => {
  let mm = 800;
  const rig = sensorRig<Range>(
    (part, of) => new MockRangeSensor(part, () => (of(START) === undefined ? undefined : mm)),
    () => ({ quality: "noEcho" }),
  );
  return {
    ...rig,
    distance: (wanted: number) => {
      mm = wanted;
    },
    noDistance: () => {
      mm = 20;
      return "blindOrNoEcho" as const;
    },
  };
});

/** Actuators on a world, seen from outside through its sites. */
function worldRig(device: string, role: string) {
  const world = new World(streetScene(1, 1), 7, epochMs(Date.UTC(2026, 10, 25, 2)), START);
  return {
    world,
    part: role,
    now: () => world.now,
    pass: () => {
      world.advance(instant(world.now + 20));
    },
    fail: () => {
      world.breakPart(device, role, "no-answer");
    },
    mend: () => {
      world.mendPart(device, role);
    },
  };
}

lampConformance("the mock lamp", () => {
  const rig = worldRig("lamp-1", "lamp");
  const { lamp } = mockParts(rig.world, "lamp-1", everyPart("lamp-post")) as Required<LampPostParts>;
  return { ...rig, lamp, levelPct: () => rig.world.posts.get("lamp-1")?.lamp.levelPct ?? NaN };
});

digitalOutputConformance("the mock line", () => {
  const rig = worldRig("bin-1", "buzzer");
  const { buzzer } = mockParts(rig.world, "bin-1", everyPart("litter-bin")) as Required<LitterBinParts>;
  return { ...rig, output: buzzer, on: () => rig.world.bins.get("bin-1")?.outputs.buzzer ?? false };
});

ramConformance("the mock ram", () => {
  const rig = worldRig("bin-1", "ram");
  const { ram } = mockParts(rig.world, "bin-1", everyPart("litter-bin")) as Required<LitterBinParts>;
  return { ...rig, ram, driven: () => rig.world.bins.get("bin-1")?.ram.driven ?? "off" };
});
