import { createReadStream } from "node:fs";
import type { Problem } from "./problem.ts";

/** A config is a page, not a database; the largest example has 3 KB. Also bounds what a parser can be made to do. */
export const FILE_BYTES_MAX = 65_536;

export type FileText = { readonly ok: true; readonly text: string } | Unread;
/** `denied`: the file is there, and this user may not read it. */
type Unread = { readonly ok: false; readonly wrong: string; readonly instead: string; readonly denied: boolean };

/** What is wrong with a file of which not a letter was read. */
export const unreadProblem = (file: string, { wrong, instead, denied }: Unread): Problem => ({
  ...{ file, line: 1, column: 1, path: "", wrong, instead },
  ...(denied ? { denied } : {}),
});

/** The text of a config file. Never reads more than its limit, whatever `file` is, and never throws. */
export async function readConfigFile(file: string): Promise<FileText> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: FILE_BYTES_MAX })) chunks.push(chunk as Buffer);
  } catch (cause) {
    return unreadable((cause as NodeJS.ErrnoException).code);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > FILE_BYTES_MAX) {
    return failed("the file is larger than 64 KB", "A config is a page of text: check the name.");
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return failed("the file is not text in UTF-8", "Save it as UTF-8, or copy an example from config/.");
  }
}

function unreadable(code: string = "unknown cause"): FileText {
  return WHY[code] ?? failed(`it cannot be read (${code})`, "Check the name, and the card that it is on.");
}

function failed(wrong: string, instead: string, denied = false): FileText {
  return { ok: false, wrong, instead, denied };
}

const NO_FILE = failed("there is no such file", "Check the name, or copy an example from config/.");
const WHY: Readonly<Record<string, FileText>> = {
  ENOENT: NO_FILE,
  ENOTDIR: NO_FILE,
  EISDIR: failed("this is a folder", "Name the file in it."),
  EACCES: failed("no permission to read it", "Ask its owner, or read it as that user.", true),
};
