import { deflateRawSync, inflateRawSync } from "node:zlib";

/** What a row keeps on disk: one record a line, compressed. */
export const sealLines = (lines: readonly string[]): Uint8Array => deflateRawSync(lines.join("\n"));
/** Throws on what is not deflated. */
export const openSealed = (sealed: Uint8Array): readonly string[] =>
  inflateRawSync(sealed).toString("utf8").split("\n");
