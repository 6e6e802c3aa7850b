import type { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import type { DeviceConfig } from "../../config/device-config.ts";
import { loadConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";

/** The real deciders, as `gaturum simulate` hands them to the mocks. */
export const DECIDING = { Device, MemoryCity };

/** One of the example configs. */
export async function example(name: string): Promise<DeviceConfig> {
  const loaded = await loadConfig(new URL(`../../config/${name}`, import.meta.url).pathname);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.config;
}

/** What the city heard since the trace was last taken. */
export const heardOf = (run: SimulatedDevice): readonly { readonly topic: string; readonly text: string }[] =>
  run
    .takeTrace()
    .filter((traced) => "topic" in traced)
    .map(({ topic, payload }) => ({ topic, text: new TextDecoder().decode(payload) }));
