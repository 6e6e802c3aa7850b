import type { FaultCause } from "../../measure/fault.ts";
import type { RangeQuality } from "../../measure/samples.ts";

/** What a fill level is worth; only `valid` carries one. `stale`: nothing newer, or the sensor does not answer. */
export type FillQuality = RangeQuality | "stale" | "implausible" | "doorOpen" | "corrupt";

/** The word for a level sensor that gives no reading at all. */
export function qualityOfFault(cause: FaultCause): "corrupt" | "implausible" | "stale" {
  switch (cause) {
    case "corrupt":
      return "corrupt";
    case "out-of-range":
    case "implausible":
    case "stuck":
      return "implausible";
    case "absent":
    case "starting":
    case "no-port":
    case "no-permission":
    case "port-busy":
    case "disconnected":
    case "no-answer":
    case "stale":
    case "broken":
      return "stale";
  }
}
