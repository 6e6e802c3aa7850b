import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { BrokerAccess } from "./broker.ts";

/** Of files, as they are named on the command line. */
export type AccessWords = {
  readonly broker: string;
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
};

/** We may not: a file, or a broker, refuses us. Its exit code is 3. */
export class NotPermitted extends Error {}
/** The words of the command line do not make sense. Its exit code is 2. */
export class WrongUse extends Error {}

/** Looks at the files before a broker does, because OpenSSL names none of them. Throws {@link WrongUse}, {@link NotPermitted}. */
export function readAccess({ broker, ca, clientCert, clientKey }: AccessWords, env: NodeJS.ProcessEnv): BrokerAccess {
  const [username, password] = [env["GATURUM_BROKER_USER"], env["GATURUM_BROKER_PASSWORD"]];
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw new WrongUse("--client-cert and --client-key are a pair: name both, or none");
  const isTls = broker.startsWith("mqtts:");
  if (!isTls && (ca ?? clientCert) !== undefined)
    throw new WrongUse("certificates are for mqtts://, and --broker says mqtt://, which encrypts nothing");
  return {
    url: broker,
    ...(ca === undefined ? {} : { ca: certificateFrom("--ca", ca).pem }),
    ...(clientCert === undefined || clientKey === undefined ? {} : pairFrom(clientCert, clientKey)),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

const OTHER = "Name another one.";

/** The text of a file that was named; throws with the cure in its words. `cure`: for one that is not there. */
export function readNamed(file: string, cure = OTHER): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      throw new NotPermitted(`${file}: we may not read it. Who owns it? Try \`ls -l ${file}\`.`, { cause });
    const why: Readonly<Record<string, string>> = { ENOENT: "there is no such file", EISDIR: "it is a folder" };
    throw new WrongUse(`${file}: ${why[code] ?? `it cannot be read (${code})`}. ${code === "ENOENT" ? cure : OTHER}`, {
      cause,
    });
  }
}

function pairFrom(certFile: string, keyFile: string): { readonly cert: Buffer; readonly key: Buffer } {
  const cert = certificateFrom("--client-cert", certFile);
  const key = readNamed(keyFile);
  let read: KeyObject;
  try {
    read = createPrivateKey(key);
  } catch (cause) {
    const isLocked = key.includes("ENCRYPTED");
    const what = isLocked ? "it has a passphrase: write one without, openssl pkey -in … -out …" : "no private key, PEM";
    throw new WrongUse(`--client-key ${keyFile}: ${what}`, { cause });
  }
  if (!cert.read.checkPrivateKey(read))
    throw new WrongUse(`--client-cert ${certFile} and --client-key ${keyFile} do not belong together`);
  checkStrength(cert.pem, key, certFile);
  return { cert: cert.pem, key };
}

/** OpenSSL refuses some that it can read, such as short keys, and would throw in the middle of a connect. */
function checkStrength(cert: Buffer, key: Buffer, certFile: string): void {
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const { message, reason = message } = cause as Error & { readonly reason?: string };
    throw new WrongUse(`--client-cert ${certFile}: TLS does not take it (${reason})`, { cause });
  }
}

function certificateFrom(option: string, file: string): { readonly pem: Buffer; readonly read: X509Certificate } {
  const pem = readNamed(file);
  try {
    return { pem, read: new X509Certificate(pem) };
  } catch (cause) {
    throw new WrongUse(`${option} ${file}: no certificate, PEM`, { cause });
  }
}
