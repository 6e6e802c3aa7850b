import type { FaultCause } from "../../device/measure/fault.ts";

export type WatchdogFault = { readonly cause: FaultCause; readonly detail: string };
const RUNS_ON = "Until then nothing resets this computer when it hangs.";

/** What an error of opening the watchdog means, with the cure in the words of whoever stands before the cabinet. */
export function openFault(device: string, error: string): WatchdogFault {
  switch (error) {
    case "ENOENT":
    case "ENODEV":
    case "ENXIO":
      return {
        cause: "no-port",
        detail: `there is no ${device}: on a Raspberry Pi write dtparam=watchdog=on in config.txt and restart. ${RUNS_ON}`,
      };
    case "EBUSY":
      return {
        cause: "port-busy",
        detail:
          `another program holds ${device}, most often systemd: take RuntimeWatchdogSec= out of /etc/systemd/system.conf ` +
          `and the files beside it, or stop the service watchdog, and restart. ${RUNS_ON}`,
      };
    case "EACCES":
    case "EPERM":
      return {
        cause: "no-permission",
        detail:
          `no permission on ${device}: let udev give it to a group of this user, as README.md of drivers/linux ` +
          `shows, then restart. ${RUNS_ON}`,
      };
    case "ENOTTY":
      return {
        cause: "no-port",
        detail: `${device} is no watchdog: name the right one, ls /dev/watchdog*. ${RUNS_ON}`,
      };
    default:
      return {
        cause: "broken",
        detail: `${device} could not be opened (${error}): look in the kernel's log, dmesg | grep -i dog. ${RUNS_ON}`,
      };
  }
}

export const writeFault = (error: string): WatchdogFault => ({
  cause: "broken",
  detail: `the watchdog takes no sign of life (${error}), so it may reset this computer: look in the kernel's log, dmesg | grep -i dog.`,
});
