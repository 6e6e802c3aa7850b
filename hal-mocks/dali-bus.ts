import { MockDaliGear } from "./dali-gear.ts";

type Reply =
  | { readonly kind: "byte"; readonly byte: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "garbled" }
  | { readonly kind: "failed" };

/**
 * The two wires of a DALI bus with gear on them, IEC 62386-102 as far as docs and drivers here rest on it. It shares no code
 * with the drivers. Without bus supply nothing is heard, and each gear goes to its system failure level.
 */
export class MockDaliBus {
  readonly gear: MockDaliGear[];
  /** Every frame, as `fe90` or `t:ff2d`. */
  readonly traffic: string[] = [];
  /** Answers that are the same and come at once are heard as one, as they may be where the gear is alike; else as noise. */
  overlaps = false;
  /** What becomes of an answer on its way back. */
  disturb: (reply: Reply, hex: string) => Reply = (reply) => reply;
  #supplied = true;

  constructor(...gear: readonly MockDaliGear[]) {
    this.gear = [...gear];
  }

  /** Gives the bus its 16 V, or takes them away. */
  supply(on: boolean, now: number): void {
    if (on === this.#supplied) return;
    this.#supplied = on;
    for (const gear of this.gear) gear.bus(on, now);
  }

  /** Sends a forward frame, once or twice, and listens for an answer: two gears at once are noise. */
  transmit([first, second]: readonly [number, number], twice: boolean, now: number): Reply {
    const hex = [first, second].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.traffic.push(twice ? `t:${hex}` : hex);
    return this.disturb(this.#answered(first, second, twice, now), hex);
  }

  #answered(first: number, second: number, twice: boolean, now: number): Reply {
    if (!this.#supplied) return { kind: "failed" };
    const answers = this.gear.flatMap((gear) => gear.hear(first, second, twice, now) ?? []);
    const [byte] = answers;
    if (byte === undefined) return { kind: "nothing" };
    const isOne = answers.length === 1 || (this.overlaps && new Set(answers).size === 1);
    return isOne ? { kind: "byte", byte } : { kind: "garbled" };
  }
}
