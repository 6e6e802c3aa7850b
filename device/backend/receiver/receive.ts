import { readNamed, WrongUse } from "../access.ts";
import type { BrokerAccess } from "../broker.ts";
import { openDatabase, placeOf } from "../database/open.ts";
import { plain } from "../plain.ts";
import { Receiver, type Pace, type ReceiverParts } from "./receiver.ts";
import { deviceList } from "./subscriptions.ts";

export type ReceiveWords = {
  readonly access: BrokerAccess;
  readonly tenant: string;
  /** A file of device names; null: whoever speaks is taken. */
  readonly devices: string | null;
  readonly database: string;
  readonly instance: string;
  readonly spreadS: number | null;
  readonly json: boolean;
  readonly pace?: Pace;
};

const FIGURES_MS = 60_000;
/** The same trouble is told once in this time. */
const TROUBLE_MS = 60_000;
/** What does not end by then is left as it is: everything that was told to be stored is stored. */
const END_MS = 10_000;

/** `gaturum receive`: until it is told to end. Exit codes: 0 ended as asked, 1 it could not begin, 2 wrong use. */
export async function receive(words: ReceiveWords): Promise<number> {
  const { access, tenant, database: where, json } = words;
  const listed = readList(words.devices);
  const say = sayer(json);
  const database = await openDatabase(where, tenant);
  const parts = {
    ...{ access, tenant, instance: words.instance, database, devices: listed, spreadS: words.spreadS },
    ...{ say, trouble: seldom(say), nowMs: Date.now },
    ...(words.pace === undefined ? {} : { pace: words.pace }),
  };
  const receiver = await begun(parts);
  const kept = database.group !== null ? "shared with every receiver that names it" : "for this receiver alone";
  say(`receiving ${tenant} from ${access.url} into ${placeOf(where)}, ${kept}`);
  const figures = setInterval(() => tellFigures(receiver, json), FIGURES_MS);
  await asked();
  clearInterval(figures);
  let late: NodeJS.Timeout | undefined;
  const isLate = await Promise.race([
    receiver.close().then(() => false),
    new Promise<true>((resolve) => (late = setTimeout(() => resolve(true), END_MS))),
  ]);
  clearTimeout(late);
  tellFigures(receiver, json);
  // What hangs, a broker or a database, would keep the process.
  if (isLate) process.exit(0);
  return 0;
}

/** Where it cannot begin, an open database would keep the process for ever. */
async function begun(parts: ReceiverParts): Promise<Receiver> {
  try {
    return new Receiver(parts);
  } catch (cause) {
    await parts.database.close();
    throw cause;
  }
}

function readList(file: string | null): readonly string[] {
  if (file === null) return [];
  const { devices, problem } = deviceList(readNamed(file).toString());
  if (problem !== null) throw new WrongUse(`${file}, ${problem}. Write one name a line.`);
  return devices;
}

function sayer(json: boolean): (line: string) => void {
  return (line) => {
    const said = plain(line);
    if (json) process.stdout.write(`${JSON.stringify({ said })}\n`);
    else process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${said}\n`);
  };
}

function seldom(say: (line: string) => void): (about: string, line: string) => void {
  const toldAt = new Map<string, number>();
  return (about, line) => {
    const now = performance.now();
    if (now - (toldAt.get(about) ?? -Infinity) < TROUBLE_MS) return;
    toldAt.set(about, now);
    say(line);
  };
}

function tellFigures(receiver: Receiver, json: boolean): void {
  const counts = receiver.counts;
  if (json) {
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    return;
  }
  const { devices, records, doubles, odd, refused } = counts;
  const strange = odd + refused === 0 ? "" : `, ${odd} of a kind not known here, ${refused} let go`;
  process.stdout.write(
    `${new Date().toISOString().slice(11, 19)} ${devices} devices, ${records} records stored, ${doubles} doubles dropped${strange}\n`,
  );
}

/** Resolves at the first of the signals that end a service. */
function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
