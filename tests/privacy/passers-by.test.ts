import { expect, it } from "vitest";
import { instant } from "../../device/measure/time.ts";
import { BIN } from "../seeds/plan.ts";
import { everythingSaid, type Doing } from "./same-city.ts";

const MINUTE = 60_000;
/** Windows are of 300 s from the start of control, which is the start of the street. */
const WINDOW_MS = 5 * MINUTE;
const NIGHT = "2026-12-20T22:00:00Z";
const HOURS = 3;
/** Enough for the press to be wanted. */
const THROWN = 3;
const SHIFTS_S = [7, 40, 110] as const;

/** Someone comes 20 s into a window, or so much later in the same one. */
const at = (window: number, shiftS: number) => instant(window * WINDOW_MS + 20_000 + shiftS * 1_000);
const walks = (shiftS: number): readonly Doing[] =>
  [4, 9, 17].map((window) => ({ at: at(window, shiftS), do: ({ world }) => world.walkSomeonePast() }));
const throws = (shiftS: number): readonly Doing[] =>
  [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((window) => ({
    at: at(window, shiftS),
    do: ({ world }) => {
      for (let thrown = 0; thrown < THROWN; thrown += 1) world.throwLitter(BIN);
    },
  }));

it.each(SHIFTS_S)("S4: a walker %i s later in the same 5 minutes: the city sees the same", async (shiftS) => {
  const [one, other] = await Promise.all([0, shiftS].map((shift) => everythingSaid(11, NIGHT, HOURS, walks(shift))));
  expect(one?.length).toBeGreaterThan(60);
  expect(other).toEqual(one);
});

it.each(SHIFTS_S)("S4: a throw %i s later in the same 5 minutes: the city sees the same", async (shiftS) => {
  const [one, other] = await Promise.all([0, shiftS].map((shift) => everythingSaid(11, NIGHT, HOURS, throws(shift))));
  expect(one?.length).toBeGreaterThan(60);
  expect(other).toEqual(one);
});
