import { expect } from "vitest";
import type { Mode } from "../../device/bin/press/states.ts";
import type { BinBench } from "./bin-bench.ts";

/** One row an arrow: the state before, what happens, the state after, and what more must be so. */
export type Arrow = {
  readonly from: () => BinBench;
  readonly when: (bench: BinBench) => void;
  readonly to: Mode["name"];
  readonly within?: number;
  readonly and?: (bench: BinBench) => void;
};
export const latched = (name: string) => (bench: BinBench) => {
  expect(bench.memory.latch).toContain(name);
};
export const nothing = (): void => undefined;

export type Arrows = Readonly<Record<string, Arrow>>;
