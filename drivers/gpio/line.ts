import type { Result } from "../../device/measure/fault.ts";
import type { Instant } from "../../device/measure/time.ts";

/** What the board's own resistor does to a line that nobody drives. `none`: the wiring has a resistor of its own. */
export const PULLS = ["up", "down", "none"] as const;
export type Pull = (typeof PULLS)[number];
/** The level at which a line means what its part's role says. */
export const LEVELS = ["high", "low"] as const;
export type ActiveLevel = (typeof LEVELS)[number];

/** `debounceMs`: changes back within this are not seen at all; 0 keeps every edge. */
export type InputWish = { readonly pull: Pull; readonly active: ActiveLevel; readonly debounceMs: number };
export type OutputWish = { readonly active: ActiveLevel };

/** One change of a line. `missed`: so many before it were lost, because nobody took them in time. */
export type Edge = { readonly at: Instant; readonly missed: number };
/** What a line gives when it is asked: whether it is active now, and every edge since it was asked last. */
export type Polled = { readonly active: boolean; readonly edges: readonly Edge[] };

/** Nothing here waits or throws. A fault of an open line means that it is lost: close it and open it anew. */
export interface InputLine {
  poll(): Result<Polled>;
  close(): void;
}
/** Off from its opening on. Closed, the line is driven by nobody and goes where its resistor pulls it. */
export interface OutputLine {
  set(on: boolean): Result<void>;
  isOn(): Result<boolean>;
  close(): void;
}

/** A way to the lines of this board. `part` is who asks: it stands in faults, and the kernel tells it to others. */
export interface Gpio {
  openInput(part: string, line: string, wish: InputWish): Result<InputLine>;
  openOutput(part: string, line: string, wish: OutputWish): Result<OutputLine>;
}
