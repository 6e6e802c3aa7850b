import { expect, it } from "vitest";
import { openFault } from "../../drivers/serial/cure.ts";

it.each([
  ["Error: No such file or directory, cannot open /dev/x", "no-port", /plug the adapter in/],
  ["Error: No such device or address, cannot open /dev/x", "no-port", /plug the adapter in/],
  [
    "Error: Permission denied, cannot open /dev/x",
    "no-permission",
    /^no permission on \/dev\/x: add the user to the group dialout, then log in again/,
  ],
  ["Error Resource temporarily unavailable Cannot lock port", "port-busy", /fuser -v \/dev\/x/],
  ["Error: Device or resource busy, cannot open /dev/x", "port-busy", /fuser -v \/dev\/x/],
  ["Error: Inappropriate ioctl for device setting custom baud rate of 9600", "no-port", /is no serial port/],
  ["Error: Is a directory, cannot open /dev/x", "no-port", /is no serial port/],
  ["Error: Too many open files, cannot open /dev/x", "broken", /Too many open files/],
])("%s is %s", (message, cause, cure) => {
  const fault = openFault("/dev/x", message);
  expect(fault.cause).toBe(cause);
  expect(fault.detail).toMatch(cure);
});
