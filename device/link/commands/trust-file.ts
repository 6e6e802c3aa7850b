import { open } from "node:fs/promises";
import { readTrustFile, type Trust } from "./trust.ts";

/** Two anchors and a root are 500 bytes. */
const BYTES_MAX = 8_192;
const ROOT_UID = 0;
const CHANGED_BY_OTHERS = 0o022;

/**
 * Whom the device obeys, from the file that `city.trust` names; null: nobody, and `say` hears why. It holds no secret,
 * but whoever can change it commands the device: so it is root's, or on a bench the user's who runs link, and nobody
 * else may write it.
 */
export async function openTrust(path: string | null, say: (line: string) => void): Promise<Trust | null> {
  const trust = path === null ? "the config names no file." : await read(path);
  if (typeof trust !== "string") return trust;
  say(`city.trust${path === null ? "" : ` ${path}`}: ${trust} Until then no command is obeyed.`);
  return null;
}

async function read(path: string): Promise<Trust | string> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return "is no file. Name the file that holds the trust anchors.";
      if (stat.uid !== ROOT_UID && stat.uid !== process.getuid?.())
        return `is not root's. Give it to root: chown root ${path}.`;
      if ((stat.mode & CHANGED_BY_OTHERS) !== 0) return `others can change it. Close it with chmod go-w ${path}.`;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(BYTES_MAX), 0, BYTES_MAX, 0);
      const trust = readTrustFile(buffer.toString("utf8", 0, bytesRead));
      return typeof trust === "string" ? `${trust}. Bring it anew from the backend that sends the commands.` : trust;
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return "there is no such file. Bring it from the backend that sends the commands.";
    return `cannot be read (${message}). Let link's user read it.`;
  }
}
