import type { DeviceRecord } from "../../device/contract/record.ts";
import { breach } from "./law.ts";
import type { Site } from "./site.ts";

/** Control looks at its clock in each cycle, and tells link of a leap at once. Our choice, some cycles of it. */
const TOLD_WITHIN_MS = 200;

/** Dated by the shelf with what it was given last. */
const OF_THE_SHELF: readonly string[] = ["gap", "closed"];

/** R11: what a record says of the time holds within the error that it says, while its device's clock does not lie. */
export class TimeLaw {
  readonly broken: string[] = [];
  readonly #sites: readonly Site[];
  /** Wall time when the street's clock was at 0, in ms since 1970. */
  readonly #startsAt: number;
  /** By `device boot/class stream`: of each `seq` its uptime. */
  readonly #uptimes = new Map<string, Map<number, number>>();

  constructor(sites: readonly Site[], startsAt: number) {
    this.#sites = sites;
    this.#startsAt = startsAt;
  }

  /** A record that comes for the first time. */
  witness(device: string, record: DeviceRecord): void {
    const { boot, class: of, seq, stream, uptimeMs } = record;
    const name = `${device} ${boot}/${of} ${stream}`;
    this.#judge(`${name} ${seq}`, record, this.#lied(device, uptimeMs));
    // Answers are control's and link's own.
    if (OF_THE_SHELF.includes(stream) || "phase" in record.values) return;
    const uptimes = this.#uptimes.get(name) ?? new Map<number, number>();
    this.#uptimes.set(name, uptimes.set(seq, uptimeMs));
  }

  /** In a stream, what was numbered later did not happen earlier. What control sends again comes after link's own words. */
  atEnd(): readonly string[] {
    return [...this.#uptimes].flatMap(([name, uptimes]) => {
      const ordered = [...uptimes].sort(([one], [other]) => one - other);
      const back = ordered.find(([, uptimeMs], index) => uptimeMs < (ordered[index - 1]?.[1] ?? 0));
      return back === undefined
        ? []
        : [breach("time in order", `${name} ${back[0]} happened before what stands before it`)];
    });
  }

  #judge(key: string, { ts, timeErrorMs, timeQuality, uptimeMs }: DeviceRecord, lied: boolean): void {
    if (ts === null || timeErrorMs === null) {
      if (ts !== null || timeErrorMs !== null || timeQuality !== "none")
        this.broken.push(breach("time unknown", `${key} is of ${ts}, ${timeQuality}, and its error ${timeErrorMs}`));
      return;
    }
    const offMs = ts - this.#startsAt - uptimeMs;
    if (Math.abs(offMs) > timeErrorMs && !lied)
      this.broken.push(breach("time off", `${key} is off by ${offMs} ms, and says ${timeErrorMs} ms, ${timeQuality}`));
  }

  #lied(device: string, at: number): boolean {
    const lies = this.#sites.find(({ name }) => name === device)?.lies ?? [];
    return lies.some(({ from, until }) => at >= from && at <= until + TOLD_WITHIN_MS);
  }
}
