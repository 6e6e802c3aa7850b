import type { LampSettings } from "../../device/lamp/settings.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Motion } from "../../device/measure/samples.ts";
import type { Arrival } from "./oracle-neighbours.ts";

/** A cycle: what happened within one is known no better. */
const CYCLE_MS = 20;

/**
 * When someone was last seen. A pulse whose end no cycle saw may have been as long as until that cycle, so the moment
 * has an earliest and a latest.
 */
export class MotionHistory {
  readonly #settings: LampSettings;
  /** The pulse that goes on; `counted`: it counted as someone before its newest edge. */
  #pulse: { readonly from: number; readonly counted: boolean; readonly edgeAt: number | null } | null = null;
  /** The edge up to which every pulse was judged. */
  #judged: number | null = null;
  #lastSeen = { earliest: Number.NEGATIVE_INFINITY, latest: Number.NEGATIVE_INFINITY };
  #arrivals: Arrival[] = [];
  /** That the pulse that goes on counts as someone was told as an arrival. */
  #told = false;

  constructor(settings: LampSettings) {
    this.#settings = settings;
  }

  note(motion: Reading<Motion>, now: number): void {
    this.#note(motion, now);
    this.#come(now);
  }

  /** Who came before this cycle, or in it where it has noted all; each is told once. */
  arrivals(now: number): readonly Arrival[] {
    this.#come(now - CYCLE_MS);
    return this.#arrivals.splice(0);
  }

  #note(motion: Reading<Motion>, now: number): void {
    this.#come(now - CYCLE_MS);
    const pulse = this.#pulse;
    const here = this.#here(now);
    // It became long enough in the very cycle that ends it: it may count from its edge, or until now.
    const barely = pulse !== null && here && !pulse.counted && now - pulse.from < this.#settings.minActiveMs + CYCLE_MS;
    if (pulse !== null && here && !barely) this.#judged = pulse.edgeAt;
    if (motion.ok && motion.value.active) {
      const edgeAt = motion.value.lastEdgeAt;
      const goesOn = pulse !== null && here && !barely;
      this.#pulse = { from: goesOn ? pulse.from : (edgeAt ?? motion.at), counted: goesOn, edgeAt };
      this.#told &&= goesOn;
      return;
    }
    if (pulse !== null && here) this.#lastSeen = { earliest: barely ? this.#lastSeen.earliest : now, latest: now };
    if (barely) this.#arrivals.push({ at: now, surely: false });
    [this.#pulse, this.#told] = [null, false];
    if (!motion.ok) return;
    if (!here) this.#missed(motion.value, now);
    this.#judged = motion.value.lastEdgeAt;
  }

  near(now: number, holdMs: number): "no" | "maybe" | "yes" {
    if (this.#here(now) || now < this.#lastSeen.earliest + holdMs) return "yes";
    return now < this.#lastSeen.latest + holdMs ? "maybe" : "no";
  }

  #here(now: number): boolean {
    return this.#pulse !== null && (this.#pulse.counted || now - this.#pulse.from >= this.#settings.minActiveMs);
  }

  #come(upTo: number): void {
    if (this.#pulse === null || this.#told) return;
    const at = Math.ceil((this.#pulse.from + this.#settings.minActiveMs) / CYCLE_MS) * CYCLE_MS;
    if (at > upTo) return;
    this.#told = true;
    this.#arrivals.push({ at, surely: true });
  }

  #missed({ lastEdgeAt }: Motion, now: number): void {
    if (lastEdgeAt === null || lastEdgeAt === this.#judged || now - lastEdgeAt < this.#settings.minActiveMs) return;
    const sure = this.#settings.minActiveMs === 0;
    this.#arrivals.push({ at: now, surely: sure });
    const { earliest, latest } = this.#lastSeen;
    this.#lastSeen = { earliest: sure ? Math.max(earliest, lastEdgeAt) : earliest, latest: Math.max(latest, now) };
  }
}
