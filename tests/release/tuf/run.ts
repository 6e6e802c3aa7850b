import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { ARCHITECTURES, type Architecture } from "../../../device/update/release.ts";
import { keyOf, newKeyPem, publicPem, signerOf } from "./keys.ts";
import { addRelease, draftRoot, newest, publish, read, refresh, signed } from "./repository.ts";

/** `npm run release:tuf -- WORD …`: makes the repository of updates and goes on with it (docs/release.md). */
const USAGE = `keys NAME...                    makes NAME.pem (secret) and NAME.pub.pem, here
root FOLDER --root PUB... [--threshold 2] --targets PUB... --snapshot PUB... --timestamp PUB...
                                drafts the next root of the repository: each holder signs it
sign ROOT.json --key PEM        adds a signature, where the key is
publish FOLDER ROOT.json        puts a root that enough have signed into the repository
add FOLDER --version V --arm64 ARCHIVE --x64 ARCHIVE --targets-key PEM --snapshot-key PEM --timestamp-key PEM
refresh FOLDER --snapshot-key PEM --timestamp-key PEM
`;
const many = { type: "string", multiple: true } as const;
const one = { type: "string" } as const;
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ root: many, targets: many, snapshot: many, timestamp: many, threshold: { type: "string", default: "2" } },
    ...{ key: one, version: one, arm64: one, x64: one },
    ...{ "targets-key": one, "snapshot-key": one, "timestamp-key": one },
  },
});
const [word = "", first = "", second = ""] = positionals;

/** Each says what it made; what is wrong it throws, in words. */
const WORDS: Readonly<Record<string, (now: number) => string>> = {
  keys: () => positionals.slice(1).map(makeKey).join("\n"),
  root: draft,
  sign: () => {
    writeFileSync(first, JSON.stringify(signed(read(first, "root"), [signer("key")]).toJSON()));
    return `${first}: signed`;
  },
  publish: () => {
    const root = read(second, "root");
    (newest(first, "root") ?? root).verifyDelegate("root", root);
    root.verifyDelegate("root", root);
    publish(first, root);
    return `${basename(second)} is in ${first}`;
  },
  add,
  refresh: (now) => {
    refresh(first, online(), now);
    return `${first}: good for another 30 days`;
  },
};

try {
  const work = WORDS[word] ?? wrong(`Say one of:\n${USAGE}`);
  process.stdout.write(`${work(Date.now())}\n`);
} catch (cause) {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
}

function draft(now: number): string {
  const threshold = Number(given.threshold);
  const of = (name: "root" | "targets" | "snapshot" | "timestamp", wanted: number) => {
    const files = given[name] ?? wrong(`root needs --${name} PUB`);
    return { keys: files.map((file) => keyOf(text(file))), threshold: wanted };
  };
  mkdirSync(first, { recursive: true });
  const roles = { targets: of("targets", 1), snapshot: of("snapshot", 1), timestamp: of("timestamp", 1) };
  const root = draftRoot(first, { root: of("root", threshold), ...roles }, now);
  const file = `${root.signed.version}.root.json`;
  writeFileSync(file, JSON.stringify(root.toJSON()), { flag: "wx" });
  return `${file}: to be signed by ${threshold} holders, and by as many of the root before it`;
}

function add(now: number): string {
  const archives = Object.fromEntries(
    ARCHITECTURES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  ) as Partial<Record<Architecture, string>>;
  const version = given.version ?? wrong("add needs --version V");
  if (Object.keys(archives).length === 0) wrong("add needs --arm64 ARCHIVE, --x64 ARCHIVE, or both");
  addRelease(first, { version, archives }, { targets: [signer("targets-key")], ...online() }, now);
  return `${version} is the newest in ${first}`;
}

function makeKey(name: string): string {
  const pem = newKeyPem();
  if (existsSync(`${name}.pem`)) wrong(`${name}.pem is there. Nothing is written over: take another name.`);
  writeFileSync(`${name}.pem`, pem, { mode: 0o600, flag: "wx" });
  writeFileSync(`${name}.pub.pem`, publicPem(pem), { flag: "wx" });
  return `${name}.pem is secret; ${name}.pub.pem goes into root`;
}

function online() {
  return { snapshot: [signer("snapshot-key")], timestamp: [signer("timestamp-key")] };
}

function signer(name: "key" | "targets-key" | "snapshot-key" | "timestamp-key") {
  return signerOf(text(given[name] ?? wrong(`${word} needs --${name} PEM`)));
}

function text(file: string): string {
  if (!existsSync(file)) wrong(`${file}: there is no such file in ${process.cwd()}`);
  return readFileSync(file, "utf8");
}

function wrong(sentence: string): never {
  throw new Error(sentence);
}
