import { expect, it } from "vitest";
import { allowedDevices } from "../../device/boot/allowed-devices.ts";

const NOTHING = { parts: [], boards: [], watchdog: { device: null, timeoutMs: 15_000 as never } };
const part = (driver: string, settings: Record<string, string | null>) => ({
  ...NOTHING,
  parts: [{ name: "one", role: "motion", driver, settings, at: "device.yaml:1:1" }],
});

it.each([
  ["a GPIO line, on whichever chip it is", part("gpio-motion", { line: "GPIO17" }), ["char-gpiochip"]],
  ["a chip on an I2C bus", part("ina219", { line: "i2c-1/0x40" }), ["char-i2c"]],
  ["its channel", part("ads1115-battery", { line: "i2c-1/0x48/A0" }), ["char-i2c"]],
  ["PWM, which is no device", part("pwm-lamp", { line: "fe20c000.pwm/0" }), []],
  ["a pin of a board, whose port is named by itself", part("firmata-input", { line: "arduino-1/2" }), []],
  [
    "the header's UART, under both of its names",
    part("a02yyuw", { port: "/dev/serial0" }),
    ["/dev/ttyS0", "char-ttyAMA"],
  ],
  [
    "an adapter, which comes back under another number",
    part("a02yyuw", { port: "/dev/serial/by-id/usb-FTDI_x-if00-port0" }),
    ["char-ttyACM", "char-ttyUSB"],
  ],
  ["another port", part("a02yyuw", { port: "/dev/ttyS3" }), ["/dev/ttyS3"]],
  [
    "a DALI bus whose watchdog relay is wired",
    part("dali-lamp", { port: "/dev/ttyS3", supply: "GPIO5" }),
    ["/dev/ttyS3", "char-gpiochip"],
  ],
  ["and one without", part("dali-lamp", { port: "/dev/ttyS3", supply: null }), ["/dev/ttyS3"]],
  [
    "a board's port and the watchdog",
    {
      ...NOTHING,
      boards: [{ name: "arduino-1", driver: "firmata" as const, port: "/dev/ttyACM0", at: "" }],
      watchdog: { device: "/dev/watchdog", timeoutMs: 15_000 as never },
    },
    ["/dev/watchdog", "char-ttyACM", "char-ttyUSB"],
  ],
  ["nothing", NOTHING, []],
])("of %s", (_, config, allowed) => {
  expect(allowedDevices(config)).toEqual(allowed);
});

it("a path that is no device, or that a unit would read otherwise, is none", () => {
  for (const port of ["/etc/shadow", "/dev/tty%n", "/dev/a;b", "/dev/x\\n"])
    expect(allowedDevices(part("a02yyuw", { port }))).toEqual([]);
});
