import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CitySettings } from "../../../../config/device-config.ts";
import { UPDATE_FOLDER, UPDATE_ROOT_FILE } from "../../../update/places.ts";

export type UpdatePlaces = { readonly rootFile: string; readonly folder: string };
const PLACES: UpdatePlaces = { rootFile: UPDATE_ROOT_FILE, folder: UPDATE_FOLDER };

/** The file that is looked for in vain; null: updates have what they begin with, or the config fetches none. Never rejects. */
export async function missingUpdateRoot(
  { updates }: Pick<CitySettings, "updates">,
  { rootFile, folder }: UpdatePlaces = PLACES,
): Promise<string | null> {
  if (updates == null) return null;
  // What was verified once is gone on from, without the file.
  const [noRoot, noTrust] = await Promise.all([isMissing(rootFile), isMissing(join(folder, "metadata"))]);
  return noRoot && noTrust ? rootFile : null;
}

/** What may not be looked at may be there. */
const isMissing = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (cause: unknown) => (cause as NodeJS.ErrnoException).code === "ENOENT",
  );
