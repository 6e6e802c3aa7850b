import { setTimeout as pause } from "node:timers/promises";
import { levelLight } from "../../device/measure/dimming-curve.ts";
import { DaliLamp } from "../../drivers/dali-lamp/driver.ts";
import { MockDaliBus } from "../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";
import { GIVEN, MockMaster } from "../drivers/dali/played.ts";
import { lampConformance } from "./lamp.ts";
import { now } from "./line-parts.ts";
import { until } from "./rig.ts";
import { sensorConformance } from "./sensor.ts";

const gearOf = (level: number) => levelLight(level, { curve: "logarithmic", leastLevel: 85 });

/** It fails when its gear loses its wires to the bus, and is mended when it has them again. */
function daliRig() {
  const gear = new MockDaliGear({}, now());
  const bus = new MockDaliBus(gear);
  const lamp = new DaliLamp(GIVEN, (listener) => new MockMaster(bus, now, listener), {
    ...{ part: "lamp-1", now, log: () => undefined, feed: null },
  });
  const rig = { now, pass: () => pause(5) };
  const becomes = (state: "fault" | "ok") =>
    until(
      rig,
      () => lamp.read(now()),
      (seen) => (seen.ok ? state === "ok" : state === "fault" && seen.fault.cause !== "starting"),
    );
  return {
    ...rig,
    ...{ lamp, sensor: lamp, part: "lamp-1" },
    levelPct: () => gearOf(gear.level(now())),
    levels: [170, 0, 229, 254].map(gearOf),
    giveValue: () => undefined,
    fail: async () => {
      bus.gear.length = 0;
      await becomes("fault");
    },
    mend: async () => {
      bus.gear.push(gear);
      await becomes("ok");
    },
    end: () => lamp.close(),
  };
}

lampConformance("a DALI lamp", daliRig);
sensorConformance("a DALI lamp", daliRig);
