import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import type { StateMessage } from "../../contract/session.ts";
import { buildTopic, clientIdOf, discoveryTopic } from "../../contract/topics.ts";
import { readPacket } from "../../contract/validate.ts";
import { NotPermitted, WrongUse } from "../access.ts";
import type { BrokerAccess } from "../broker.ts";
import { isPostgres, openDatabase, placeOf } from "../database/open.ts";
import type { RecordsDatabase } from "../records-database.ts";
import { Errand } from "./errand.ts";
import { RETAINED_MS } from "./send.ts";

export type RetireWords = {
  readonly access: BrokerAccess;
  readonly tenant: string;
  readonly device: string;
  /** Where receivers keep their list; null: they are told in another way. */
  readonly database: string | null;
  readonly yes: boolean;
  readonly force: boolean;
  readonly json: boolean;
};

/** All that the broker keeps of a device. */
const KEPT = ["state", "birth", "twin", "desired", "ack"] as const;

/** `gaturum retire`: a device that is taken down for good. Exit codes: 0 retired, 1 refused or not on the list, 2 wrong use. */
export async function retire(words: RetireWords): Promise<number> {
  if (!words.yes && !process.stdin.isTTY)
    throw new WrongUse("retire asks on a terminal. Here there is none: say --yes");
  // Before the broker is asked to forget anything: half retired is worse than not.
  const database = words.database === null ? null : await openList(words.database, words.tenant);
  try {
    const wasKnown = await clear(words);
    if (wasKnown === null) return 1;
    // On a terminal the name was typed twice, and that the broker does not know it was told.
    const wasSure = wasKnown || !words.yes;
    const forgotten = database === null ? null : await database.forget(words.device);
    tell(words, wasKnown, forgotten);
    return (forgotten ?? wasSure) ? 0 : 1;
  } finally {
    await database?.close();
  }
}

/** A database that receivers have made: a file is not made here, nor is another one changed into one. */
function openList(where: string, tenant: string): Promise<RecordsDatabase> {
  if (!isPostgres(where) && headOf(where) !== SQLITE_HEAD)
    throw new WrongUse(`--database ${where}: it is no database. Name it as \`gaturum receive\` does.`);
  return openDatabase(where, tenant);
}

/** As SQLite's file format begins. */
const SQLITE_HEAD = "SQLite format 3\0";

function headOf(file: string): string {
  if (!existsSync(file))
    throw new WrongUse(`--database ${file}: there is no such file. Name it as \`gaturum receive\` does.`);
  if (!statSync(file).isFile()) return "";
  let handle: number;
  try {
    handle = openSync(file, "r+");
  } catch (cause) {
    throw new NotPermitted(`--database ${file}: we may not write to it. Who owns it? Try \`ls -l ${file}\`.`, {
      cause,
    });
  }
  const head = Buffer.alloc(SQLITE_HEAD.length);
  readSync(handle, head);
  closeSync(handle);
  return head.toString("latin1");
}

/** Takes from the broker what it keeps of the device, and says whether it had its state. null: refused, and told. */
async function clear({ access, tenant, device, yes, force }: RetireWords): Promise<boolean | null> {
  const errand = await Errand.open(access, tenant, "retire");
  try {
    const state = await stateOf(errand, tenant, device);
    if (state?.status === "online" && !force) {
      process.stderr.write(
        `${device} is online, session ${state.session}. Switch it off first, or say --force: it would announce itself again.\n`,
      );
      return null;
    }
    if (!yes && !(await isSure(device, state))) {
      process.stderr.write("Nothing was done.\n");
      return null;
    }
    for (const at of KEPT) await errand.line.publish(buildTopic({ at, tenant, device }), "", true);
    return state !== null;
  } finally {
    await errand.close();
  }
}

async function stateOf(errand: Errand, tenant: string, device: string): Promise<StateMessage | null> {
  await errand.listen([buildTopic({ at: "state", tenant, device })]);
  const state = await errand.until(RETAINED_MS, (letter) => {
    const read = readPacket(letter.topic, letter.payload);
    return read.ok ? (read.value.payload as StateMessage) : undefined;
  });
  return state ?? null;
}

async function isSure(device: string, state: StateMessage | null): Promise<boolean> {
  const known = state === null ? "The broker knows nothing of it." : `It is ${state.status}.`;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // It keeps a line that is typed before its question; after Ctrl-D or Ctrl-C there is none any more.
  const typed = terminal[Symbol.asyncIterator]();
  const answerTo = async (question: string): Promise<string> => {
    terminal.setPrompt(question);
    terminal.prompt();
    const { value } = await typed.next();
    return value?.trim() ?? "";
  };
  try {
    if ((await answerTo(`Retire ${device} for good? ${known} Type yes: `)) !== "yes") return false;
    return (await answerTo("Type its name, so that it is the right one: ")) === device;
  } finally {
    terminal.close();
  }
}

/** `wasKnown`: to the broker. `forgotten`: whether it stood on the list of receivers; null: nobody looked. */
function tell({ tenant, device, database, json }: RetireWords, wasKnown: boolean, forgotten: boolean | null): void {
  const commonName = clientIdOf(tenant, device);
  if (json) {
    const revoke = { commonName };
    process.stdout.write(`${JSON.stringify({ retired: true, revoke, wasKnown, forgotten })}\n`);
    return;
  }
  const list =
    forgotten === null
      ? "Receivers still have it on their list: say --database as they do, or take it out of their file."
      : forgotten
        ? "Its records stay in the database; it is off the list of receivers."
        : `It was not on the list in ${placeOf(database ?? "")}: is that the database of your receivers?`;
  const kept = wasKnown || forgotten === true ? "" : `The broker knew nothing of it: is ${device} its name? `;
  process.stdout.write(
    `Retired: the broker keeps nothing of its own topics any more. ${kept}${list}\n` +
      `Now revoke its certificate, or whoever has its card can come back: CN ${commonName}\n` +
      `If Home Assistant shows it, clear ${discoveryTopic(commonName)} by hand.\n`,
  );
}
