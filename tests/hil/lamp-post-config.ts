import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { ROOT } from "../setup/vitest-run.ts";

export const POST = "post-4711-0382";

/** The example post with its parts on GPIO lines, without a city. Dark at rest, so that a relay shows the walks. */
export function lampPostConfig(
  backend: Backend,
  [pir, lamp]: readonly [string, string] = ["GPIO17", "GPIO18"],
): string {
  const example = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8");
  const changes = [
    [/^ {2}broker: .*$/m, ""],
    [/pir-1: .*/, `pir-1: { role: motion, driver: gpio-motion, line: ${pir} }`],
    [/ {2}lux-1: .*\n/, ""],
    [/lamp: \{.*/, `lamp: { role: lamp, driver: relay-lamp, line: ${lamp} }`],
    [/base: 30 %/, "base: 0 %"],
    [/floor: 10 %/, "floor: 0 %"],
    [/hold: 60 s/, "hold: 5 s"],
    [/rampUp: 1 s/, "rampUp: 0 s"],
    [/rampDown: 8 s/, "rampDown: 0 s"],
    [/mode: active.*/, `mode: active\ngpio: { backend: ${backend} }`],
  ] as const;
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`config/lamp-post.yaml has nothing like ${String(pattern)}`);
    return text.replace(pattern, replacement);
  }, example);
}
