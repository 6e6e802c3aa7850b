import type { LampSettings } from "../../device/lamp/settings.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Motion } from "../../device/measure/samples.ts";

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

  constructor(settings: LampSettings) {
    this.#settings = settings;
  }

  note(motion: Reading<Motion>, now: number): void {
    const pulse = this.#pulse;
    const here = this.#here(now);
    // It became long enough in the very cycle that ends it: it may count from its edge, or until now.
    const barely = pulse !== null && here && !pulse.counted && now - pulse.from < this.#settings.minActiveMs + CYCLE_MS;
    if (pulse !== null && here && !barely) this.#judged = pulse.edgeAt;
    if (motion.ok && motion.value.active) {
      const edgeAt = motion.value.lastEdgeAt;
      const goesOn = pulse !== null && here && !barely;
      this.#pulse = { from: goesOn ? pulse.from : (edgeAt ?? motion.at), counted: goesOn, edgeAt };
      return;
    }
    if (pulse !== null && here) this.#lastSeen = { earliest: barely ? this.#lastSeen.earliest : now, latest: now };
    this.#pulse = null;
    if (!motion.ok) return;
    if (!here) this.#missed(motion.value, now);
    this.#judged = motion.value.lastEdgeAt;
  }

  near(now: number): "no" | "maybe" | "yes" {
    const { holdMs } = this.#settings;
    if (this.#here(now) || now < this.#lastSeen.earliest + holdMs) return "yes";
    return now < this.#lastSeen.latest + holdMs ? "maybe" : "no";
  }

  #here(now: number): boolean {
    return this.#pulse !== null && (this.#pulse.counted || now - this.#pulse.from >= this.#settings.minActiveMs);
  }

  #missed({ lastEdgeAt }: Motion, now: number): void {
    if (lastEdgeAt === null || lastEdgeAt === this.#judged || now - lastEdgeAt < this.#settings.minActiveMs) return;
    const sure = this.#settings.minActiveMs === 0;
    const { earliest, latest } = this.#lastSeen;
    this.#lastSeen = { earliest: sure ? Math.max(earliest, lastEdgeAt) : earliest, latest: Math.max(latest, now) };
  }
}
