import { UPDATE_FOLDER, UPDATE_ROOT_FILE } from "./places.ts";
import type { RefusalCause } from "../measure/update-outcome.ts";

const CURES: Readonly<Record<RefusalCause, string>> = {
  "nothing-new": "There is nothing newer.",
  signature: "It is not signed by those whom this device trusts. Take it from the city's own repository.",
  older: "It is older than what was seen before. Take the newest; a way back goes by apt and a .deb.",
  expired: "Its signatures are too old. Take the repository anew, not older than 30 days, and look at this clock.",
  mismatch: "Its files do not belong together. Copy the whole repository again.",
  "too-large": "A file is larger than it may be. Copy the whole repository again.",
  missing: "A file is missing. Copy the whole repository again.",
  unreadable: "A file cannot be read as what it should be. Copy the whole repository again.",
  "other-computer": "It has no program for this kind of computer. Take a repository that has.",
  "broken-before": "This very version was tried and given up. Wait for the next, or say --again.",
  clock: "This clock is wrong, and old signatures would pass. Set it: sudo date --set, or wait for the network.",
  "no-root": `It is not said whom to trust. Put the city's newest root into ${UPDATE_ROOT_FILE}; if ${UPDATE_FOLDER}/metadata is there, it is damaged: remove it then.`,
  full: "The card has no room for it. Make room: df -h, then look what fills it.",
};

/** One line that says what, and how to go on. */
export function refusalText(cause: RefusalCause): string {
  return CURES[cause];
}
