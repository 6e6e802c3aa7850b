import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { lockFolder } from "./update/folder-lock.ts";
import { chooseProgram, runUpdate } from "./update/open.ts";
import { UPDATE_FOLDER, UPDATE_ROOT_FILE } from "./update/places.ts";

/**
 * What updates a controller: a short process of root's, without network, started by its systemd units and always from the
 * packaged program, so that no program that is being tried is its own judge.
 */
const { values: given } = parseArgs({
  options: {
    folder: { type: "string", default: UPDATE_FOLDER },
    /** The repository that link has fetched. */
    from: { type: "string", default: "/var/lib/gaturum/link/download" },
    root: { type: "string", default: UPDATE_ROOT_FILE },
    socket: { type: "string", default: "/run/gaturum/control.sock" },
    /** Only chooses the program that control and link start with. */
    "before-start": { type: "boolean", default: false },
  },
});
const { folder, from, root: rootFile, socket } = given;

if (given["before-start"]) {
  try {
    chooseProgram(folder, say);
  } catch (cause) {
    // Whatever is wrong with the disk: control starts, with the program that the link names.
    say(`${folder}: ${(cause as Error).message}. The program stays what it is. Look at the card.`);
  }
} else {
  try {
    say(await update());
  } catch (cause) {
    say(`${(cause as Error).message}. What ran runs on. Look at the card, and at ${from}.`);
    process.exitCode = 1;
  }
}

/** What came of it. */
async function update(): Promise<string> {
  const unlock = lockFolder(folder);
  if (unlock === null) return "another update is at work";
  try {
    const { is, text } = await runUpdate({ folder, rootFile, socket, say }, existsSync(from) ? from : null);
    return `${is}: ${text}`;
  } finally {
    unlock();
  }
}

function say(line: string): void {
  process.stderr.write(`update   ${line}\n`);
}
