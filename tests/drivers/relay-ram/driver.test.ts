import { expect, it } from "vitest";
import { DONE } from "../../../device/measure/fault.ts";
import { instant, type Instant } from "../../../device/measure/time.ts";
import { RelayRam } from "../../../drivers/relay-ram/driver.ts";
import { MemoryBoard } from "../gpio/memory-board.ts";

const DEAD_MS = 300;
const [DOWN, UP] = ["GPIO5", "GPIO6"];

function bench() {
  const board = new MemoryBoard();
  let time: Instant = instant(1_000);
  const given = { part: "ram", now: () => time, log: () => undefined };
  const ram = new RelayRam(board, { down: DOWN, up: UP, active: "high", deadTimeMs: DEAD_MS }, given);
  /** A cycle so much later: what the relays do after it. */
  const later = (ms: number) => {
    time = instant(time + ms);
    ram.read(time);
    return [board.isHigh(DOWN), board.isHigh(UP)];
  };
  return { board, ram, later };
}

it("waits for the dead time after its start, since nobody knows what was driven before", () => {
  const { ram, later } = bench();
  ram.drive("down");
  expect(later(DEAD_MS - 1)).toEqual([false, false]);
  expect(later(1)).toEqual([true, false]);
});

it("turns round only after the dead time, counted from letting go, asked again or not", () => {
  const { ram, later } = bench();
  later(DEAD_MS);
  ram.drive("down");
  expect(later(100)).toEqual([true, false]);
  ram.drive("up");
  expect(later(DEAD_MS - 1)).toEqual([false, false]);
  ram.drive("up");
  expect(later(0)).toEqual([false, false]);
  expect(later(1)).toEqual([false, true]);
});

it("goes on in the same direction at once", () => {
  const { ram, later } = bench();
  later(DEAD_MS);
  for (const direction of ["down", "off", "down"] as const) ram.drive(direction);
  expect(later(0)).toEqual([true, false]);
});

it("forgets a direction that waits when it is halted", () => {
  const { ram, later } = bench();
  ram.drive("up");
  ram.halt();
  expect(later(10 * DEAD_MS)).toEqual([false, false]);
});

it("drives nothing while the other output cannot be let go of", () => {
  const { board, ram, later } = bench();
  later(DEAD_MS);
  ram.drive("down");
  board.stick(DOWN);
  expect(ram.drive("up")).toEqual(DONE);
  expect(later(2 * DEAD_MS)).toEqual([true, false]);
  expect(ram.drive("up")).toMatchObject({ ok: false, fault: { cause: "implausible" } });
});

it("says so and lets go when both outputs are on", () => {
  const { board, ram, later } = bench();
  later(DEAD_MS);
  ram.drive("down");
  board.pull(UP, true);
  expect(ram.read(instant(9_000))).toMatchObject({ ok: false, fault: { cause: "implausible" } });
  expect([board.isHigh(DOWN), board.isHigh(UP)]).toEqual([false, false]);
});
