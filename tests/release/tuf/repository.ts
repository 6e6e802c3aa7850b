import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MetaFile, Metadata, MetadataKind, Root, Snapshot, TargetFile, Targets, Timestamp } from "@tufjs/models";
import { targetName, VERSION_PATTERN, type Architecture } from "../../../device/update/release.ts";
import type { Signer } from "./keys.ts";

/** Whose signatures a role wants: of any `threshold` of these. */
export type Keys = { readonly keys: readonly Signer["key"][]; readonly threshold: number };
export type Roles = Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", Keys>>;
/** Who signs what is made at each release, and each month. */
export type ReleaseSigners = Readonly<Record<"targets" | "snapshot" | "timestamp", readonly Signer[]>>;

const DAY_MS = 86_400_000;
/**
 * How long each is good for, in days. Our choice: a root is signed by people who must meet. A timestamp is what a device
 * knows a repository by that was held back: a stick that a technician carries is good for as long.
 */
export const GOOD_FOR_DAYS = { root: 1_095, targets: 400, snapshot: 90, timestamp: 30 } as const;

type Kind = keyof typeof GOOD_FOR_DAYS;
type Of = {
  readonly root: Root;
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  readonly timestamp: Timestamp;
};
const KINDS = {
  root: MetadataKind.Root,
  targets: MetadataKind.Targets,
  snapshot: MetadataKind.Snapshot,
  timestamp: MetadataKind.Timestamp,
};

/** The next root, not signed yet: each holder of a key signs it where the key is. */
export function draftRoot(folder: string, roles: Roles, now: number): Metadata<Root> {
  const root = new Root(head("root", nextVersion(folder, "root"), now));
  for (const [role, { keys, threshold }] of Object.entries(roles)) {
    for (const key of keys) root.addKey(key, role);
    Object.assign(root.roles[role] ?? {}, { threshold });
  }
  return new Metadata(root);
}

/** Signs beside those who have. */
export function signed<Part extends Root | Targets | Snapshot | Timestamp>(
  metadata: Metadata<Part>,
  signers: readonly Signer[],
): Metadata<Part> {
  for (const { sign } of signers) metadata.sign(sign);
  return metadata;
}

/** Puts metadata under the name that devices ask for. */
export function publish(folder: string, metadata: Metadata<Root | Targets | Snapshot | Timestamp>): void {
  const { type, version } = metadata.signed;
  const name = type === MetadataKind.Timestamp ? "timestamp.json" : `${version}.${type}.json`;
  writeFileSync(join(folder, name), bytesOf(metadata));
}

export type NewRelease = {
  readonly version: string;
  /** The archives, for each kind of computer its own; one that is left out keeps what it had. */
  readonly archives: Readonly<Partial<Record<Architecture, string>>>;
};

/** Puts archives under the names of their hashes, and signs what says that they are the newest. */
export function addRelease(folder: string, release: NewRelease, signers: ReleaseSigners, now: number): void {
  if (!VERSION_PATTERN.test(release.version)) throw new Error(`${release.version}: write three numbers, as 0.2.0`);
  const before = newest(folder, "targets")?.signed.targets ?? {};
  const added = Object.entries(release.archives).map(([architecture, file]) => {
    const bytes = readFileSync(file);
    const [name, sha256] = [targetName(architecture), createHash("sha256").update(bytes).digest("hex")];
    copyFileSync(file, join(folder, `${sha256}.${name}`));
    const unrecognizedFields = { custom: { version: release.version, architecture } };
    return new TargetFile({ path: name, length: bytes.length, hashes: { sha256 }, unrecognizedFields });
  });
  const targets = { ...before, ...Object.fromEntries(added.map((target) => [target.path, target])) };
  const metadata = new Metadata(new Targets({ ...head("targets", nextVersion(folder, "targets"), now), targets }));
  publish(folder, signed(metadata, signers.targets));
  refresh(folder, signers, now);
}

/** Says anew that what is there is the newest: at each release, and before the timestamp is over. */
export function refresh(folder: string, signers: Omit<ReleaseSigners, "targets">, now: number): void {
  const targets = newest(folder, "targets");
  if (targets === null) throw new Error(`${folder}: has no release yet. Add one first: add`);
  const meta = { "targets.json": metaOf(targets) };
  const snapshot = new Metadata(new Snapshot({ ...head("snapshot", nextVersion(folder, "snapshot"), now), meta }));
  publish(folder, signed(snapshot, signers.snapshot));
  const version = (timestampIn(folder)?.signed.version ?? 0) + 1;
  const timestamp = new Timestamp({ ...head("timestamp", version, now), snapshotMeta: metaOf(snapshot) });
  publish(folder, signed(new Metadata(timestamp), signers.timestamp));
}

/** The one with the highest version; null: there is none. */
export function newest<K extends Exclude<Kind, "timestamp">>(folder: string, kind: K): Metadata<Of[K]> | null {
  const version = nextVersion(folder, kind) - 1;
  return version === 0 ? null : read(join(folder, `${version}.${kind}.json`), kind);
}

export function read<K extends Kind>(file: string, kind: K): Metadata<Of[K]> {
  const data: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Metadata.fromJSON(KINDS[kind] as MetadataKind.Root, data as never) as unknown as Metadata<Of[K]>;
}

export const bytesOf = (metadata: Metadata<Root | Targets | Snapshot | Timestamp>): Buffer =>
  Buffer.from(JSON.stringify(metadata.toJSON()));

export function metaOf(metadata: Metadata<Targets | Snapshot>): MetaFile {
  const bytes = bytesOf(metadata);
  const hashes = { sha256: createHash("sha256").update(bytes).digest("hex") };
  return new MetaFile({ version: metadata.signed.version, length: bytes.length, hashes });
}

function timestampIn(folder: string): Metadata<Timestamp> | null {
  return readdirSync(folder).includes("timestamp.json") ? read(join(folder, "timestamp.json"), "timestamp") : null;
}

function nextVersion(folder: string, kind: Kind): number {
  const pattern = new RegExp(`^(\\d+)\\.${kind}\\.json$`);
  return 1 + Math.max(0, ...readdirSync(folder).map((name) => Number(pattern.exec(name)?.[1] ?? 0)));
}

export function head(kind: Kind, version: number, now: number) {
  const until = new Date(now + GOOD_FOR_DAYS[kind] * DAY_MS);
  return { version, specVersion: "1.0.31", expires: until.toISOString().replace(/\.\d+Z$/, "Z") };
}
