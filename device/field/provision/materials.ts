import { createPublicKey } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { HOME } from "../../boot/card.ts";
import { deviceSettings } from "../../../config/device-settings.ts";
import { quoted } from "../../../config/problem.ts";
import { readValue } from "../../../config/value.ts";
import { fitted } from "../../contract/safe-parse.ts";
import { trustFileSchema } from "../../contract/trust.ts";
import { findBootPartition } from "../flash/boot-partition.ts";
import { requireProgram } from "../program.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { certificateIn, openAuthority, requireNoAuthority, type Authority } from "./authority.ts";
import type { Common } from "./device-files.ts";
import { TEMPLATES, type Kind } from "./fields.ts";
import type { ProvisionWords } from "./provision.ts";
import { requireFreeName, requireRoomAt } from "./whole-folder.ts";

/** What a run needs beside the answers: read, looked at, and refused before a question is asked. */
export type Materials = {
  /** null: there is none, or --new-ca makes it when all is answered. */
  readonly authority: Authority | null;
  /** The text of the config that a device's own begins as. */
  readonly template: (kind: string | undefined) => string;
  readonly hasZone: boolean;
  /** `brokerCa` null with --new-ca: the new authority signs brokers too. */
  readonly common: Common;
};

const EXAMPLES = join(import.meta.dirname, "../../../config");
/** 32 bytes in hexadecimal: as device/link reads it. */
const ZONE_KEY = /^[0-9a-f]{64}\s*$/i;

export async function openMaterials(words: ProvisionWords, nowMs: number): Promise<Materials> {
  const updates = words.updates === null ? null : updatesIn(words.updates);
  // A new card in an old place has the root of the old one, if that had any.
  if (updates !== null && words.updateRoot === null && words.replace === null) throw noUpdateRoot();
  await requireProgram("openssl");
  if (words.out !== null) (words.image === null ? requireRoomAt : requireFreeName)(words.out);
  if (words.image !== null) {
    if (words.home !== HOME)
      throw new Refusal(`--home: the first boot brings the files of an image to ${HOME} alone. Leave it out.`, 2);
    if (/\.(?:xz|gz|zst|zip)$/.test(words.image))
      throw new Refusal(
        `${words.image}: is packed. Unpack it first, or let gaturum flash --provisioned put the files on the card.`,
      );
    await findBootPartition(words.image);
  }
  if (words.newCa) requireNoAuthority(words.ca ?? "");
  const authority = words.ca === null || words.newCa ? null : openAuthority(words.ca, nowMs);
  const own = words.template === null ? null : readText(words.template);
  const template = (kind: string | undefined): string => own ?? readText(join(EXAMPLES, TEMPLATES[kind as Kind]));
  const brokerCa = words.brokerCa === null ? (authority?.certificate ?? null) : brokerCaIn(words.brokerCa, nowMs);
  const hasZone = own !== null && /^neighbours:/m.test(own);
  const trust = words.trust === null ? null : trustIn(words.trust);
  if (words.zoneKey !== null && !hasZone)
    throw new Refusal(
      "--zone-key is for posts that tell each other who comes: name a config with a section neighbours, as --template FILE.",
      2,
    );
  const zoneKey = words.zoneKey === null ? null : zoneKeyIn(words.zoneKey);
  const updateRoot = words.updateRoot === null ? null : updateRootIn(words.updateRoot);
  return { authority, template, hasZone, common: { home: words.home, brokerCa, trust, zoneKey, updateRoot, updates } };
}

function brokerCaIn(path: string, nowMs: number): string {
  const text = readText(path);
  const certificate = certificateIn(text, path);
  if (!certificate.ca)
    throw new Refusal(`${path}: this certificate may sign no broker. Name that of the authority which does.`);
  if (certificate.validToDate.getTime() < nowMs)
    throw new Refusal(`${path}: expired at ${certificate.validTo}. Ask the city for the one that holds now.`);
  return text;
}

function trustIn(path: string): string {
  const text = readText(path);
  try {
    const trust = fitted(trustFileSchema, JSON.parse(text));
    const keys = trust === null ? [] : [...trust.anchors, trust.root];
    if (trust !== null && keys.every(({ key }) => isKey(key))) return text;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new Refusal(
    `${path}: this is no trust file. docs/connect.md shows one; bring it from the backend that sends the commands.`,
  );
}

function isKey(x: string): boolean {
  try {
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

function zoneKeyIn(path: string): string {
  const text = readText(path);
  if (ZONE_KEY.test(text)) return text;
  throw new Refusal(`${path}: is no key of a zone. Make one: umask 077 && openssl rand -hex 32 > zone.key`);
}

/** `http:` is for the tests of one computer, and no device's. */
function updatesIn(url: string): string {
  const read = readValue(deviceSettings.city.updates, url);
  if (read.ok && url.startsWith("https://") && URL.canParse(url)) return url;
  throw new Refusal(
    `--updates: ${quoted(url)} is no folder at a web server with TLS. Write https://, a host and a folder, such as https://updates.example/gaturum.`,
    2,
  );
}

/** What is fetched from there would be refused, each day. */
export const noUpdateRoot = (): Refusal =>
  new Refusal("--updates: whose updates are taken is not said. Add --update-root 1.root.json (docs/release.md).", 2);

/** What its signatures are worth the device itself finds out. */
function updateRootIn(path: string): string {
  const text = readText(path);
  try {
    const found = JSON.parse(text) as { readonly signed?: { readonly _type?: unknown } | null } | null;
    if (found?.signed?._type === "root") return text;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new Refusal(
    `${path}: is no root of updates. It is the file 1.root.json of whoever releases (docs/release.md).`,
  );
}

/** Anything that a device gets is a page: a disk that was named by mistake is not read into memory. */
const BYTES_MAX = 1_048_576;

function readText(path: string): string {
  try {
    if (statSync(path).size > BYTES_MAX) throw new Refusal(`${path}: is longer than 1 MB. Check the name.`);
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw refusalAt(path, cause);
  }
}
