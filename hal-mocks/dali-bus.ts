import { MockDaliGear } from "./dali-gear.ts";

type Reply = { readonly kind: "byte"; readonly byte: number } | { readonly kind: "nothing" | "garbled" | "failed" };

/**
 * The two wires of a DALI bus with gear on them, IEC 62386-102 as far as docs and drivers here rest on it. It shares no code
 * with the drivers. Without bus supply nothing is heard, and each gear goes to its system failure level.
 */
export class MockDaliBus {
  readonly gear: MockDaliGear[];
  /** Every frame, as `fe90` or `t:ff2d`. */
  readonly traffic: string[] = [];
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
    if (!this.#supplied) return { kind: "failed" };
    const answers = this.gear.flatMap((gear) => gear.hear(first, second, twice, now) ?? []);
    const [byte] = answers;
    if (byte === undefined) return { kind: "nothing" };
    return answers.length === 1 ? { kind: "byte", byte } : { kind: "garbled" };
  }
}
