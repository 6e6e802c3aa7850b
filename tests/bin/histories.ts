import fc from "fast-check";
import { LIES, RARE, USUAL, type Move } from "./history-moves.ts";

const often = (moves: Readonly<Record<string, Move>>, weight: number) => ({
  weight,
  arbitrary: fc.constantFrom(...Object.keys(moves)),
});
/** Moves by name, and how much of each, in thousandths. */
export const histories = fc.array(
  fc.tuple(fc.oneof(...[often(USUAL, 60), often(RARE, 16), often(LIES, 1)]), fc.nat(999)),
  {
    minLength: 40,
    maxLength: 100,
    size: "max",
  },
);
