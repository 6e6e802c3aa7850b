import type { DeviceConfig } from "../../config/device-config.ts";
import { DRIVERS } from "../../config/drivers.ts";
import type { LineSetting } from "../measure/setting.ts";

type Named = Pick<DeviceConfig, "parts" | "boards" | "watchdog">;

/**
 * The devices that a config names, as `DeviceAllow=` of systemd.resource-control(5) wants them: a path, or a class of the
 * kernel (`char-i2c`) where the device may come after control has started, or go and come back under another number.
 */
export function allowedDevices({ parts, boards, watchdog }: Named): readonly string[] {
  const ofParts = parts.flatMap(({ driver, settings }) =>
    Object.entries(DRIVERS[driver]?.settings ?? {}).flatMap(([key, setting]) => {
      const value = settings[key];
      return setting.kind === "line" && typeof value === "string" ? ofLine(setting, value) : [];
    }),
  );
  const others = [...boards.map(({ port }) => port), ...(watchdog.device === null ? [] : [watchdog.device])];
  return [...new Set([...ofParts, ...others.flatMap(ofPath)])].sort();
}

/** All chips of a kind: a line is found by its name, whichever chip has it, and a chip's number changes. */
function ofLine({ only = "gpio" }: LineSetting, value: string): readonly string[] {
  if (value.startsWith("/")) return ofPath(value);
  switch (only) {
    case "i2c":
    case "i2c-channel":
      return ["char-i2c"];
    case "board-pin":
    case "board-analog":
    case "pwm":
      // The board's port is named by itself, and a PWM channel is no device but files of the kernel.
      return [];
    case "gpio":
    case "port":
      return ["char-gpiochip"];
  }
}

/** What systemd takes for the path of a device, and writes into a unit unchanged. */
const PATH = /^\/dev\/[A-Za-z0-9._:+/-]+$/;
const ON_USB = /^\/dev\/(?:ttyUSB\d+|ttyACM\d+|serial\/by-.*)$/;
/** The header of a Raspberry Pi: a link to the one or to the other, made by udev when it comes to it. */
const ON_HEADER = /^\/dev\/(?:serial\d+|ttyAMA\d+)$/;

function ofPath(path: string): readonly string[] {
  if (!PATH.test(path)) return [];
  if (ON_USB.test(path)) return ["char-ttyUSB", "char-ttyACM"];
  return ON_HEADER.test(path) ? ["char-ttyAMA", "/dev/ttyS0"] : [path];
}
