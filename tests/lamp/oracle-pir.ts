import type { Reading } from "../../device/measure/reading.ts";
import type { Motion } from "../../device/measure/samples.ts";

const MINUTE = 60_000;

/** Whether a motion sensor is to be believed, judged by all that it ever said. */
export class PirHistory {
  #motion: Reading<Motion> | null = null;
  #since = 0;
  #edges = 0;
  #burstAt = Number.NEGATIVE_INFINITY;
  #movedAt = Number.NEGATIVE_INFINITY;

  note(motion: Reading<Motion>, now: number): void {
    this.#motion = motion;
    this.#since = now;
    if (!motion.ok) return;
    const { edges } = motion.value;
    if (edges - this.#edges > 200) this.#burstAt = now;
    if (edges !== this.#edges) this.#movedAt = now;
    this.#edges = edges;
  }

  /** A burst is out of mind between one and two minutes after it, later where the sensor went on. */
  believed(now: number): "yes" | "maybe" | "no" {
    const motion = this.#motion;
    if (motion?.ok !== true) return "no";
    if (motion.value.active && now - this.#since >= 30 * MINUTE) return "no";
    if (now - this.#burstAt < MINUTE) return "no";
    const may = now - Math.max(this.#burstAt, this.#movedAt) <= 2 * MINUTE;
    return this.#burstAt > Number.NEGATIVE_INFINITY && may ? "maybe" : "yes";
  }
}
