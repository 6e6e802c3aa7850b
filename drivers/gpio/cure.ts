import type { FaultCause } from "../../device/measure/fault.ts";

/** Why a line gives nothing, with the cure in the words of whoever stands before the cabinet. */
export type LineFault = { readonly cause: FaultCause; readonly detail: string };

/** What an error of opening a line means. `holder`: who has the line, as the kernel tells it; null: nobody. */
export function openFault(line: string, error: string, holder: string | null): LineFault {
  switch (error) {
    case "EBUSY":
      return { cause: "port-busy", detail: `${line} is held by ${holderInWords(holder)}` };
    case "EACCES":
    case "EPERM":
      return {
        cause: "no-permission",
        detail: `no permission on the chip of ${line}: add the user to the group gpio, then log in again and restart.`,
      };
    case "ENXIO":
    case "EOPNOTSUPP":
    case "ENOTSUP":
    case "EINVAL":
    case "error 524":
      return {
        cause: "broken",
        detail: `${line} cannot do what this part needs (edges, pull or direction): use a line of the board's own chip.`,
      };
    default:
      return {
        cause: "no-port",
        detail: `${line} could not be opened (${error}): look for the chip in the kernel's log, dmesg | grep gpio.`,
      };
  }
}

export const lineLost = (line: string, error: string): LineFault => ({
  cause: "disconnected",
  detail: `the chip of ${line} went away (${error}): check its plug and supply. It is used again as soon as it is back.`,
});

export const noSuchLine = (detail: string): LineFault => ({ cause: "no-port", detail });

function holderInWords(holder: string | null): string {
  if (holder === null || holder === "") return "another program: stop it, or give this part another line.";
  if (holder === "sysfs") {
    return "sysfs: a program that used /sys/class/gpio left it there. Restart the computer, or unexport the line.";
  }
  const ours = holder.startsWith("gaturum ");
  return ours
    ? `"${holder}": another part of this device, or a gaturum that still runs. Give each part a line of its own.`
    : `"${holder}": stop that program, or take its line out of the board's settings (config.txt, dtoverlay).`;
}
