import { z } from "zod";
import { ARCHIVE_BYTES_MAX, METADATA_BYTES_MAX } from "../../update/limits.ts";
import type { LookCause } from "../../measure/update-outcome.ts";
import type { Looked } from "../../update/looked.ts";
import { isNewer, targetName, VERSION_PATTERN } from "../../update/release.ts";

/** One file that is wanted next. The folder and the repository call it by the same name. */
export type Wanted = {
  readonly name: string;
  /** More of it is not taken. Of an archive: its length, all of which is wanted. */
  readonly bytesMax: number;
  /** 64 hex digits: only that is taken. null: whatever comes, root's update looks at it. */
  readonly sha256: string | null;
  readonly kind: "metadata" | "archive";
};

/** What came of it. Of an archive no bytes: they are on the disk. */
export type Came = { readonly is: "got"; readonly bytes: Uint8Array } | { readonly is: "missing" };

/** Who looks, and what lies here from the last time. */
export type LookFacts = {
  /** The version of the program that runs. */
  readonly runs: string;
  /** In Node's words. */
  readonly architecture: string;
  /** null: nothing, or it is not complete. */
  readonly before: { readonly timestamp: Uint8Array; readonly offered: Offered | null } | null;
};

type Meta = { readonly version: number; readonly sha256: string | null };
/**
 *   timestamp ──▶ root 1 ──▶ root 2 ──▶ … not there ──▶ snapshot ──▶ targets ──▶ archive ──▶ over
 *       └──▶ over, when it is the one from before                       └──▶ over, when nothing is newer
 *
 * From each state, what is missing or makes no sense leads to `over` too.
 */
export type Look =
  | { readonly at: "timestamp" }
  | { readonly at: "root"; readonly number: number; readonly snapshot: Meta }
  | { readonly at: "snapshot"; readonly snapshot: Meta }
  | { readonly at: "targets"; readonly targets: Meta }
  | { readonly at: "archive"; readonly offered: Offered }
  | { readonly at: "over"; readonly looked: Looked };

/** A program for this kind of computer. */
export type Offered = { readonly version: string; readonly archive: Wanted };

/** From the first root on, because nothing of an old look is believed. They are good for three years each. Our choice. */
export const ROOT_NUMBER_MAX = 64;

export const FIRST: Look = { at: "timestamp" };

/** null: it is over. */
export function wantedBy(look: Look): Wanted | null {
  switch (look.at) {
    case "timestamp":
      return metadata("timestamp.json", METADATA_BYTES_MAX.timestamp, null);
    case "root":
      return metadata(`${look.number}.root.json`, METADATA_BYTES_MAX.root, null);
    case "snapshot":
      return metadata(`${look.snapshot.version}.snapshot.json`, METADATA_BYTES_MAX.snapshot, look.snapshot.sha256);
    case "targets":
      return metadata(`${look.targets.version}.targets.json`, METADATA_BYTES_MAX.targets, look.targets.sha256);
    case "archive":
      return look.offered.archive;
    case "over":
      return null;
  }
}

const metadata = (name: string, bytesMax: number, sha256: string | null): Wanted => ({
  ...{ name, bytesMax, sha256 },
  kind: "metadata",
});

/** Pure. Nothing here is verified: link fetches, and root's update, which has no network, believes nothing of it. */
export function nextLook(look: Look, came: Came, facts: LookFacts): Look {
  if (look.at === "root" && came.is === "missing") return { at: "snapshot", snapshot: look.snapshot };
  if (came.is === "missing") return failed("missing");
  switch (look.at) {
    case "timestamp":
      return afterTimestamp(came.bytes, facts);
    case "root":
      if (look.number >= ROOT_NUMBER_MAX) return { at: "snapshot", snapshot: look.snapshot };
      return { ...look, number: look.number + 1 };
    case "snapshot": {
      const targets = metaIn(came.bytes, "targets.json");
      return targets === null ? failed("unreadable") : { at: "targets", targets };
    }
    case "targets":
      return afterTargets(came.bytes, facts);
    case "archive":
      return over({ is: "fetched", version: look.offered.version });
    case "over":
      return look;
  }
}

function afterTimestamp(bytes: Uint8Array, { before }: LookFacts): Look {
  if (before !== null && Buffer.compare(bytes, before.timestamp) === 0)
    return over({ is: "same", version: before.offered?.version ?? null });
  const snapshot = metaIn(bytes, "snapshot.json");
  return snapshot === null ? failed("unreadable") : { at: "root", number: 1, snapshot };
}

function afterTargets(bytes: Uint8Array, { architecture, runs }: LookFacts): Look {
  const offered = offeredIn(bytes, architecture);
  if (offered === "unreadable") return failed("unreadable");
  if (offered === null) return over({ is: "current", version: null });
  return isWanted(offered, runs) ? { at: "archive", offered } : over({ is: "current", version: offered.version });
}

/** What does not come after the program that runs, root's update would not take: a program is 65 MB of somebody's network. */
export const isWanted = (offered: Offered, runs: string): boolean => isNewer(offered.version, runs);

const over = (looked: Looked): Look => ({ at: "over", looked });
const failed = (cause: LookCause): Look => over({ is: "failed", cause });

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** As in a name: nine digits, `hostile-folder.ts`. */
const number = z.int().min(1).max(999_999_999);
const metaSchema = z.object({ version: number, hashes: z.object({ sha256: hash.optional() }).optional() });
const targetSchema = z.object({
  length: z.int().min(1).max(ARCHIVE_BYTES_MAX),
  hashes: z.object({ sha256: hash }),
  custom: z.object({ version: z.string().regex(VERSION_PATTERN) }),
});

function metaIn(bytes: Uint8Array, name: string): Meta | null {
  const schema = z.object({ signed: z.object({ meta: z.object({ [name]: metaSchema }) }) });
  const meta = schema.safeParse(jsonIn(bytes)).data?.signed.meta[name];
  return meta === undefined ? null : { version: meta.version, sha256: meta.hashes?.sha256 ?? null };
}

/** What the file of targets has for this kind of computer; null: nothing. */
export function offeredIn(bytes: Uint8Array, architecture: string): Offered | null | "unreadable" {
  const name = targetName(architecture);
  const schema = z.object({ signed: z.object({ targets: z.object({ [name]: targetSchema.optional() }) }) });
  const parsed = schema.safeParse(jsonIn(bytes));
  if (!parsed.success) return "unreadable";
  const target = parsed.data.signed.targets[name];
  if (target === undefined) return null;
  const { length: bytesMax, hashes, custom } = target;
  const archive: Wanted = {
    ...{ name: `${hashes.sha256}.${name}`, bytesMax, sha256: hashes.sha256 },
    kind: "archive",
  };
  return { version: custom.version, archive };
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
}
