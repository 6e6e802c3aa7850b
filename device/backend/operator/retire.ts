import { createInterface } from "node:readline";
import type { StateMessage } from "../../contract/session.ts";
import { buildTopic, clientIdOf } from "../../contract/topics.ts";
import { validate } from "../../contract/validate.ts";
import type { BrokerAccess } from "../broker.ts";
import { openDatabase } from "../database/open.ts";
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

/** `gaturum retire`: a device that is taken down for good. Exit codes: 0 retired, 1 refused, 2 wrong use. */
export async function retire(words: RetireWords): Promise<number> {
  const { access, tenant, device, json } = words;
  if (!words.yes && !process.stdin.isTTY) {
    process.stderr.write("error: retire asks on a terminal. Here there is none: say --yes\n");
    return 2;
  }
  const errand = await Errand.open(access, tenant, "retire");
  try {
    const state = await stateOf(errand, tenant, device);
    if (state?.status === "online" && !words.force) {
      process.stderr.write(
        `${device} is online, session ${state.session}. Switch it off first, or say --force: it would announce itself again.\n`,
      );
      return 1;
    }
    if (!words.yes && !(await isSure(device, state))) {
      process.stderr.write("Nothing was done.\n");
      return 1;
    }
    for (const at of KEPT) await errand.line.publish(buildTopic({ at, tenant, device }), "", true);
  } finally {
    await errand.close();
  }
  if (words.database !== null) await forget(words.database, tenant, device);
  tell(words.database !== null, clientIdOf(tenant, device), json);
  return 0;
}

async function stateOf(errand: Errand, tenant: string, device: string): Promise<StateMessage | null> {
  await errand.listen([buildTopic({ at: "state", tenant, device })]);
  const state = await errand.until(RETAINED_MS, (letter) => {
    const read = validate(letter.topic, letter.payload);
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

async function forget(where: string, tenant: string, device: string): Promise<void> {
  const database = await openDatabase(where, tenant);
  try {
    await database.forget(device);
  } finally {
    await database.close();
  }
}

function tell(forgotten: boolean, certificate: string, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ retired: true, revoke: { commonName: certificate }, forgotten })}\n`);
    return;
  }
  const list = forgotten
    ? "Its records stay in the database; it is off the list of receivers."
    : "Receivers still have it on their list: say --database as they do, or take it out of their file.";
  process.stdout.write(
    `Retired: the broker keeps nothing of it any more. ${list}\n` +
      `Now revoke its certificate, or whoever has its card can come back: CN ${certificate}\n`,
  );
}
