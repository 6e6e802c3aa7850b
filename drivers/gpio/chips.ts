import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Looked } from "./choice.ts";

/** The character devices of the chips. Links are left out: some systems keep an old number alive as a second name. */
export const chipPaths = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isCharacterDevice() && /^gpiochip\d+$/.test(entry.name))
    .map(({ name }) => join(folder, name));

export function lookForCharacterDevice(folder: string): Looked {
  const { length } = chipPaths(folder);
  return length > 0
    ? { there: true, why: `${length} chips in ${folder}` }
    : { there: false, why: `there is no ${folder}/gpiochip*` };
}
