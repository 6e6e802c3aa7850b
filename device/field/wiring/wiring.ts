import type { DeviceConfig } from "../../../config/device-config.ts";
import type { DriverSettings } from "../../../config/drivers.ts";
import type { Language } from "../../words/language.ts";
import { layOut } from "./layout.ts";
import { planWiring } from "./plan.ts";
import { svgOf } from "./svg.ts";

/** `gaturum wiring`: the sheet goes to stdout. Exit codes: 0 drawn, 1 drawn, and two parts claim one pin. */
export function wiring(
  config: DeviceConfig,
  drivers: Readonly<Record<string, DriverSettings>>,
  { json, language }: { readonly json: boolean; readonly language: Language },
): number {
  const plan = planWiring(config, drivers);
  process.stdout.write(json ? `${JSON.stringify(plan)}\n` : svgOf(layOut(plan, language)));
  for (const words of plan.shared) process.stderr.write(`${config.file}: ${words}.\n`);
  return plan.shared.length === 0 ? 0 : 1;
}
