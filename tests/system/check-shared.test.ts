import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

const DEVICE = "post-4711-0382";
const NO_BUS = 93;
/** The process of a bus has 20 s to start (`drivers/i2c/wire-process.ts`). */
const START_S = 25;
/**
 * The example post without a city, on a board and on a bus that this computer does not have. Tests may not touch a bus, so
 * what its process says is `broken` (GATURUM_NO_PINS).
 */
const CONFIG = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8")
  .replace(/^ {2}broker: .*$/m, "")
  .replace(/pir-1: .*/, "pir-1: { role: motion, driver: firmata-motion, line: arduino-1/2 }")
  .replace(/lux-1: .*/, `lux-1: { role: daylight, driver: bh1750, line: i2c-${NO_BUS}/0x23 }`)
  .replace(/lamp: \{.*/, "lamp: { role: lamp, driver: firmata-pwm-lamp, line: arduino-1/9 }")
  .replace("mode: active", "boards: { arduino-1: { driver: firmata, port: /dev/serial/by-id/none } }\nmode: active");

type Said = { readonly errors: number; readonly follow: number; readonly findings: readonly Found[] };
type Found = { readonly subject: string; readonly level: string; readonly part: string; readonly cause: string };

describe("gaturum check with an unplugged board and without a bus", () => {
  let run: DeviceRun;
  const check = async (...words: readonly string[]): Promise<Said> => {
    const args = [
      join(ROOT, "device/gaturum.js"),
      "check",
      "--config",
      join(run.folder, "../../device.yaml"),
      "--json",
    ];
    const ended = promisify(execFile)(process.execPath, [...args, ...words], { env: run.env });
    const { stdout } = await ended.catch((cause: unknown) => cause as { stdout: string });
    return JSON.parse(stdout) as Said;
  };
  beforeAll(async () => {
    run = new DeviceRun(CONFIG, DEVICE);
    await run.ready();
    await until(
      "control to know of both",
      async () => {
        const { readings } = await run.status();
        return ["motion", "lamp", "daylight"].every(
          (role) => (readings[role]?.fault?.cause ?? "starting") !== "starting",
        );
      },
      START_S,
    );
  }, 60_000);
  afterAll(() => run.close());

  it("one error a thing to mend, and each part told as following from it", async () => {
    const { errors, follow, findings } = await check("light", "motion", "lamp");
    expect(findings.map(({ subject, level, part, cause }) => [subject, level, part, cause].join(" "))).toEqual([
      `shared error i2c-${NO_BUS} broken`,
      "shared error arduino-1 no-port",
      "light follows lux-1 broken",
      "motion follows pir-1 no-port",
      "lamp follows lamp no-port",
    ]);
    expect([errors, follow]).toEqual([2, 3]);
  });

  it("its name stands for the parts behind it, as the last line of a check has it", async () => {
    const { findings } = await check("arduino-1");
    expect(findings.map(({ part }) => part)).toEqual(["arduino-1", "pir-1", "lamp"]);
  });
});
