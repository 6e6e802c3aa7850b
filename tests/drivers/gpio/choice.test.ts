import { expect, it } from "vitest";
import { chooseBackend } from "../../../drivers/gpio/choice.ts";
import type { Backend } from "../../../drivers/gpio/settings.ts";

const device = (there: boolean) => ({ there, why: there ? "2 chips in /dev" : "there is no /dev/gpiochip*" });
const sysfs = (there: boolean) => ({ there, why: there ? "/sys/class/gpio is there" : "there is no /sys/class/gpio" });

it.each<[Backend, boolean, boolean, string | null, string]>([
  ["auto", true, true, "character-device", "2 chips in /dev"],
  ["auto", false, true, "sysfs", "there is no /dev/gpiochip*; /sys/class/gpio is there"],
  [
    "auto",
    false,
    false,
    null,
    "there is no /dev/gpiochip*, and there is no /sys/class/gpio. Is this a board with GPIO?",
  ],
  ["sysfs", true, true, "sysfs", "/sys/class/gpio is there, as the config asks"],
  ["sysfs", true, false, null, "the config asks for the sysfs, and there is no /sys/class/gpio."],
  ["character-device", false, true, null, "the config asks for the character-device, and there is no /dev/gpiochip*."],
])("asked for %s, with a character device %s and sysfs %s, it takes %s", (wanted, first, second, way, why) => {
  const choice = chooseBackend(wanted, { "character-device": device(first), sysfs: sysfs(second) });
  expect(choice.way).toBe(way);
  expect(choice.why).toContain(why);
});
