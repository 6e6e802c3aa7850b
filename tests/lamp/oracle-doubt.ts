import type { NightSettings } from "../../device/lamp/settings.ts";
import type { Verdict } from "./oracle-cell.ts";
import { almanacElevationDeg, solarDay, type Phase, type SunSays } from "./oracle-sun.ts";

type Sure = "no" | "maybe" | "yes";
const HOUR = 3_600_000;
/** The oracle looks so often, so it may be so far off. */
export const LOOK_MS = 5 * 60_000;
const SLACK = LOOK_MS + 1_000;
/** So far the formulas of the sun's place may be apart. */
const ALMANAC_DEG = 0.02;

/** Whether the cell is stuck, as far as one can know who looks seldom: each sum has a least and a most. */
export class CellDoubt {
  readonly #night: NightSettings;
  #dark: Sure = "no";
  #bright: Sure = "no";
  /** Ms that solar days were dark by the cell alone. A leap of the clock may have ended a day, so the least is of a run. */
  readonly #least = { ms: 0, day: 0 };
  readonly #most = new Map<number, number>();
  /** Perhaps it is stuck since an earlier day, and this day is not dark by the cell at all. */
  #carried = false;
  #brightFor = { least: 0, most: 0 };

  constructor(night: NightSettings) {
    this.#night = night;
  }

  get stuck(): Sure {
    if (this.#dark === "yes" || this.#bright === "yes") return "yes";
    return this.#dark === "maybe" || this.#bright === "maybe" ? "maybe" : "no";
  }

  /** For `lasted` ms from the wall moment `wall` on the cell meant this. `suns` null: no clock. */
  pass(verdict: Verdict, suns: readonly SunSays[] | null, wall: number, lasted: number, cellOffLux: number): void {
    if (verdict === "bright") [this.#dark, this.#carried] = ["no", false];
    if (verdict === "dark") this.#bright = "no";
    const phases = suns?.map(({ phase }) => phase) ?? [];
    if (verdict === "dark" && phases.includes("day")) this.#storm(phases, solarDay(wall, this.#night), lasted);
    this.#shine(verdict === "bright" && suns !== null ? this.#depths(wall, cellOffLux) : [], lasted);
  }

  /** Degrees from the sun at which a clear sky gives a third of what makes a cell bright, around now. */
  #depths(wall: number, cellOffLux: number): readonly number[] {
    const limitDeg = -6 + 2.4 * (Math.log10(cellOffLux / 3) - Math.log10(3.5));
    return [wall - LOOK_MS, wall, wall + LOOK_MS].map((at) => almanacElevationDeg(at, this.#night) - limitDeg);
  }

  #storm(phases: readonly Phase[], day: number, lasted: number): void {
    if (this.#dark === "yes") return;
    if (day !== this.#least.day) {
      if (this.#dark === "maybe") this.#carried = true;
      Object.assign(this.#least, { ms: 0, day });
    }
    const surely = !this.#carried && phases.every((phase) => phase === "day");
    const most = (this.#most.get(day) ?? 0) + lasted;
    this.#most.set(day, most);
    if (surely) this.#least.ms += lasted;
    if (most >= 3 * HOUR - SLACK && this.#dark === "no") this.#dark = "maybe";
    if (surely && this.#least.ms >= 3 * HOUR + SLACK) this.#dark = "yes";
  }

  #shine(depths: readonly number[], lasted: number): void {
    const may = depths.some((depth) => depth < ALMANAC_DEG);
    const must = may && depths.every((depth) => depth < -ALMANAC_DEG);
    const { least, most } = this.#brightFor;
    this.#brightFor = { most: may ? most + lasted : 0, least: must ? least + lasted : 0 };
    if (this.#brightFor.most >= HOUR - SLACK && this.#bright === "no") this.#bright = "maybe";
    if (this.#brightFor.least >= HOUR + SLACK) this.#bright = "yes";
  }
}
