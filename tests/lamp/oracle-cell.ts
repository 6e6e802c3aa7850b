import type { NightSettings } from "../../device/lamp/settings.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Lux } from "../../device/measure/units.ts";

export type Verdict = "dark" | "bright" | null;
type Stretch = { readonly from: number; readonly says: "dark" | "bright" | "neither" | "fault" };

const DAYTIME_MS = 20 * 3_600_000;

/** What the photocell means at a moment, found by looking back over all that it ever said. */
export class CellHistory {
  readonly #night: NightSettings;
  readonly #stretches: Stretch[] = [];
  #provenAt = Number.NEGATIVE_INFINITY;

  constructor(night: NightSettings) {
    this.#night = night;
  }

  /** `night` has the thresholds, which a program may change. */
  note(daylight: Reading<Lux>, now: number, night = this.#night): void {
    const says = saidBy(daylight, night);
    const last = this.#stretches.at(-1);
    if (last?.says === says) return;
    if (last !== undefined && last.says === "bright" && now > last.from + this.#night.cellDelayMs)
      this.#prove(last.from);
    if (last?.from === now) this.#stretches.pop();
    this.#stretches.push({ from: now, says });
  }

  /** Dark or bright, whichever it last said for the whole delay; a fault wipes out all that was before. */
  verdict(now: number, upTo = this.#stretches.length): Verdict {
    let until = now;
    for (let index = upTo - 1; index >= 0; index -= 1) {
      const stretch = this.#stretches[index];
      if (stretch === undefined || stretch.says === "fault") return null;
      const last = index === this.#stretches.length - 1;
      const lasted = until - stretch.from;
      // One that was cut off in the very cycle in which its delay was over has not been seen through.
      const long = last ? lasted >= this.#night.cellDelayMs : lasted > this.#night.cellDelayMs;
      if (stretch.says !== "neither" && long) return stretch.says;
      until = stretch.from;
    }
    return null;
  }

  /** A change from dark to bright since start, less than 20 h ago. */
  proven(now: number): boolean {
    const last = this.#stretches.at(-1);
    const brightAt = (last?.from ?? now) + this.#night.cellDelayMs;
    if (last?.says === "bright" && brightAt <= now) this.#prove(last.from);
    return now - this.#provenAt < DAYTIME_MS;
  }

  /** When the stretch that goes on will have lasted for the delay. */
  get ripeAt(): number {
    return (this.#stretches.at(-1)?.from ?? 0) + this.#night.cellDelayMs;
  }

  #prove(brightFrom: number): void {
    const index = this.#stretches.findLastIndex(({ from }) => from === brightFrom);
    if (this.verdict(brightFrom, index) === "dark") this.#provenAt = brightFrom + this.#night.cellDelayMs;
  }
}

function saidBy(daylight: Reading<Lux>, { cellOnLux, cellOffLux }: NightSettings): Stretch["says"] {
  if (!daylight.ok) return "fault";
  if (daylight.value < cellOnLux) return "dark";
  return daylight.value > cellOffLux ? "bright" : "neither";
}
