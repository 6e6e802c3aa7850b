import type { LampPostConfig } from "../../../../config/device-config.ts";
import { openGpio } from "../../../../drivers/gpio/open.ts";
import type { Gpio, InputLine } from "../../../../drivers/gpio/line.ts";
import { monotonicNow } from "../../../control/monotonic.ts";
import type { WalkFacts } from "../facts.ts";

/**
 * Lines of a Raspberry Pi's header that are plain inputs from the start and have no second use that people wire for
 * (UART, I2C, SPI, PWM, sound): only these may be opened without taking a pin away from something. Our choice.
 */
const CANDIDATES: readonly string[] = [4, 5, 6, 16, 17, 22, 23, 24, 25, 26, 27].map((number) => `GPIO${number}`);

export type Watched = { end(): WalkFacts["others"] };

/**
 * Watches the lines that no part of the config has and nobody else holds, as inputs with a weak pull down, which move
 * nothing. null: the motion sensor is on no GPIO line, or there is no way to the lines.
 */
export async function watchFreeLines({ parts, gpio }: LampPostConfig): Promise<Watched | null> {
  if (!parts.some(({ role, driver }) => role === "motion" && driver === "gpio-motion")) return null;
  try {
    const taken = parts.map(({ settings }) => settings["line"]);
    return watchLines(
      await openGpio(gpio.backend, monotonicNow, () => undefined),
      CANDIDATES.filter((line) => !taken.includes(line)),
    );
  } catch {
    return null;
  }
}

/** Those of the lines that can be opened; null: none can. The kernel keeps 512 edges of each until they are asked for. */
export function watchLines(gpio: Gpio, lines: readonly string[]): Watched | null {
  const open = lines.flatMap((line): readonly { line: string; input: InputLine }[] => {
    const opened = gpio.openInput("check", line, { pull: "down", active: "high", debounceMs: 0 });
    return opened.ok ? [{ line, input: opened.value }] : [];
  });
  if (open.length === 0) return null;
  return {
    end: () => {
      const seen = open.map(({ line, input }) => {
        const polled = input.poll();
        input.close();
        return { line, edges: polled.ok ? polled.value.edges.length : 0 };
      });
      return seen.filter(({ edges }) => edges > 0).sort((a, b) => b.edges - a.edges);
    },
  };
}
