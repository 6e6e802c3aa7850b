import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../setup/vitest-run.ts";

export const POST = "post-4711-0382";
/** What the post's rules wait for before they believe the motion sensor: the filter. */
export const MIN_ACTIVE_MS = 100;
export const PINS = { motion: 2, lamp: 9, daylight: 0 } as const;

/**
 * The example post with its parts on a board, without a city. It stands where it is midnight now, its photocell sees
 * nothing, and its lamp steps at once, so that a register shows the walks.
 */
export function firmataPost(port: string): string {
  const example = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8");
  const hour = new Date().getUTCHours() + new Date().getUTCMinutes() / 60;
  const midnight = hour <= 12 ? `${(hour * 15).toFixed(4)} W` : `${((24 - hour) * 15).toFixed(4)} E`;
  const changes = [
    [/^ {2}broker: .*$/m, ""],
    [/latitude: .*/, "latitude: 0.0 N"],
    [/longitude: .*/, `longitude: ${midnight}`],
    [/pir-1: .*/, `pir-1: { role: motion, driver: firmata-motion, line: arduino-1/${PINS.motion} }`],
    [/lux-1: .*/, `lux-1: { role: daylight, driver: firmata-light, line: arduino-1/A${PINS.daylight} }`],
    [/lamp: \{.*/, `lamp: { role: lamp, driver: firmata-pwm-lamp, line: arduino-1/${PINS.lamp} }`],
    [/hold: 60 s/, `hold: 5 s\n  minActive: ${MIN_ACTIVE_MS} ms`],
    [/rampUp: 1 s/, "rampUp: 0 s"],
    [/rampDown: 8 s/, "rampDown: 0 s"],
    [/cellOff: 55 lx/, "cellOff: 55 lx\n    cellDelay: 0 s"],
    [/mode: active.*/, `mode: active\nboards:\n  arduino-1: { driver: firmata, port: ${port} }`],
  ] as const;
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`config/lamp-post.yaml has nothing like ${String(pattern)}`);
    return text.replace(pattern, replacement);
  }, example);
}
