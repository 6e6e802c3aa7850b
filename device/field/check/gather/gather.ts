import { join } from "node:path";
import type { DeviceConfig } from "../../../../config/device-config.ts";
import type { Problem } from "../../../../config/problem.ts";
import { readBoardHealth } from "../../../../drivers/linux/board-health.ts";
import { RELEASED_MS, VERSION } from "../../../version.ts";
import { runDirectory, stateDirectory } from "../../run-directory.ts";
import type { CityFacts, Facts, StorageFacts } from "../facts.ts";
import type { Subject } from "../finding.ts";
import { lookAtCity } from "./city.ts";
import { askControl } from "./control.ts";
import { missingUpdateRoot, type UpdatePlaces } from "./update-root.ts";
import { lookAtStorage, type WritePage } from "./storage.ts";

/** Where a check looks; all of it as on a controller unless a test says otherwise. */
export type Surroundings = {
  readonly sys?: string;
  readonly nowMs?: () => number;
  readonly writePage?: WritePage;
  readonly updates?: UpdatePlaces;
};
export type Loaded = {
  readonly config: DeviceConfig;
  readonly notes: readonly Problem[];
  readonly places: Readonly<Record<string, string>>;
};

/** All at once, and within 10 s; what is not asked for is not looked at. Without a walk: {@link Facts.walk} is null. */
export async function gather(
  { config, notes, places }: Loaded,
  subjects: readonly Subject[],
  { sys = "/sys", nowMs = Date.now, writePage, updates }: Surroundings = {},
): Promise<Facts> {
  const wants = (subject: Subject): boolean => subjects.includes(subject);
  const folder = stateDirectory(config.device);
  const [control, board, storage, city, kernelClock, updateRootMissing] = await Promise.all([
    askControl(join(runDirectory(config.device), "control.sock"), config.file),
    wants("supply") ? readBoardHealth(sys) : {},
    wants("storage") ? lookAtStorage(folder, writePage) : nothingOf(folder),
    wants("city") ? lookAtCity(config.city) : (null satisfies CityFacts),
    wants("clock") ? kernelClockNow() : null,
    wants("city") ? missingUpdateRoot(config.city, updates) : null,
  ]);
  const now = nowMs();
  return {
    config,
    notes,
    places,
    version: VERSION,
    releasedMs: RELEASED_MS,
    nowMs: now,
    control,
    board,
    kernelClock,
    storage,
    city,
    updateRootMissing,
    walk: null,
  };
}

/** Of a subject that nobody asked for. */
const nothingOf = (folder: string): StorageFacts => ({ folder, is: "failed", code: "", freeBytes: null });

/** null: the C library cannot be called here. */
async function kernelClockNow(): Promise<Facts["kernelClock"]> {
  try {
    return (await import("../../../../drivers/linux/kernel-clock.ts")).readKernelClock();
  } catch {
    return null;
  }
}
