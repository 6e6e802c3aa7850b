import { model as a02yyuw } from "../../../drivers/a02yyuw/model.ts";
import type { RangeModel } from "../../../drivers/range-line/model.ts";
import { RangeLine } from "../../../drivers/range-line/range-line.ts";
import type { LineLimits } from "../../../drivers/serial/serial-line.ts";
import type { RangeQuality } from "../../../device/measure/samples.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import type { RangeRig } from "../../conformance/range-sensor.ts";
import { Feeder, Pty } from "../pty.ts";
import { frame } from "./frames.ts";

/** The line's waits, shortened for tests. */
export const QUICK: LineLimits = {
  retryMs: millis(20),
  retryLongestMs: millis(80),
  openingMs: millis(5_000),
  lookMs: millis(100),
  silentMs: millis(3_000),
};

export const now = () => instant(Number(process.hrtime.bigint()) / 1e6);

/** What a model is sent in the suite of its contract. */
export type Sent = {
  readonly model: RangeModel;
  readonly frame: (mm: number) => readonly number[];
  readonly noDistance: { readonly frame: readonly number[]; readonly quality: Exclude<RangeQuality, "valid"> };
  readonly distancesMm?: readonly number[];
  readonly assumedC?: number;
};

const A02YYUW: Sent = {
  model: a02yyuw(),
  frame,
  noDistance: { frame: frame(0), quality: "blindOrNoEcho" },
};

/** The driver on a serial cable whose other end sends as the sensor does. */
export async function rangeLineRig(
  sent: Sent = A02YYUW,
  limits: LineLimits = QUICK,
): Promise<
  RangeRig & { readonly pty: Pty; readonly feeder: Feeder; readonly sensor: RangeLine; readonly lines: string[] }
> {
  const pty = new Pty();
  await pty.plug();
  const feeder = new Feeder(pty);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const sensor = new RangeLine(sent.model, { part: "level", port: pty.path, now, log, limits });
  return {
    pty,
    feeder,
    sensor,
    lines,
    part: "level",
    now,
    pass: () => new Promise((resume) => setTimeout(resume, 5)),
    giveValue: () => void (feeder.frame = sent.frame(800)),
    distance: (mm) => void (feeder.frame = sent.frame(mm)),
    noDistance: () => {
      feeder.frame = sent.noDistance.frame;
      return sent.noDistance.quality;
    },
    fail: () => pty.unplug(),
    mend: () => pty.plug(),
    end: async () => {
      feeder.stop();
      await sensor.close();
      await pty.end();
    },
    ...(sent.distancesMm === undefined ? {} : { distancesMm: sent.distancesMm }),
    ...(sent.assumedC === undefined ? {} : { assumedC: sent.assumedC }),
  };
}
