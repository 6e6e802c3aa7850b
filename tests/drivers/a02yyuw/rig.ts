import { A02yyuw } from "../../../drivers/a02yyuw/driver.ts";
import type { LineLimits } from "../../../drivers/serial/serial-line.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import type { RangeRig } from "../../conformance/range-sensor.ts";
import { Feeder, Pty } from "../pty.ts";
import { frame } from "./frames.ts";

/** The line's waits, shortened for tests. */
export const QUICK: LineLimits = {
  retryMs: millis(20),
  retryLongestMs: millis(80),
  openingMs: millis(5_000),
  silentMs: millis(3_000),
};

export const now = () => instant(Number(process.hrtime.bigint()) / 1e6);

/** The driver on a serial cable whose other end sends as the sensor does. */
export async function a02yyuwRig(
  limits: LineLimits = QUICK,
): Promise<
  RangeRig & { readonly pty: Pty; readonly feeder: Feeder; readonly sensor: A02yyuw; readonly lines: string[] }
> {
  const pty = new Pty();
  await pty.plug();
  const feeder = new Feeder(pty);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const sensor = new A02yyuw({ part: "level", port: pty.path, now, log, limits });
  return {
    pty,
    feeder,
    sensor,
    lines,
    part: "level",
    now,
    pass: () => new Promise((resume) => setTimeout(resume, 5)),
    giveValue: () => void (feeder.frame = frame(800)),
    distance: (mm) => void (feeder.frame = frame(mm)),
    noDistance: () => {
      feeder.frame = frame(0);
      return "blindOrNoEcho";
    },
    fail: () => pty.unplug(),
    mend: () => pty.plug(),
    end: async () => {
      feeder.stop();
      await sensor.close();
      await pty.end();
    },
  };
}
