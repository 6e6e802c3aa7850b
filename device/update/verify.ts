import { Updater, type TargetFile } from "tuf-js";
import {
  BadVersionError,
  DownloadHTTPError,
  DownloadLengthMismatchError,
  ExpiredMetadataError,
} from "tuf-js/dist/error.js";
import type { RefusalCause } from "../measure/update-outcome.ts";
import type { HostileFolder } from "./hostile-folder.ts";
import { ARCHIVE_BYTES_MAX, METADATA_BYTES_MAX, ROOTS_MAX } from "./limits.ts";
import { isNewer, targetName, VERSION_PATTERN, type Release } from "./release.ts";

/** A release that may be installed, as far as metadata can say. */
export type Offer = { readonly release: Release; readonly name: string; readonly bytes: number };
export type Verified =
  { readonly ok: true; readonly offer: Offer } | { readonly ok: false; readonly cause: RefusalCause };

const LIMITS = {
  maxRootRotations: ROOTS_MAX,
  maxDelegations: 1,
  rootMaxLength: METADATA_BYTES_MAX.root,
  timestampMaxLength: METADATA_BYTES_MAX.timestamp,
  snapshotMaxLength: METADATA_BYTES_MAX.snapshot,
  targetsMaxLength: METADATA_BYTES_MAX.targets,
};
/** An address that leads nowhere: tuf-js joins names to it, and the folder takes them off again. */
const BASE = "folder://repository/";

/**
 * Follows the client workflow of The Update Framework (specification 1.0.31, section 5) from the metadata that is trusted
 * in `trusted` to what the folder offers. What is verified on the way stays in `trusted`, also when the rest is refused.
 */
export async function verify(folder: HostileFolder, trusted: string, architecture: string): Promise<Verified> {
  const fetcher = {
    downloadBytes: (url: string, bytesMax: number) =>
      Promise.resolve().then(() => folder.metadata(url.slice(BASE.length), bytesMax)),
    downloadFile: () => Promise.reject(new Error("archives are read by themselves")),
  };
  try {
    const updater = new Updater({ metadataDir: trusted, metadataBaseUrl: BASE, fetcher, config: LIMITS });
    await updater.refresh();
    return offerIn(await updater.getTargetInfo(targetName(architecture)), architecture);
  } catch (cause) {
    return { ok: false, cause: causeOf(cause) };
  }
}

function offerIn(target: TargetFile | undefined, architecture: string): Verified {
  if (target === undefined) return { ok: false, cause: "other-computer" };
  const { version, architecture: made } = target.custom;
  const sha256 = target.hashes["sha256"];
  if (made !== architecture) return { ok: false, cause: "other-computer" };
  if (typeof version !== "string" || !VERSION_PATTERN.test(version)) return { ok: false, cause: "unreadable" };
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return { ok: false, cause: "unreadable" };
  if (!(target.length <= ARCHIVE_BYTES_MAX)) return { ok: false, cause: "too-large" };
  return { ok: true, offer: { release: { version, sha256 }, name: `${sha256}.${target.path}`, bytes: target.length } };
}

/** The same program again, or an older one that is signed all the same: a way back goes by a .deb, not by itself. */
export function isWorthIt({ release }: Offer, runs: string): RefusalCause | null {
  if (isNewer(release.version, runs)) return null;
  return isNewer(runs, release.version) ? "older" : "nothing-new";
}

/**
 * tuf-js wraps what it says of snapshot and targets into the text of another error; what it says of root and timestamp
 * has a class. Its text never goes further than here: that of a file which is no JSON quotes the file. What is neither a
 * cause we know nor of this computer's disk, the repository's bytes have brought about: they cannot be read.
 */
function causeOf(thrown: unknown): RefusalCause {
  if (!(thrown instanceof Error) || "code" in thrown || /Failed to persist/.test(thrown.message)) throw thrown;
  const found = CAUSES.find(
    ([kind, pattern]) => (kind !== null && thrown instanceof kind) || pattern.test(thrown.message),
  );
  return found?.[2] ?? "unreadable";
}

type Kind = abstract new (...words: never[]) => Error;
const CAUSES: readonly (readonly [Kind | null, RegExp, RefusalCause])[] = [
  [ExpiredMetadataError, /is expired/, "expired"],
  [DownloadLengthMismatchError, /is too long/, "too-large"],
  [DownloadHTTPError, /is not there/, "missing"],
  [null, /was signed by \d+\/\d+ keys/, "signature"],
  [null, /Expected (?:hash|length)|Hash algorithm/, "mismatch"],
  [null, /does not match snapshot|doesn't match timestamp|Missing \S+ in new snapshot/, "mismatch"],
  [BadVersionError, /is less than current version|Expected version/, "older"],
];
