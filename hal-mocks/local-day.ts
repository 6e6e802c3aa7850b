import type { EpochMs } from "../device/measure/time.ts";

/** Hours of the local day. Asked once an hour, so the formatter's price does not matter. */
export class LocalDay {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  }

  hourOf(wall: EpochMs): number {
    return Number(this.#format.format(new Date(wall)));
  }
}
