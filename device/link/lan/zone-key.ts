import { open } from "node:fs/promises";

export type ZoneKey = { readonly ok: true; readonly key: Uint8Array } | { readonly ok: false; readonly wrong: string };

/** 32 bytes in hexadecimal, and perhaps the end of the line. */
const PATTERN = /^[0-9a-f]{64}\s*$/i;
const OTHERS = 0o007;
/** More than a key, so that what is read of a wrong file has a bound. */
const BYTES_MAX = 128;

/** Reads the key that the posts of one zone share. What is wrong comes with its place, its cause and its cure. */
export async function readZoneKey(path: string): Promise<ZoneKey> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return refuse(path, "is no file", "Name the file that holds the zone's key.");
      if ((stat.mode & OTHERS) !== 0) {
        return refuse(path, "anyone on this computer can read or change it", `Close it with chmod o= ${path}.`);
      }
      const { bytesRead, buffer } = await file.read(Buffer.alloc(BYTES_MAX), 0, BYTES_MAX, 0);
      const text = buffer.toString("latin1", 0, bytesRead);
      if (PATTERN.test(text)) return { ok: true, key: Buffer.from(text.trim(), "hex") };
      return refuse(path, "does not hold 64 hexadecimal digits and nothing else", MAKE_ONE);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return refuse(path, "there is no such file", MAKE_ONE);
    return refuse(path, `cannot be read (${message})`, "Let link's user read it.");
  }
}

const MAKE_ONE = "Make one with openssl rand -hex 32, and put the same on every post of the zone.";
const refuse = (path: string, cause: string, cure: string): ZoneKey => ({
  ok: false,
  wrong: `neighbours.keyFile ${path}: ${cause}. ${cure}`,
});
