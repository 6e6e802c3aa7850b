import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Metadata, Snapshot, TargetFile, Targets, Timestamp } from "@tufjs/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ARCHIVE_BYTES_MAX } from "../../device/update/limits.ts";
import { isWorthIt } from "../../device/update/verify.ts";
import { newKeyPem, signerOf } from "../release/tuf/keys.ts";
import { addRelease, draftRoot, head, metaOf, newest, publish, signed } from "../release/tuf/repository.ts";
import { DAY_MS, NOW, refused, Repository, taken } from "./repository.ts";

let city: Repository;
beforeEach(() => {
  city = new Repository();
  city.add("0.2.0");
});
afterEach(() => city.remove());

const path = (name: string) => join(city.folder, name);
const edit = (name: string, change: (text: string) => string) =>
  writeFileSync(path(name), change(readFileSync(path(name), "utf8")));
const stranger = () => ({
  targets: [signerOf(newKeyPem())],
  snapshot: [signerOf(newKeyPem())],
  timestamp: [signerOf(newKeyPem())],
});

/** The names are those of the specification of The Update Framework, 1.5.2: goals for protection from attacks. */
describe("an update that nobody attacks", () => {
  it("is taken, and the next one after it", async () => {
    expect(await city.verify()).toMatchObject(taken("0.2.0"));
    city.add("0.3.0");
    expect(await city.verify()).toMatchObject(taken("0.3.0"));
  });

  it("is taken again, when nothing is new", async () => {
    await city.verify();
    expect(await city.verify()).toMatchObject(taken("0.2.0"));
  });

  it("is taken after the keys of root and of releases were replaced, while the device was away", async () => {
    const fresh = stranger();
    for (let times = 0; times < 3; times += 1)
      publish(city.folder, signed(draftRoot(city.folder, city.roles(fresh), NOW), city.roots.slice(0, 2)));
    city.add("0.3.0", { signers: fresh });
    expect(await city.verify()).toMatchObject(taken("0.3.0"));
  });
});

describe("arbitrary software", () => {
  it.each(["targets", "snapshot", "timestamp"] as const)("is refused: %s signed by a stranger", async (role) => {
    city.add("0.3.0", { signers: { ...city.release, [role]: stranger()[role] } });
    expect(await city.verify()).toEqual(refused("signature"));
  });

  it("is refused: metadata that was changed after it was signed", async () => {
    edit("timestamp.json", (text) => text.replace('"expires":"20', '"expires":"21'));
    expect(await city.verify()).toEqual(refused("signature"));
  });

  it("is refused: targets that were changed under the snapshot's hash", async () => {
    edit("1.targets.json", (text) => text.replace("0.2.0", "9.9.9"));
    expect(await city.verify()).toEqual(refused("mismatch"));
  });

  it("is refused: no signature at all", async () => {
    edit("timestamp.json", (text) => text.replace(/"signatures":\[.*?\]/, '"signatures":[]'));
    expect(await city.verify()).toEqual(refused("signature"));
  });
});

describe("a rollback", () => {
  it("is refused: an older repository, rightly signed", async () => {
    cpSync(city.folder, path("../old"), { recursive: true });
    city.add("0.3.0");
    await city.verify();
    expect(await city.verify(path("../old"))).toEqual(refused("older"));
  });

  it("is refused: newer metadata that names an older program", async () => {
    await city.verify();
    city.add("0.1.9");
    const verified = await city.verify();
    expect(verified.ok && isWorthIt(verified.offer, "0.2.0")).toBe("older");
    expect(verified.ok && isWorthIt(verified.offer, "0.1.9")).toBe("nothing-new");
    expect(verified.ok && isWorthIt(verified.offer, "0.1.8")).toBeNull();
  });

  it("is refused: a snapshot that takes targets back", async () => {
    city.add("0.3.0");
    await city.verify();
    const targets = newest(city.folder, "targets");
    const old = {
      ...head("snapshot", 9, NOW),
      meta: { "targets.json": metaOf(targets as NonNullable<typeof targets>) },
    };
    (old.meta["targets.json"] as { version: number }).version = 1;
    const snapshot = signed(new Metadata(new Snapshot(old)), city.release.snapshot);
    publish(city.folder, snapshot);
    const timestamp = new Timestamp({ ...head("timestamp", 9, NOW), snapshotMeta: metaOf(snapshot) });
    publish(city.folder, signed(new Metadata(timestamp), city.release.timestamp));
    expect(await city.verify()).toEqual(refused("older"));
  });

  it("is refused: a root that skips a version, or is the same again", async () => {
    const root = signed(draftRoot(city.folder, city.roles(), NOW), city.roots.slice(0, 2));
    publish(city.folder, root);
    renameSync(path("2.root.json"), path("2.root.json.away"));
    cpSync(path("1.root.json"), path("2.root.json"));
    expect(await city.verify()).toEqual(refused("older"));
  });
});

describe("a freeze", () => {
  it.each([
    ["timestamp", 31],
    ["snapshot", 91],
    ["targets", 401],
  ] as const)("is refused: a %s that was signed %i days ago", async (role, daysAgo) => {
    rmSync(path("1.targets.json"));
    city.add("0.3.0", { now: NOW - daysAgo * DAY_MS });
    if (role !== "timestamp") city.refresh();
    if (role === "snapshot") republishSnapshot(daysAgo);
    expect(await city.verify()).toEqual(refused("expired"));
  });

  it("is refused: a root that is over", async () => {
    const old = NOW - 1_096 * DAY_MS;
    publish(city.folder, signed(draftRoot(city.folder, city.roles(), old), city.roots.slice(0, 2)));
    expect(await city.verify()).toEqual(refused("expired"));
  });
});

/** An old snapshot under a new timestamp. */
function republishSnapshot(daysAgo: number): void {
  const targets = newest(city.folder, "targets");
  const meta = { "targets.json": metaOf(targets as NonNullable<typeof targets>) };
  const then = NOW - daysAgo * DAY_MS;
  const snapshot = signed(new Metadata(new Snapshot({ ...head("snapshot", 9, then), meta })), city.release.snapshot);
  publish(city.folder, snapshot);
  const timestamp = new Timestamp({ ...head("timestamp", 9, NOW), snapshotMeta: metaOf(snapshot) });
  publish(city.folder, signed(new Metadata(timestamp), city.release.timestamp));
}

describe("endless data", () => {
  it.each(["timestamp.json", "2.root.json"])("is refused: a %s of 100 MB, of which 64 KB are read", async (name) => {
    writeFileSync(path(name), "");
    execFileSync("truncate", ["--size", "100M", path(name)]);
    expect(await city.verify()).toEqual(refused("too-large"));
  });

  it("is refused: a snapshot that is longer than the timestamp says", async () => {
    edit("1.snapshot.json", (text) => text + " ".repeat(1e6));
    expect(await city.verify()).toEqual(refused("too-large"));
  });

  it("is refused: an archive that rightly signed metadata makes too long", async () => {
    const sha256 = "0".repeat(64);
    const custom = { version: "0.3.0", architecture: "arm64" };
    const huge = { path: "gaturum-linux-arm64.tar.gz", length: ARCHIVE_BYTES_MAX + 1, hashes: { sha256 } };
    const target = new TargetFile({ ...huge, unrecognizedFields: { custom } });
    const targets = new Targets({ ...head("targets", 2, NOW), targets: { [target.path]: target } });
    publish(city.folder, signed(new Metadata(targets), city.release.targets));
    city.refresh();
    expect(await city.verify()).toEqual(refused("too-large"));
  });

  it("is refused: a chain of roots without end", async () => {
    for (let times = 0; times < 40; times += 1)
      publish(city.folder, signed(draftRoot(city.folder, city.roles(), NOW), city.roots.slice(0, 2)));
    await city.verify();
    const { signed: root } = JSON.parse(readFileSync(join(city.trusted, "root.json"), "utf8")) as {
      signed: { version: number };
    };
    expect(root.version).toBe(33);
  });
});

describe("mix and match", () => {
  it("is refused: the targets of one release under the snapshot of another", async () => {
    city.add("0.3.0");
    cpSync(path("1.targets.json"), path("2.targets.json"));
    expect(await city.verify()).toEqual(refused("mismatch"));
  });

  it("is refused: the snapshot of one release under the timestamp of another", async () => {
    city.add("0.3.0");
    cpSync(path("1.snapshot.json"), path("2.snapshot.json"));
    expect(await city.verify()).toEqual(refused("mismatch"));
  });
});

describe("the wrong software", () => {
  it("is refused: there is none for this computer", async () => {
    expect(await city.verify(city.folder, "x64")).toEqual(refused("other-computer"));
  });
});

describe("a key that was stolen, below the threshold", () => {
  it("is refused: one root of the two that are wanted", async () => {
    publish(city.folder, signed(draftRoot(city.folder, city.roles(stranger()), NOW), city.roots.slice(0, 1)));
    expect(await city.verify()).toEqual(refused("signature"));
  });

  it("is refused: the same root twice", async () => {
    publish(city.folder, signed(draftRoot(city.folder, city.roles(stranger()), NOW), city.roots.slice(0, 1)));
    edit("2.root.json", (text) => text.replace(/"signatures":\[(\{.*?\})\]/, '"signatures":[$1,$1]'));
    expect(await city.verify()).toEqual(refused("unreadable"));
  });

  it("is refused: the keys of snapshot and timestamp, which make no release", async () => {
    const { snapshot, timestamp } = city.release;
    city.add("0.3.0", { signers: { targets: snapshot, snapshot, timestamp } });
    expect(await city.verify()).toEqual(refused("signature"));
  });

  it("is refused: a key that root has taken back", async () => {
    const stolen = city.release;
    publish(city.folder, signed(draftRoot(city.folder, city.roles(stranger()), NOW), city.roots.slice(0, 2)));
    city.add("0.3.0", { signers: stolen });
    expect(await city.verify()).toEqual(refused("signature"));
  });
});

describe("slow retrieval, and a folder that is none", () => {
  it.each(["timestamp.json", "1.snapshot.json", "1.targets.json"])("does not wait for a pipe: %s", async (name) => {
    rmSync(path(name));
    execFileSync("mkfifo", [path(name)]);
    expect(await city.verify()).toEqual(refused("missing"));
  });

  it("follows no link, neither of a file nor of the folder", async () => {
    renameSync(path("timestamp.json"), path("../elsewhere.json"));
    symlinkSync(path("../elsewhere.json"), path("timestamp.json"));
    expect(await city.verify()).toEqual(refused("missing"));
    symlinkSync(city.folder, path("../link"));
    await expect(city.verify(path("../link"))).rejects.toThrow(/ELOOP|ENOTDIR/);
  });

  it("takes a folder in the place of a file for nothing", async () => {
    rmSync(path("timestamp.json"));
    mkdirSync(path("timestamp.json"));
    expect(await city.verify()).toEqual(refused("missing"));
  });
});

describe("metadata that is none", () => {
  const NONE = ["", "{", "null", "[]", "1", "{}", '{"signed":{}}', '{"signed":null,"signatures":null}', "\u0000\u0000"];
  const HALF = ['{"signed":{"_type":"timestamp"},"signatures":[]}', '{"signed":{"_type":"root"},"signatures":[]}'];
  it.each([...NONE, ...HALF])("is refused: %j", async (text) => {
    for (const name of ["timestamp.json", "2.root.json"]) {
      cpSync(city.folder, path("../bad"), { recursive: true });
      writeFileSync(path(`../bad/${name}`), text);
      expect(await city.verify(path("../bad")), name).toEqual(refused("unreadable"));
      rmSync(path("../bad"), { recursive: true });
    }
    for (const name of ["1.snapshot.json", "1.targets.json"]) {
      cpSync(city.folder, path("../bad"), { recursive: true });
      writeFileSync(path(`../bad/${name}`), text);
      expect(await city.verify(path("../bad")), name).toEqual(refused("mismatch"));
      rmSync(path("../bad"), { recursive: true });
    }
  });
});

describe("extraneous dependencies", () => {
  it("do not exist: whatever else a release lists, one name is looked for", async () => {
    addRelease(city.folder, { version: "0.3.0", archives: { x64: path("1.root.json") } }, city.release, NOW);
    const verified = await city.verify();
    expect(verified.ok && verified.offer.name).toMatch(/^[0-9a-f]{64}\.gaturum-linux-arm64\.tar\.gz$/);
    expect(readdirSync(city.trusted).sort()).toEqual(["root.json", "snapshot.json", "targets.json", "timestamp.json"]);
  });
});
