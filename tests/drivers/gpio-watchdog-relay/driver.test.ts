import { expect, it } from "vitest";
import { instant, type Instant } from "../../../device/measure/time.ts";
import { DROPS_AFTER_MS, GpioWatchdogRelay } from "../../../drivers/gpio-watchdog-relay/driver.ts";
import { REWRITE_MS } from "../../../device/control/control.ts";
import { MemoryBoard } from "../gpio/memory-board.ts";

const LINE = "GPIO18";

function bench() {
  const board = new MemoryBoard();
  let time: Instant = instant(0);
  const relay = new GpioWatchdogRelay(
    board,
    { line: LINE },
    { part: "watchdog", now: () => time, log: () => undefined },
  );
  const pass = (ms: number) => void (time = instant(time + ms));
  return { board, relay, pass, isOn: () => relay.read(time) };
}

it("changes its line at each time that it is told to be on, and at no other", () => {
  const { board, relay, pass } = bench();
  const levels = [0, 1, 2, 3].map(() => {
    relay.set(true);
    pass(REWRITE_MS);
    return board.isHigh(LINE);
  });
  expect(levels).toEqual([true, false, true, false]);
  relay.set(true);
  pass(10 * DROPS_AFTER_MS);
  expect(board.isHigh(LINE)).toBe(true);
});

it("is told often enough by control that four times may be lost", () => {
  expect(5 * REWRITE_MS).toBeLessThanOrEqual(DROPS_AFTER_MS);
});

it("says that it dropped when nobody told it for so long", () => {
  const { relay, pass, isOn } = bench();
  relay.set(true);
  pass(DROPS_AFTER_MS - 1);
  expect(isOn()).toMatchObject({ ok: true, value: true });
  pass(1);
  expect(isOn()).toMatchObject({ ok: true, value: false });
});

it("rests low when it is let go of", () => {
  const { board, relay } = bench();
  relay.set(true);
  relay.set(false);
  expect(board.isHigh(LINE)).toBe(false);
  relay.set(false);
  expect(board.isHigh(LINE)).toBe(false);
});
