import type { Gpio } from "../../drivers/gpio/line.ts";
import { LABEL, LINE, OTHER, type Board } from "../conformance/line-parts.ts";
import { GpioSim } from "./gpio-sim.ts";

const OFFSETS: Readonly<Record<string, number>> = { [LINE]: 17, [OTHER]: 5 };

/** A board whose chip the kernel simulates. */
export function simBoard(gpio: Gpio): Board {
  const sim = new GpioSim(LABEL, 28, { 17: LINE });
  const offset = (line: string): number => OFFSETS[line] ?? NaN;
  return {
    gpio,
    pull: (line, high) => sim.pull(offset(line), high),
    isHigh: (line) => sim.isHigh(offset(line)),
    unplug: () => sim.unplug(),
    plug: () => sim.plug(),
    end: () => sim.end(),
  };
}
