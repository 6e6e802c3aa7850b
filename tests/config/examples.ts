import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const EXAMPLES = ["lamp-post", "lamp-post-calendar", "bus-shelter", "litter-bin", "sensor-bin"] as const;
export type Example = (typeof EXAMPLES)[number];

export const exampleFile = (name: Example): string =>
  fileURLToPath(new URL(`../../config/${name}.yaml`, import.meta.url));
export const exampleText = (name: Example): string => readFileSync(exampleFile(name), "utf8");

/** The example with one place of it changed. A place that is not there, or not once, makes the test a lie: it throws. */
export function changed(name: Example, from: string, to: string): string {
  const text = exampleText(name);
  if (text.split(from).length !== 2) throw new Error(`${name}: ${JSON.stringify(from)} stands there not just once`);
  return text.replace(from, () => to);
}

/** A wrong config, whose file is `p.yaml`, with every message that it gives. */
export type Wrong = readonly [what: string, text: string, ...said: readonly string[]];
