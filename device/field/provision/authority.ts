import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Interruption } from "../interruption.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { selfSigned, requestFor, signedBy } from "./openssl.ts";
import { syncFolder } from "../../update/slot-disk.ts";
import { requireRoomAt, wholeFolder, writeFiles } from "./whole-folder.ts";

const [CERTIFICATE, KEY, ISSUED] = ["ca.pem", "ca.key", "issued.jsonl"] as const;

/** One line of what an authority has signed. */
export type Issued = {
  readonly commonName: string;
  readonly serial: string;
  readonly sha256: string;
  readonly notAfter: string;
  readonly plate: string;
};

/** The pilot's own certificate authority: a folder on the laptop. Not for a whole city: its key lies in a file. */
export type Authority = {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
  readonly issued: readonly Issued[];
};

/** The key pair of a device, as PEM: a curve that every broker's TLS takes; Ed25519 is refused by some of them. */
export const newKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ type: "pkcs8", format: "pem" }) as string;

/** Throws in words where none can be made. */
export function requireNoAuthority(folder: string): void {
  if (existsSync(join(folder, KEY)))
    throw new Refusal(`${folder}: an authority is there already. Use it with --ca, without --new-ca.`);
  requireRoomAt(folder, "--ca");
}

/** Makes one that is not there. It stands from then on, whatever becomes of the devices. */
export async function makeAuthority(folder: string, tenant: string, interruption: Interruption): Promise<Authority> {
  const key = newKey();
  const certificate = await selfSigned(key, `gaturum pilot of ${tenant}`);
  await wholeFolder(folder, (unfinished) => {
    writeFiles(unfinished, [
      { name: CERTIFICATE, content: certificate, mode: 0o644 },
      { name: KEY, content: key, mode: 0o600 },
      { name: ISSUED, content: "", mode: 0o600 },
    ]);
    return Promise.resolve();
  });
  interruption.stands(
    `The authority ${folder} was made, and nothing else. Go on with --ca ${folder}, without --new-ca.`,
  );
  return openAuthority(folder, Date.now());
}

/** Throws in words where it is none, or cannot sign today. */
export function openAuthority(folder: string, nowMs: number): Authority {
  const certificate = readIn(folder, CERTIFICATE);
  const key = readIn(folder, KEY);
  const parsed = certificateIn(certificate, join(folder, CERTIFICATE));
  if (!parsed.ca)
    throw new Refusal(`${join(folder, CERTIFICATE)}: this certificate may sign no other. Name an authority.`);
  if (parsed.validToDate.getTime() < nowMs)
    throw new Refusal(
      `${join(folder, CERTIFICATE)}: expired at ${parsed.validTo}. Make a new authority with --new-ca.`,
    );
  if (!belongTogether(parsed, key))
    throw new Refusal(
      `${join(folder, KEY)}: this is not the key of ${CERTIFICATE}, or it wants a passphrase. Put the right one there.`,
    );
  return { folder, certificate, key, issued: issuedIn(folder) };
}

export type Signed = { readonly certificate: string; readonly record: Issued };

/** Signs a device's key. Nothing is written: {@link noteIssued}. */
export async function issue(authority: Authority, key: string, commonName: string, plate: string): Promise<Signed> {
  // RFC 5280, 4.1.2.2: positive, at most 20 bytes; 64 bits of chance are enough, CA/Browser Forum 7.1.
  const serial = `4${randomBytes(15).toString("hex").slice(1)}`;
  const certificate = await signedBy(authority, await requestFor(key, commonName), serial);
  const parsed = new X509Certificate(certificate);
  if (!belongTogether(parsed, key)) throw new Error(`openssl signed another key than that of ${commonName}`);
  return { certificate, record: recordOf(parsed, plate) };
}

/** Writes down what was signed, before anyone has it: a certificate that nobody knows of could not be revoked. */
export function noteIssued({ folder }: Authority, records: readonly Issued[]): void {
  const path = join(folder, ISSUED);
  try {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    appendFileSync(path, lines, { mode: 0o600, flush: true });
    syncFolder(folder);
  } catch (cause) {
    throw refusalAt(path, cause);
  }
}

/** Those of a device that still hold. */
export const heldBy = ({ issued }: Authority, commonName: string, nowMs: number): readonly Issued[] =>
  issued.filter((each) => each.commonName === commonName && Date.parse(each.notAfter) > nowMs);

/** `plate` is no part of a certificate. */
export function recordOf(
  { subject, serialNumber, fingerprint256, validToDate }: X509Certificate,
  plate: string,
): Issued {
  return {
    commonName: /^CN=(.*)$/m.exec(subject)?.[1] ?? "",
    serial: serialNumber,
    sha256: fingerprint256.replaceAll(":", "").toLowerCase(),
    notAfter: validToDate.toISOString(),
    plate,
  };
}

/** Throws in words on what is no certificate. `path` is for them. */
export function certificateIn(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Refusal(`${path}: this is no certificate in PEM. It begins with -----BEGIN CERTIFICATE-----.`);
  }
}

export function belongTogether(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function readIn(folder: string, name: string): string {
  const path = join(folder, name);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (existsSync(folder) && !existsSync(path))
      throw new Refusal(
        `${path}: is not there. An authority is a folder with ${CERTIFICATE} and ${KEY}; --new-ca makes one.`,
      );
    if (!existsSync(folder)) throw new Refusal(`${folder}: no such folder. Say --new-ca, and it is made.`);
    throw refusalAt(path, cause);
  }
}

function issuedIn(folder: string): readonly Issued[] {
  const path = join(folder, ISSUED);
  if (!existsSync(path)) return [];
  try {
    return readIn(folder, ISSUED)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Issued);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Refusal(
      `${path}: a line of it is damaged (${cause.message}). Mend it: who was signed decides what is revoked.`,
    );
  }
}
