import { createHash } from "node:crypto";
import type { LookCause } from "../../measure/update-outcome.ts";
import type { DownloadFolder } from "./download-folder.ts";
import { get, type Sink, type Ways } from "./get.ts";
import type { Came, Wanted } from "./look.ts";

export type Failed = { readonly is: "failed"; readonly cause: LookCause; readonly text: string };
export type Brought = Came | Failed;
/** Where it comes from, and how. */
export type Source = { readonly base: URL; readonly ways: Ways };

const NOTHING = new Uint8Array();

/** One file into the folder: from what lies here already where its hash is known, else by HTTP. */
export async function bring(wanted: Wanted, folder: DownloadFolder, source: Source): Promise<Brought> {
  const { name, sha256, kind } = wanted;
  if (sha256 !== null && (await folder.takeOver(name, sha256)))
    return { is: "got", bytes: kind === "archive" ? NOTHING : await folder.read(name) };
  return kind === "archive" ? bringArchive(wanted, folder, source) : bringMetadata(wanted, folder, source);
}

async function bringMetadata(
  { name, bytesMax, sha256 }: Wanted,
  folder: DownloadFolder,
  { base, ways }: Source,
): Promise<Brought> {
  const pieces: Uint8Array[] = [];
  const sink: Sink = {
    begin: () => Promise.resolve(),
    take: (piece) => Promise.resolve(void pieces.push(piece)),
  };
  const got = await get(new URL(name, base), 0, bytesMax, sink, ways);
  if (got.is !== "got") return got;
  const bytes = Buffer.concat(pieces);
  if (sha256 !== null && createHash("sha256").update(bytes).digest("hex") !== sha256) return MISMATCH;
  await folder.write(name, bytes);
  return { is: "got", bytes };
}

/** What came before a break stays, and is gone on from: by its hash it is seen whether the pieces belong together. */
async function bringArchive(
  { name, bytesMax, sha256 }: Wanted,
  folder: DownloadFolder,
  source: Source,
): Promise<Brought> {
  const begun = await folder.begun(name);
  if (begun < bytesMax) {
    if (!(await folder.hasRoomFor(bytesMax - begun))) return { ...FULL, text: `it is ${bytesMax} bytes` };
    const got = await fill(name, begun, bytesMax, folder, source);
    if (got.is === "got" && got.bytes < bytesMax)
      return { is: "failed", cause: "broken", text: `${got.bytes} of ${bytesMax} bytes` };
    if (got.is !== "got") {
      if (got.is === "missing" || !GOES_ON.includes(got.cause)) await folder.drop(name);
      return got;
    }
  }
  if ((await folder.hash(name)) === sha256) return { is: "got", bytes: NOTHING };
  await folder.drop(name);
  return MISMATCH;
}

async function fill(name: string, from: number, bytesMax: number, folder: DownloadFolder, { base, ways }: Source) {
  const file = await folder.archive(name, from);
  try {
    const got = await get(new URL(name, base), from, bytesMax, file, ways);
    if (got.is === "got") await file.sync();
    return got;
  } catch (cause) {
    // A full card wants its room back more than the beginning of a program.
    if (isFull(cause)) await folder.drop(name);
    throw cause;
  } finally {
    await file.close();
  }
}

/** After these, a beginning is of use. */
const GOES_ON: readonly LookCause[] = ["unreachable", "certificate", "slow", "broken"];
const MISMATCH: Failed = { is: "failed", cause: "mismatch", text: "its hash is another" };
const FULL = { is: "failed", cause: "full" } as const;

export const isFull = (cause: unknown): boolean =>
  ["ENOSPC", "EDQUOT"].includes(String((cause as NodeJS.ErrnoException).code));
