import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DRIVERS } from "../../config/drivers.ts";
import { parseConfig } from "../../config/load.ts";
import { planWiring, type Plan } from "../../device/field/wiring/plan.ts";
import type { Setting } from "../../device/measure/setting.ts";
import { ROOT } from "../setup/vitest-run.ts";

export const textOf = (name: string): string => readFileSync(join(ROOT, `${name}.yaml`), "utf8");

export function planOf(text: string): Plan {
  const loaded = parseConfig(text, "x.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return planWiring(loaded.config, DRIVERS);
}
export const post = (parts: string): string =>
  textOf("docs/wiring/lamp-post").replace(/parts:\n[^]*?\n\n/, `parts:\n${parts}\n\n`);

/** The settings of a table with each choice in turn, and lines there and not there. */
export function everyChoice(
  table: Readonly<Record<string, Setting>>,
): readonly Readonly<Record<string, string | number | boolean | null>>[] {
  return Object.entries(table).reduce<Record<string, string | number | boolean | null>[]>(
    (all, [key, setting]) => all.flatMap((one) => valuesOf(setting).map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

function valuesOf(setting: Setting): readonly (string | number | boolean | null)[] {
  if (setting.kind === "choice") return setting.of;
  if (setting.kind === "line") return setting.default === null ? ["GPIO5", null] : ["i2c-1/0x48/A0"];
  return [setting.default ?? null];
}
