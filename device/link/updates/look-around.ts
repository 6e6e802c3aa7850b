import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import type { Looked } from "../../update/looked.ts";
import { bring, isFull, type Source } from "./bring.ts";
import { DownloadFolder, ROOM_LEFT_BYTES } from "./download-folder.ts";
import { SLOW, type Ways } from "./get.ts";
import { FIRST, isWanted, nextLook, offeredIn, wantedBy, type Look, type LookFacts } from "./look.ts";

export type LookAsk = {
  /** `city.updates`. */
  readonly url: string;
  /** Of `city.tls.ca`; null: whom Node trusts alone. */
  readonly caFile: string | null;
  /** Link's own folder. */
  readonly state: string;
  /** The version of the program that runs, and for which kind of computer, in Node's words. */
  readonly runs: string;
  readonly architecture: string;
} & LookLimits;
export type LookLimits = Pick<Ways, "slowMs" | "slowBytes"> & { readonly roomLeftBytes: number };
export const LOOK_LIMITS: LookLimits = { ...SLOW, roomLeftBytes: ROOM_LEFT_BYTES };
/** `text` is for the log: which file it was, and what was said. */
export type LookResult = { readonly looked: Looked; readonly text: string };

/** One look at the city's updates, from the first byte to the folder that root's update reads, and a word for people. */
export async function lookAround(ask: LookAsk, nowMs: () => number): Promise<LookResult> {
  const folder = new DownloadFolder(ask.state, ask.roomLeftBytes);
  try {
    const result = await look(ask, folder);
    await folder.tell({ ...result.looked, atMs: nowMs() });
    return result;
  } catch (cause) {
    // A mistake of ours has no code, and is not the card's.
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    const looked: Looked = { is: "failed", cause: isFull(cause) ? "full" : "disk" };
    // The card that failed may not take this either: then only the log has it.
    await folder.tell({ ...looked, atMs: nowMs() }).catch(() => undefined);
    return { looked, text: cause.message };
  }
}

async function look(ask: LookAsk, folder: DownloadFolder): Promise<LookResult> {
  await folder.begin();
  const [facts, source] = [await factsOf(ask, folder), await sourceOf(ask)];
  const names: string[] = [];
  let at: Look = FIRST;
  // Bounded: each step goes forward, and roots are counted.
  for (let wanted = wantedBy(at); wanted !== null; wanted = wantedBy(at)) {
    names.push(wanted.name);
    if (wanted.kind === "archive") await folder.keepOnly(names);
    const came = await bring(wanted, folder, source);
    if (came.is === "failed")
      return { looked: { is: "failed", cause: came.cause }, text: `${wanted.name}: ${came.text}` };
    at = nextLook(at, came, facts);
  }
  if (at.at !== "over") throw new Error(`a look ended at ${at.at}`);
  const { looked } = at;
  if (looked.is === "current" || looked.is === "fetched") {
    await folder.keepOnly(names);
    await folder.finish();
  }
  return { looked, text: looked.is === "failed" ? (names.at(-1) ?? "") : "" };
}

/** What lies here is only of use when all of it is there, the program that it offers included. */
async function factsOf({ runs, architecture }: LookAsk, folder: DownloadFolder): Promise<LookFacts> {
  const names = await folder.names();
  const targets = names.find((name) => /^\d{1,9}\.targets\.json$/.test(name));
  const timestamp = await folder.before("timestamp.json");
  const bytes = targets === undefined ? null : await folder.before(targets);
  const offered = bytes === null ? "unreadable" : offeredIn(bytes, architecture);
  if (timestamp === null || offered === "unreadable") return { runs, architecture, before: null };
  const isWhole = offered === null || !isWanted(offered, runs) || names.includes(offered.archive.name);
  return { runs, architecture, before: isWhole ? { timestamp, offered } : null };
}

/** Who signed the broker may have signed the web server too; beside those whom Node trusts. */
async function sourceOf({ url, caFile, runs, slowMs, slowBytes }: LookAsk): Promise<Source> {
  const ca = caFile === null ? null : [...rootCertificates, await readFile(caFile, "utf8")];
  const base = new URL(url.endsWith("/") ? url : `${url}/`);
  return { base, ways: { ca, slowMs, slowBytes, agent: `gaturum/${runs}` } };
}
