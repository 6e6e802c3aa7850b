import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { segmentNumber } from "../keep/evidence/segment.ts";
import { verify, type Verified } from "../keep/evidence/verify.ts";

/** The log in a folder, or in a copy of it, whether the device runs or not. Throws in words where there is none. */
export function readLog(directory: string): Verified {
  const names = namesIn(directory).filter((name) => segmentNumber(name) !== null);
  if (names.length === 0) {
    throw new Error(
      `${directory}: no evidence-….jsonl is in it. A bin writes them to its state directory, under evidence/.`,
    );
  }
  return verify(names.map((name) => ({ name, text: readFileSync(join(directory, name), "utf8") })));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT")
      throw new Error(`${directory}: no such folder. This bin has kept no evidence yet.`, { cause });
    if (code === "ENOTDIR") throw new Error(`${directory}: a file. Name the folder that it lies in.`, { cause });
    if (code === "EACCES") throw new Error(`${directory}: you may not read it. Try with sudo.`, { cause });
    throw cause;
  }
}

/** One line for each broken place. */
export const brokenLines = (directory: string, { broken }: Verified): readonly string[] =>
  broken.map(({ file, line, problem }) => `${join(directory, file)}${line === 0 ? "" : `:${line}`}: ${problem}`);
