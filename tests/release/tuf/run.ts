import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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
const [word, first = "", second = ""] = positionals;

try {
  run();
} catch (cause) {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
}

function run(): void {
  const now = Date.now();
  switch (word) {
    case "keys":
      return positionals.slice(1).forEach(makeKey);
    case "root": {
      mkdirSync(first, { recursive: true });
      const threshold = Number(given.threshold);
      const of = (files: readonly string[] | undefined, name: string) =>
        (files ?? wrong(`root needs --${name} PUB`)).map((file) => keyOf(text(file)));
      const draft = draftRoot(
        first,
        {
          root: { keys: of(given.root, "root"), threshold },
          targets: { keys: of(given.targets, "targets"), threshold: 1 },
          snapshot: { keys: of(given.snapshot, "snapshot"), threshold: 1 },
          timestamp: { keys: of(given.timestamp, "timestamp"), threshold: 1 },
        },
        now,
      );
      const file = `${draft.signed.version}.root.json`;
      writeFileSync(file, JSON.stringify(draft.toJSON()), { flag: "wx" });
      return say(`${file}: to be signed by ${threshold} holders, and by ${threshold} of the root before it`);
    }
    case "sign":
      writeFileSync(first, JSON.stringify(signed(read(first, "root"), [signer("key")]).toJSON()));
      return say(`${first}: signed`);
    case "publish": {
      const root = read(second, "root");
      (newest(first, "root") ?? root).verifyDelegate("root", root);
      root.verifyDelegate("root", root);
      publish(first, root);
      return say(`${basename(second)} is in ${first}`);
    }
    case "add": {
      const archives = Object.fromEntries(
        ARCHITECTURES.flatMap((name: Architecture) => (given[name] === undefined ? [] : [[name, given[name]]])),
      );
      const version = given.version ?? wrong("add needs --version V");
      if (Object.keys(archives).length === 0) wrong("add needs --arm64 ARCHIVE, --x64 ARCHIVE, or both");
      addRelease(first, { version, archives }, { targets: [signer("targets-key")], ...online() }, now);
      return say(`${version} is the newest in ${first}`);
    }
    case "refresh":
      refresh(first, online(), now);
      return say(`${first}: good for another 30 days`);
    default:
      wrong(`Say one of:\n${USAGE}`);
  }
}

function makeKey(name: string): void {
  const pem = newKeyPem();
  if (existsSync(`${name}.pem`)) wrong(`${name}.pem is there. Nothing is written over: take another name.`);
  writeFileSync(`${name}.pem`, pem, { mode: 0o600, flag: "wx" });
  writeFileSync(`${name}.pub.pem`, publicPem(pem), { flag: "wx" });
  say(`${name}.pem is secret; ${name}.pub.pem goes into root`);
}

function online() {
  return { snapshot: [signer("snapshot-key")], timestamp: [signer("timestamp-key")] };
}

function signer(name: "key" | "targets-key" | "snapshot-key" | "timestamp-key") {
  return signerOf(text(given[name] ?? wrong(`${word ?? ""} needs --${name} PEM`)));
}

function text(file: string): string {
  if (!existsSync(file)) wrong(`${file}: there is no such file in ${join(process.cwd())}`);
  return readFileSync(file, "utf8");
}

function wrong(sentence: string): never {
  throw new Error(sentence);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
