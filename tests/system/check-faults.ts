import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Told } from "../../device/field/check/told.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { allOf, nameOf, namesOf } from "./check-rig.ts";

/** The issue: a check ends within this, beside the walk. */
export const CHECK_MS = 10_000;
export const WALK_MS = 5_000;
export const FAULTS_LEAST = 28;
export const DEVICE = "lamp-1";
export const BIN = "bin-12";
export const example = (name: string): string => readFileSync(join(ROOT, "config", name), "utf8");
export const POST = example("lamp-post.yaml")
  .replace(/^device: .*$/m, `device: ${DEVICE}`)
  .replace(/latitude: .*$/m, "latitude: 0 N")
  .replace(/longitude: .*$/m, "longitude: 0 E")
  .replace("rampDown: 8 s", "rampDown: 1 s");
export const withCity = (config: string, city: string): string => config.replace(/^city:\n(?: .*\n)+/m, city);
export const found: string[] = [];
export const planted: string[] = [];

/** Looks again until the fault shows; then it must be told, with its part, and nothing else as an error. */
export async function shows(expected: string, again: () => Promise<Told>): Promise<Told> {
  planted.push(expected);
  let told = await again();
  await until(`${expected}, last: ${namesOf(told).join("; ")}`, async () => {
    if (!namesOf(told).includes(expected)) told = await again();
    return namesOf(told).includes(expected);
  });
  const errors = allOf(told).filter(({ level }) => level === "error");
  expect(errors.map(nameOf).filter((name) => name !== expected)).toEqual([]);
  found.push(expected);
  return told;
}
