import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { model } from "../../../drivers/a02yyuw/model.ts";
import { RangeLine } from "../../../drivers/range-line/range-line.ts";
import type { Reading } from "../../../device/measure/reading.ts";
import type { Range } from "../../../device/measure/samples.ts";
import { millis } from "../../../device/measure/time.ts";
import { on, until } from "../../conformance/rig.ts";
import { describeWithSocat } from "../pty.ts";
import { ajFrame, frame, LOCK_OUT_MM } from "./frames.ts";
import { rangeLineRig, now, QUICK } from "./rig.ts";

type Rig = Awaited<ReturnType<typeof rangeLineRig>>;

const quiet = () => undefined;
const says = (rig: Rig, wanted: string) =>
  until(
    rig,
    () => describeReading(rig.sensor),
    (seen) => seen === wanted,
  );

describeWithSocat("an A02YYUW on a serial cable", () => {
  it(
    "is found behind garbage and a start in the middle of a frame",
    on(
      () => rangeLineRig(),
      async (rig) => {
        rig.pty.feed([0x00, 0xff, 0xff, 0x13, 0x37, 0xff, 0x07]);
        rig.pty.feed(frame(1_953).slice(2));
        rig.feeder.frame = frame(1_953);
        await says(rig, "1953 mm");
      },
    ),
  );

  it(
    "gives the 32 constant distances at which a clearing parser is locked out, begun mid-frame",
    on(
      () => rangeLineRig(),
      async (rig) => {
        for (const mm of LOCK_OUT_MM) {
          rig.pty.feed(frame(mm).slice(3));
          rig.feeder.frame = frame(mm);
          await says(rig, `${mm} mm`);
        }
        expect(rig.sensor.counts?.frames).toBeGreaterThan(LOCK_OUT_MM.length);
      },
    ),
  );

  it(
    "shows no value of a good-sum alias before it is in phase",
    on(
      () => rangeLineRig(),
      async (rig) => {
        const seen = new Set<string>();
        rig.pty.feed([0xff, ...frame(511), 0xff, 0xff, 0x01, 0xff]);
        rig.feeder.frame = frame(511);
        await until(
          rig,
          () => seen.add(describeReading(rig.sensor)),
          (values) => values.has("511 mm"),
        );
        expect([...seen].filter((text) => text.endsWith("mm"))).toEqual(["511 mm"]);
      },
    ),
  );

  it(
    "is disconnected when it is unplugged, and is back by itself",
    on(
      () => rangeLineRig(),
      async (rig) => {
        rig.feeder.frame = frame(766);
        await says(rig, "766 mm");
        const unpluggedAt = now();
        await rig.pty.unplug();
        await says(rig, "disconnected");
        expect(now() - unpluggedAt, "told by the port, not by its silence").toBeLessThan(1_000);
        expect(detailOf(rig.sensor.read(now()))).toContain("check the plug");
        await new Promise((resume) => setTimeout(resume, 5 * QUICK.retryMs));
        expect(describeReading(rig.sensor)).toBe("disconnected");
        rig.feeder.frame = frame(767);
        await rig.pty.plug();
        await says(rig, "767 mm");
        expect(rig.lines.filter((line) => line.includes("went away"))).toHaveLength(1);
      },
    ),
  );

  it(
    "is disconnected within a second when it goes without a word: nothing is at its path any more",
    on(
      () => rangeLineRig(),
      async (rig) => {
        rig.feeder.frame = frame(766);
        await says(rig, "766 mm");
        rig.feeder.frame = [];
        const goneAt = now();
        rmSync(rig.pty.path);
        await says(rig, "disconnected");
        expect(now() - goneAt).toBeLessThan(1_000);
        expect(detailOf(rig.sensor.read(now()))).toContain("check the plug");
      },
    ),
  );

  it(
    "says no-answer after a second of silence, opens anew, and is back by itself",
    on(
      () => rangeLineRig(undefined, { ...QUICK, silentMs: millis(1_500) }),
      async (rig) => {
        rig.feeder.frame = frame(900);
        await says(rig, "900 mm");
        const silentFrom = now();
        rig.feeder.frame = [];
        await says(rig, "no-answer");
        expect(now() - silentFrom).toBeGreaterThan(900);
        await until(
          rig,
          () => rig.sensor.counts?.bytes,
          (bytes) => bytes === 0,
        );
        expect(describeReading(rig.sensor)).toBe("no-answer");
        expect(rig.lines.filter((line) => line.includes("opened"))).toHaveLength(1);
        rig.feeder.frame = frame(901);
        await says(rig, "901 mm");
      },
    ),
  );

  it(
    "says corrupt when bytes make no frame for a second, and knows the AJ-SR04M by its sums",
    on(
      () => rangeLineRig(),
      async (rig) => {
        rig.feeder.frame = ajFrame(1_953);
        await says(rig, "corrupt");
        expect(detailOf(rig.sensor.read(now()))).toContain("AJ-SR04M");
        rig.feeder.frame = frame(1_953);
        await says(rig, "1953 mm");
        rig.feeder.frame = frame(5_000);
        await says(rig, "out-of-range");
      },
    ),
  );

  it(
    "finds a port busy that another program holds",
    on(
      () => rangeLineRig(),
      async (rig) => {
        rig.feeder.frame = frame(800);
        await says(rig, "800 mm");
        const second = new RangeLine(model(), { part: "second", port: rig.pty.path, now, log: quiet, limits: QUICK });
        const fault = await until(
          rig,
          () => second.read(now()),
          (reading) => !reading.ok && reading.fault.cause === "port-busy",
        );
        expect(detailOf(fault)).toContain(`fuser -v ${rig.pty.path}`);
        await second.close();
      },
    ),
  );
});

describe("a port that is not there", () => {
  it.each([
    ["/dev/gaturum-no-such-port", "no-port", "plug the adapter in"],
    ["/dev/null", "no-port", "is no serial port"],
  ])("%s is %s with its cure", async (port, cause, cure) => {
    const sensor = new RangeLine(model(), { part: "level", port, now, log: quiet, limits: QUICK });
    const pass = () => new Promise<void>((resume) => setTimeout(resume, 5));
    const reading = await until(
      { now, pass },
      () => sensor.read(now()),
      (seen) => !seen.ok && seen.fault.cause !== "starting",
    );
    expect(reading).toMatchObject({ fault: { part: "level", cause } });
    expect(detailOf(reading)).toContain(cure);
    expect(sensor.read(now())).toBe(reading);
    await sensor.close();
  });
});

const detailOf = (reading: Reading<Range>) => (reading.ok ? undefined : reading.fault.detail);

function describeReading(sensor: RangeLine): string {
  const reading = sensor.read(now());
  if (!reading.ok) return reading.fault.cause;
  return reading.value.quality === "valid" ? `${reading.value.distanceMm} mm` : reading.value.quality;
}
