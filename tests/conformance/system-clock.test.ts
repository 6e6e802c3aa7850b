import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SystemClock } from "../../drivers/system-clock/driver.ts";
import { millis, wallTime } from "../../device/measure/time.ts";
import { now } from "../drivers/a02yyuw/rig.ts";
import { on, until } from "./rig.ts";
import { value, type SensorRig } from "./sensor.ts";
import type { WallClock } from "../../device/measure/time.ts";

/** The computer's clock cannot fail, so of the sensor's suite it keeps what has no failure in it. */
function rig(): SensorRig<WallClock> & { readonly marker: string; readonly sensor: SystemClock } {
  const directory = mkdtempSync(join(tmpdir(), "gaturum-clock-"));
  const marker = join(directory, "synchronized");
  const sensor = new SystemClock({ part: "clock", now, markers: [marker], checkMs: millis(5) });
  return {
    marker,
    sensor,
    part: "clock",
    now,
    pass: () => new Promise((resume) => setTimeout(resume, 5)),
    giveValue: () => undefined,
    fail: () => undefined,
    mend: () => undefined,
    end: async () => {
      await sensor.close();
      rmSync(directory, { recursive: true });
    },
  };
}

it(
  "the system clock is starting until its quality is known, and of quality none without a marker",
  on(rig, async (clock) => {
    expect(clock.sensor.read(now())).toMatchObject({ fault: { part: "clock", cause: "starting" } });
    expect((await value(clock)).value.quality).toBe("none");
  }),
);

it(
  "the system clock says sync while a time service marks it, estimated afterwards, and the right time",
  on(rig, async (clock) => {
    const quality = (wanted: string) =>
      until(
        clock,
        () => clock.sensor.read(now()),
        (reading) => reading.ok && reading.value.quality === wanted,
      );
    writeFileSync(clock.marker, "");
    const reading = await quality("sync");
    if (reading.ok) expect(Math.abs(wallTime(reading.value, now()) - Date.now())).toBeLessThan(15);
    rmSync(clock.marker);
    await quality("estimated");
  }),
);
