import { open } from "node:fs/promises";

/** Nine outcomes, each with a sentence or two. Our choice. */
const BYTES_MAX = 16_384;

/** Root's word of what became of updates; null: there is none yet. Rejects where it is there and cannot be read. */
export async function readOutcomes(path: string): Promise<string | null> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_MAX), 0, BYTES_MAX, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
