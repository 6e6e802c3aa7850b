import type { BinReadings } from "../../device/bin/readings.ts";

/** Over 30 mm within a second, off for 300 ms and the chain closed all the while: no hand and no run-down is like that. */
const SPAN_MS = 1_000;
const FAR_MM = 30;
/** The oracle is one cycle milder than the monitor, since a weld may begin between two cycles. */
const CYCLE_MS = 20;

/** What tells of a welded relay: current, or a ram that goes though both ways are off. */
export class WeldOracle {
  #flowsSince: number | null = null;
  #trail: { readonly at: number; readonly mm: number }[] = [];
  welded = false;

  forget(): void {
    this.#flowsSince = null;
    this.#trail = [];
    this.welded = false;
  }

  /** `offSince`: since when both ways have been off; null: one is on. `trueMm`: where the plate is, told by an encoder or not. */
  see({ current, ram, chain }: BinReadings, trueMm: number, offSince: number | null, at: number): void {
    const flows = current.ok && current.value > 50;
    const rundown = offSince === null ? null : offSince + 300;
    if (!flows || rundown === null) this.#flowsSince = null;
    else if (at >= rundown || this.#flowsSince === null) this.#flowsSince ??= Math.max(at, rundown);
    if (this.#flowsSince !== null && at - this.#flowsSince >= 200 + CYCLE_MS) this.welded = true;
    const closed = chain.ok && chain.value.active;
    const told = ram.ok && ram.value.travelMm !== null;
    if (!told || !closed || rundown === null || at < rundown) this.#trail = [];
    else this.#follow(trueMm, at);
  }

  #follow(mm: number, at: number): void {
    this.#trail = [...this.#trail.filter((was) => at - was.at <= SPAN_MS), { at, mm }];
    const far = this.#trail.some((was) => Math.abs(was.mm - mm) > FAR_MM);
    if (far && this.#trail.length > 2) this.welded = true;
  }
}
