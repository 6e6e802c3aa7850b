import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import { heldSteadily, keyAtService, topOk, type Counts } from "./oracle-terms.ts";

/** What the table says of the hands of a crew: both within 0.5 s, or the first alone, for 5 s, let go of in between. */
export class CrewOracle {
  #a: number | null = null;
  #b: number | null = null;
  #released = false;
  #ran: { readonly way: string; readonly since: number } | null = null;

  forget(): void {
    this.#a = this.#b = this.#ran = null;
    this.#released = false;
  }

  /** Whether a motion in this cycle is a crew's, and what is wrong with it. */
  see(counts: Counts, readings: BinReadings, { ram }: BinOutputs, at: number): readonly string[] {
    const { serviceA, serviceB } = readings;
    this.#a = heldSteadily(counts, "serviceA", serviceA) ? (this.#a ?? at) : null;
    this.#b = heldSteadily(counts, "serviceB", serviceB) ? (this.#b ?? at) : null;
    const isFree = serviceA.ok && serviceB.ok && !serviceA.value.active && !serviceB.value.active;
    if (isFree) this.#released = true;
    if (!keyAtService(counts, readings)) this.#released = false;
    const before = this.#ran;
    this.#ran = ram === "off" ? null : before?.way === ram ? before : { way: ram, since: at };
    if (ram === "off" || !keyAtService(counts, readings)) return [];
    const begins = before?.way !== ram;
    const wrong = begins ? this.#begun(ram, readings) : [];
    if (begins) this.#released = false;
    if (before !== null && at - before.since >= 5_000) wrong.push("I1: a crew's run of over 5 s");
    return [...wrong, ...this.#hands(ram, serviceB.ok && !serviceB.value.active)];
  }

  #begun(ram: string, readings: BinReadings): string[] {
    const wrong = this.#released ? [] : ["I1: buttons not let go of before a crew's run"];
    return ram === "down" && !topOk(readings) ? [...wrong, "I7: a crew's run down from elsewhere than the top"] : wrong;
  }

  #hands(ram: string, bIsFree: boolean): string[] {
    if (this.#a === null) return [`I1: ${ram} in service with the first button not held`];
    if (ram === "up") return bIsFree ? [] : ["I1: up in service with both buttons"];
    if (this.#b === null) return ["I1: down in service with one button"];
    return Math.abs(this.#a - this.#b) <= 500 ? [] : ["I1: down in service with buttons over 0.5 s apart"];
  }
}
