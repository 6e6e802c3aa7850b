import type { FaultCause } from "../../device/measure/fault.ts";

/** Why a serial line gives nothing, with the cure in the words of whoever stands before the cabinet. */
export type LineFault = { readonly cause: FaultCause; readonly detail: string };

/**
 * What an error of opening means. serialport 13 gives no error code, only the words of strerror(3), always in English
 * because node never sets a locale for messages.
 */
export function openFault(path: string, message: string): LineFault {
  const known = OPEN_ERRORS.find(({ says }) => says.test(message));
  if (known !== undefined) return { cause: known.cause, detail: known.detail(path) };
  return {
    cause: "broken",
    detail: `${path} could not be opened: ${message}. Check the cable, then the kernel's log.`,
  };
}

export const unplugged = (path: string): LineFault => ({
  cause: "disconnected",
  detail: `${path} was open and went away: check the plug, the cable and the adapter's supply. It is used again as soon as it is back.`,
});

export const openingHangs = (path: string): LineFault => ({
  cause: "no-answer",
  detail: `${path} has not opened yet: the adapter's driver does not answer. Unplug the adapter and plug it in again.`,
});

const OPEN_ERRORS: readonly {
  readonly says: RegExp;
  readonly cause: FaultCause;
  readonly detail: (path: string) => string;
}[] = [
  {
    says: /No such file|No such device/,
    cause: "no-port",
    detail: (path) =>
      `there is no ${path}: plug the adapter in, or name the right port. The ones that are there: ls /dev/serial/by-id. ` +
      "On the header of a Raspberry Pi, enable the serial port first: raspi-config, Interface Options.",
  },
  {
    says: /Permission denied|Operation not permitted/,
    cause: "no-permission",
    detail: (path) => `no permission on ${path}: add the user to the group dialout, then log in again and restart.`,
  },
  {
    says: /Cannot lock port|Device or resource busy/,
    cause: "port-busy",
    detail: (path) =>
      `another program holds ${path}: find it with fuser -v ${path} and stop it. ` +
      "On a Raspberry Pi it is often the serial console: raspi-config, Interface Options, login shell off.",
  },
  {
    says: /Inappropriate ioctl|Is a directory|Not a directory|Input\/output error/,
    cause: "no-port",
    detail: (path) => `${path} is no serial port: name the right one. The ones that are there: ls /dev/serial/by-id.`,
  },
];
