import { existsSync } from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { syncFolder } from "../update/slot-disk.ts";
import { takenMeanwhile } from "./refusal.ts";

/** What a file system says that knows no links: FAT and exFAT, shares of Windows, some of FUSE. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/**
 * Gives a finished file its name, and waits until the disk has both. A link writes over nothing that has appeared there
 * meanwhile. Where there are no links it is renamed, and what appears between the look and the rename is lost.
 */
export async function takeName(unfinished: string, path: string, linkAs = link): Promise<void> {
  try {
    await linkAs(unfinished, path);
  } catch (cause) {
    if (!NO_LINKS.includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    if (existsSync(path)) throw takenMeanwhile(path);
    await rename(unfinished, path);
  }
  await rm(unfinished, { force: true });
  syncFolder(dirname(resolve(path)));
}
