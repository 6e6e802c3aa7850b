import { expect, it } from "vitest";
import { lineLost, openFault } from "../../../drivers/gpio/cure.ts";

it.each([
  ["EBUSY", "lirc", "port-busy", 'GPIO17 is held by "lirc": stop that program'],
  ["EBUSY", "gaturum pir-1", "port-busy", 'held by "gaturum pir-1": another part of this device'],
  ["EBUSY", "sysfs", "port-busy", "a program that used /sys/class/gpio left it there"],
  ["EBUSY", "", "port-busy", "held by another program"],
  ["EACCES", null, "no-permission", "add the user to the group gpio"],
  ["ENXIO", null, "broken", "cannot do what this part needs"],
  ["EIO", null, "no-port", "could not be opened (EIO)"],
])("%s, held by %s: %s, with its cure", (error, holder, cause, says) => {
  const fault = openFault("GPIO17", error, holder);
  expect(fault.cause).toBe(cause);
  expect(fault.detail).toContain(says);
});

it("a chip that went away is disconnected", () => {
  expect(lineLost("GPIO17", "ENODEV")).toMatchObject({ cause: "disconnected" });
});
