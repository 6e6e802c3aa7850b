import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../program.ts";
import { Refusal } from "../refusal.ts";

/** Days for which the certificate of a pilot's authority holds. Our choice: longer than a pilot. */
const AUTHORITY_DAYS = 3_650;
/** Of a device's own: link asks for a new one after half of it, so there is a year in which to bring it. Our choice. */
const DEVICE_DAYS = 730;

const AUTHORITY_CONFIG = (name: string): string => `[req]
prompt=no
distinguished_name=name
x509_extensions=authority
[name]
CN=${name}
[authority]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
`;

const REQUEST_CONFIG = (commonName: string): string => `[req]
prompt=no
distinguished_name=name
[name]
CN=${commonName}
`;

/** A client's, and never a broker's nor an authority's: whoever has a post's card can be no other. RFC 5280, 4.2.1. */
const DEVICE_EXTENSIONS = `basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
`;

type Signer = { readonly certificate: string; readonly key: string };

/** A certificate that signs itself, PEM. `name` has letters, digits, `-` and spaces. */
export const selfSigned = (key: string, name: string): Promise<string> =>
  withFiles({ key, config: AUTHORITY_CONFIG(name) }, (at) =>
    openssl("req", "-x509", "-new", "-sha256", "-days", String(AUTHORITY_DAYS), "-key", at.key, "-config", at.config),
  );

/** A request for a device's certificate, PEM. */
export const requestFor = (key: string, commonName: string): Promise<string> =>
  withFiles({ key, config: REQUEST_CONFIG(commonName) }, (at) =>
    openssl("req", "-new", "-sha256", "-key", at.key, "-config", at.config),
  );

/** The certificate that a request asks for, PEM. `serial` is in hexadecimal. */
export const signedBy = ({ certificate, key }: Signer, request: string, serial: string): Promise<string> =>
  withFiles({ certificate, key, request, extensions: DEVICE_EXTENSIONS }, (at) => {
    const by = ["-CA", at.certificate, "-CAkey", at.key, "-set_serial", `0x${serial}`, "-days", String(DEVICE_DAYS)];
    return openssl("x509", "-req", "-sha256", "-in", at.request, "-extfile", at.extensions, ...by);
  });

/** openssl takes files alone: they lie in a folder that nobody else may look into, and only as long as it works. */
async function withFiles<Name extends string>(
  files: Readonly<Record<Name, string>>,
  work: (at: Readonly<Record<Name, string>>) => Promise<string>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-key-"));
  try {
    const named = Object.entries<string>(files).map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return [name, path] as const;
    });
    return await work(Object.fromEntries(named) as Record<Name, string>);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openssl(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await runProgram("openssl", words);
  if (code === 0) return out.toString();
  throw new Refusal(`openssl ${words[0] ?? ""} failed: ${err.split("\n")[0] ?? "it does not say why"}`);
}
