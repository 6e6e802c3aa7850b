import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant, millis } from "../../../device/measure/time.ts";
import { openComputer } from "../../../drivers/linux/computer.ts";
import { openFault } from "../../../drivers/linux/watchdog-cure.ts";
import { HardwareWatchdog } from "../../../drivers/linux/watchdog.ts";

const TIMEOUT = millis(15_000);

/** What it does with a real one, and what that one does: tests/hil/watchdog.host.ts. */
describe("a hardware watchdog that cannot be opened", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "gaturum-watchdog-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is a fault of its part with its cure, takes every call, and writes nothing", () => {
    const file = join(folder, "no-watchdog");
    writeFileSync(file, "as it was");
    const watchdog = new HardwareWatchdog("dog", file, TIMEOUT, instant(0));
    watchdog.feed(instant(2_000));
    watchdog.letSleep();
    expect(watchdog.read(instant(3_000))).toMatchObject({
      ok: false,
      fault: {
        part: "dog",
        cause: "no-port",
        detail: expect.stringContaining("is no watchdog: name the right one") as string,
      },
    });
    expect([watchdog.didReset, watchdog.timeoutMs, readFileSync(file, "utf8")]).toEqual([false, TIMEOUT, "as it was"]);
  });

  it("because it is not there says how a Raspberry Pi gets one", () => {
    const reading = new HardwareWatchdog("dog", join(folder, "none"), TIMEOUT, instant(0)).read(instant(0));
    expect(reading).toMatchObject({
      fault: { cause: "no-port", detail: expect.stringContaining("dtparam=watchdog=on") as string },
    });
  });
});

it.each([
  ["ENODEV", "no-port", "config.txt"],
  ["EBUSY", "port-busy", "RuntimeWatchdogSec="],
  ["EACCES", "no-permission", "udev"],
  ["EPERM", "no-permission", "udev"],
  ["ENOTTY", "no-port", "ls /dev/watchdog*"],
  ["EIO", "broken", "(EIO)"],
])("%s is %s, and its cure names %s", (error, cause, cure) => {
  const fault = openFault("/dev/watchdog", error);
  expect(fault.cause).toBe(cause);
  expect(fault.detail).toContain(cure);
  expect(fault.detail).toContain("/dev/watchdog");
});

it("no test opens the watchdog of the machine that it runs on", async () => {
  const settings = { device: "/dev/none", timeoutMs: TIMEOUT };
  await expect(openComputer(settings, instant(0), () => undefined)).rejects.toThrow("GATURUM_NO_PINS");
  const without = await openComputer(null, instant(0), () => undefined);
  expect(without.sources).toEqual([]);
});
