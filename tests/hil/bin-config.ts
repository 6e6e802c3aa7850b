import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LITTER_BIN_ROLES } from "../../device/measure/roles.ts";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { ROOT } from "../setup/vitest-run.ts";

export const BIN = "bin-0815";
const EXAMPLE = readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8");
/** A part of the example that is a mock on a line. */
const ON_LINE = /\{ role: (\w+), driver: mock, line: GPIO(\d+) \}/g;

/** Which line of the header each role has: the example's, and two for the ram. */
export const LINES: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...EXAMPLE.matchAll(ON_LINE)].map(([, role = "", line]) => [role, Number(line)] as const)),
  ...{ down: 2, up: 3 },
};

/**
 * The example bin with its parts on GPIO lines and a sensor on a port, without a city. A throw is enough for a stroke, and
 * a day may have many. No driver is written yet for battery and motor current: those two are the rig's, of
 * `guest/rig-catalog.ts`.
 */
export function binConfig(backend: Backend, port: string): string {
  const changes = [
    [/^ {2}broker: .*$/m, ""],
    [/^ {2}temperature-1: .*\n/m, ""],
    [/battery, driver: mock/, "battery, driver: rig-battery"],
    [/current, driver: mock/, "current, driver: rig-current"],
    [/port: [^ }]+/, `port: ${port}`],
    [/role: ram, driver: mock/, `role: ram, driver: relay-ram, down: GPIO${LINES["down"]}, up: GPIO${LINES["up"]}`],
    [ON_LINE, (_: string, role: string, line: string) => `{ role: ${role}, ${onLine(role)}, line: GPIO${line} }`],
    [/mode: active.*/, `mode: active\ngpio: { backend: ${backend} }`],
    [/^( *)pressAt: /m, "$1pressAfterThrows: 1\n$1strokesPerHourMax: 20\n$1strokesPerDayMax: 200\n$1pressAt: "],
  ] as const;
  return changes.reduce((text, [pattern, replacement]) => {
    const changed = text.replace(pattern, replacement as string);
    if (changed === text) throw new Error(`config/litter-bin.yaml has nothing like ${String(pattern)}`);
    return changed;
  }, EXAMPLE);
}

/** What is wired to an input pulls it. In gpio-sim the pull of a line and of what is wired to it are one: the last wins. */
function onLine(role: string): string {
  if (role === "watchdog") return "driver: gpio-watchdog-relay";
  const { contract } = LITTER_BIN_ROLES[role as keyof typeof LITTER_BIN_ROLES];
  return contract === "digital-input" ? "driver: gpio-input, pull: none" : "driver: gpio-output";
}
