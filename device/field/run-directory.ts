import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { Refusal, refusalAt } from "./refusal.ts";

/**
 * Where the sockets of a running device stand: `GATURUM_RUN_DIR`, else a folder of one's own below the temporary one. On
 * a controller systemd sets the variable to `/run/gaturum`.
 */
export function runDirectory(device: string): string {
  return join(runBase(), device);
}

/** The devices that run here: on a controller the one, whose name nobody needs to say. */
export function devicesHere(): readonly string[] {
  const base = runBase();
  const names = readable(base).filter((name) => existsSync(join(base, name, "control.sock")));
  // Two names of one folder are one device.
  return [...new Map(names.map((name) => [realpathSync(join(base, name)), name])).values()].sort();
}

const runBase = (): string => process.env["GATURUM_RUN_DIR"] ?? join(tmpdir(), `gaturum-${userInfo().uid}`);

/** The names in a folder that may not be there, or not be ours to read. */
function readable(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where a device keeps what must survive a power cut: `GATURUM_STATE_DIR`, else a folder in one's home. */
export function stateDirectory(device: string): string {
  const base = process.env["GATURUM_STATE_DIR"] ?? join(homedir(), ".local", "state", "gaturum");
  return join(base, device);
}

/**
 * Makes the folder, open to its owner and group alone: the sockets in it are the way to the hardware. Throws a
 * {@link Refusal} where it cannot be made, or somebody else made it, or may change what is in it: anyone may make a folder in `/tmp`.
 */
export function ownFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 });
  } catch (cause) {
    throw refusalAt(path, cause);
  }
  for (const folder of [path, dirname(path)]) {
    const about = lstatSync(folder);
    const isTrusted = about.uid === userInfo().uid || about.uid === 0;
    const isSafe = (about.mode & OTHERS_WRITE) === 0 || (about.mode & STICKY) !== 0;
    if (about.isDirectory() && isTrusted && isSafe) continue;
    throw new Refusal(
      `${folder}: others may change what is in it. Remove it, or name a folder of your own: GATURUM_RUN_DIR, GATURUM_STATE_DIR.`,
      3,
    );
  }
  return path;
}

const OTHERS_WRITE = 0o002;
/** As `/tmp` has it: everybody makes things there, and renames or removes only their own. */
const STICKY = 0o1000;
