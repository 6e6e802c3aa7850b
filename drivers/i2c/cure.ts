import type { BusFault } from "./bus.ts";
import { addressText } from "./place.ts";

/** What an error of opening a bus means. */
export function openFault(bus: string, error: string): BusFault {
  switch (error) {
    case "EACCES":
    case "EPERM":
      return {
        through: bus,
        cause: "no-permission",
        detail: `no permission on /dev/${bus}: add the user to the group i2c, then log in again and restart.`,
      };
    case "ENOENT":
    case "ENODEV":
    case "ENXIO":
      return {
        through: bus,
        cause: "no-port",
        detail:
          `there is no /dev/${bus}: enable it (on a Raspberry Pi: raspi-config, Interface Options, I2C), load i2c-dev, ` +
          "or name one of ls /dev/i2c-*.",
      };
    default:
      return {
        through: bus,
        cause: "broken",
        detail: `/dev/${bus} could not be opened (${error}): look into the kernel's log.`,
      };
  }
}

/** What an error of the bus means, once it is open: Documentation/i2c/fault-codes.rst of the kernel. */
export function transferFault(bus: string, address: number, error: string): BusFault {
  const chip = `${addressText(address)} on ${bus}`;
  switch (error) {
    case "ENXIO":
    case "EREMOTEIO":
      return {
        cause: "no-answer",
        detail: `nothing answers at ${chip}: check its plug, supply and address. What answers: i2cdetect -y ${numberOf(bus)}.`,
      };
    case "ETIMEDOUT":
    case "EAGAIN":
    case "EIO":
      return {
        through: bus,
        cause: "no-answer",
        detail:
          `the bus of ${chip} is held (${error}): SDA or SCL stays low. Unplug its chips one by one until it is free; ` +
          "look for a short, a missing pull-up, or a chip without supply.",
      };
    case "EBUSY":
      return {
        cause: "port-busy",
        detail: `a driver of the kernel has ${chip}: take its dtoverlay out of config.txt and restart.`,
      };
    case "ENODEV":
      return {
        through: bus,
        cause: "disconnected",
        detail: `the adapter of ${bus} went away: check its plug. It is used again as soon as it is back.`,
      };
    case "EOPNOTSUPP":
    case "EINVAL":
      return {
        cause: "broken",
        detail: `${bus} cannot do what this chip needs (${error}): use a bus of the board's own.`,
      };
    default:
      return { cause: "corrupt", detail: `${chip} was not understood (${error}): look for loose wires and noise.` };
  }
}

export const hangs = (bus: string): BusFault => ({
  through: bus,
  cause: "no-answer",
  detail: `the kernel's driver of ${bus} does not come back: SDA or SCL may stay low. Cut the supply of its chips, then restart.`,
});

export const processEnded = (bus: string, how: string): BusFault => ({
  through: bus,
  cause: "broken",
  detail: `the process of ${bus} ended (${how}). It is started again; if it stays so, run npm ci again.`,
});

const numberOf = (bus: string): string => bus.replace("i2c-", "");
