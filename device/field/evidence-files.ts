import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { segmentNumber } from "../keep/evidence/segment.ts";
import { Refusal, refusalAt } from "./refusal.ts";
import { verify, type Verified } from "../keep/evidence/verify.ts";

/** The log in a folder, or in a copy of it, whether the device runs or not. Throws a {@link Refusal} where there is none, or none for us. */
export function readLog(directory: string): Verified {
  const names = namesIn(directory).filter((name) => segmentNumber(name) !== null);
  if (names.length === 0) {
    throw new Refusal(
      `${directory}: no evidence-….jsonl is in it. A bin writes them to its state directory, under evidence/.`,
    );
  }
  return verify(names.map((name) => ({ name, text: textOf(join(directory, name)) })));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw refusalAt(file, cause);
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT")
      throw new Refusal(`${directory}: no such folder. Check the name; a bin that has kept nothing yet has none.`);
    if (code === "ENOTDIR") throw new Refusal(`${directory}: a file. Name the folder that it lies in.`);
    throw refusalAt(directory, cause);
  }
}

/** One line for each broken place. */
export const brokenLines = (directory: string, { broken }: Verified): readonly string[] =>
  broken.map(({ file, line, problem }) => `${join(directory, file)}${line === 0 ? "" : `:${line}`}: ${problem}`);
