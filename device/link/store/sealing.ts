import { deflateRawSync, inflateRawSync } from "node:zlib";

/** What a row keeps on disk: one record a line, compressed. */
export const sealLines = (lines: readonly string[]): Uint8Array => deflateRawSync(lines.join("\n"));
/** null: it is not deflated. */
export function openSealed(sealed: Uint8Array): readonly string[] | null {
  try {
    return inflateRawSync(sealed).toString("utf8").split("\n");
  } catch {
    return null;
  }
}
