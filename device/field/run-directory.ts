import { mkdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * Where the sockets of a running device stand: `GATURUM_RUN_DIR`, else a folder of one's own below the temporary one. On
 * a controller systemd sets the variable to `/run/gaturum`.
 */
export function runDirectory(device: string): string {
  const base = process.env["GATURUM_RUN_DIR"] ?? join(tmpdir(), `gaturum-${userInfo().uid}`);
  return join(base, device);
}

/** Where a device keeps what must survive a power cut: `GATURUM_STATE_DIR`, else a folder in one's home. */
export function stateDirectory(device: string): string {
  const base = process.env["GATURUM_STATE_DIR"] ?? join(homedir(), ".local", "state", "gaturum");
  return join(base, device);
}

/** Makes the folder, open to its owner and group alone: the sockets in it are the way to the hardware. */
export function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o750 });
  return path;
}
