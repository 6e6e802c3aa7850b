import { setTimeout as pause } from "node:timers/promises";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CharacterDevice } from "../../drivers/gpio/character-device.ts";
import { LINE, linePartsConformance, OTHER } from "../conformance/line-parts.ts";
import { GpioSim } from "./gpio-sim.ts";
import { simBoard } from "./sim-board.ts";
import { onSteadyMachine } from "./steady.ts";

/** The kernel takes an edge in a thread of its own: another that comes before its turn is the same to it. */
const EDGE_MS = 10;
const gpio = new CharacterDevice();
const WISH = { pull: "down", active: "high", debounceMs: 0 } as const;

linePartsConformance("the character device", () => simBoard(gpio));

describe("the character device", () => {
  const onBoard = (run: (board: ReturnType<typeof simBoard>) => Promise<void> | void) =>
    onSteadyMachine(async () => {
      const board = simBoard(gpio);
      try {
        await run(board);
      } finally {
        board.end();
      }
    });

  it(
    "names who holds a line",
    onBoard(() => {
      const first = gpio.openOutput("ram", LINE, { active: "high" });
      const second = gpio.openInput("pir-1", LINE, WISH);
      expect(second).toMatchObject({ ok: false, fault: { part: "pir-1", cause: "port-busy" } });
      expect(second.ok ? "" : second.fault.detail).toContain(`${LINE} is held by "gaturum ram": another part`);
      if (first.ok) first.value.close();
      const third = gpio.openInput("pir-1", LINE, WISH);
      expect(third.ok).toBe(true);
      if (third.ok) third.value.close();
    }),
  );

  it(
    "names sysfs where that has the line",
    onBoard(() => {
      const sim = new GpioSim("expander", 4);
      writeFileSync("/sys/class/gpio/export", String(sim.base));
      const opened = gpio.openInput("pir-1", "expander/0", WISH);
      writeFileSync("/sys/class/gpio/unexport", String(sim.base));
      sim.end();
      expect(opened.ok ? "" : opened.fault.detail).toContain("held by sysfs: a program");
    }),
  );

  it(
    "says which chips there are, when the one in the config is not",
    onBoard(() => {
      const opened = gpio.openInput("pir-1", "pinctrl-rp1/17", WISH);
      expect(opened).toMatchObject({ ok: false, fault: { cause: "no-port" } });
      expect(opened.ok ? "" : opened.fault.detail).toContain("pinctrl-bcm2711 (28 lines)");
    }),
  );

  it(
    "lets the kernel swallow what is shorter than the debounce, and nothing else",
    onBoard(async (board) => {
      const opened = gpio.openInput("start", OTHER, { ...WISH, debounceMs: 50 });
      if (!opened.ok) throw new Error(opened.fault.detail);
      const edges = () => {
        const polled = opened.value.poll();
        return polled.ok ? polled.value.edges.length : NaN;
      };
      board.pull(OTHER, true);
      board.pull(OTHER, false);
      await pause(300);
      expect(edges()).toBe(0);
      board.pull(OTHER, true);
      await pause(300);
      expect(edges()).toBe(1);
      opened.value.close();
    }),
  );

  it(
    "keeps 100 edges that nobody reads, each with its moment in order",
    onBoard(async (board) => {
      const opened = gpio.openInput("pir-1", LINE, WISH);
      if (!opened.ok) throw new Error(opened.fault.detail);
      for (let edge = 0; edge < 100; edge += 1) {
        board.pull(LINE, edge % 2 === 0);
        await pause(EDGE_MS);
      }
      const polled = opened.value.poll();
      const moments = polled.ok ? polled.value.edges.map(({ at }) => at) : [];
      opened.value.close();
      expect(moments).toHaveLength(100);
      expect([...moments].sort((a, b) => a - b)).toEqual(moments);
    }),
  );
});
