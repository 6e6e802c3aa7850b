import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Made = { readonly certificate: string; readonly key: string };
type Wish = {
  /** Days since 1970-01-01 in which it holds; left out: from yesterday, for a year. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Subject alternative names; left out: 127.0.0.1 and localhost. */
  readonly names?: string;
  /** Other extensions, as OpenSSL's config has them. */
  readonly more?: readonly string[];
  /** Who signs it; left out: the root. */
  readonly by?: Made | "itself";
  readonly isCa?: boolean;
};

const DAY_MS = 86_400_000;

/** An authority of a test's own, made with openssl in a folder that `end` takes away. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), "gaturum-tls-"));
  readonly root: Made;
  #count = 0;

  constructor(name = "root") {
    const [fromMs, toMs] = [Date.now() - 4_000 * DAY_MS, Date.now() + 4_000 * DAY_MS];
    this.root = this.make(name, { isCa: true, fromMs, toMs, by: "itself" });
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  make(name: string, wish: Wish = {}): Made {
    const { fromMs = Date.now() - DAY_MS, toMs = Date.now() + 365 * DAY_MS, by, isCa = false, more = [] } = wish;
    const at = (suffix: string) => join(this.folder, `${++this.#count}-${name}${suffix}`);
    const [key, request, certificate, config] = [at(".key"), at(".csr"), at(".pem"), at(".cnf")] as const;
    const signer = by ?? this.root;
    const extensions = isCa
      ? ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
      : ["basicConstraints=CA:FALSE", `subjectAltName=${wish.names ?? "IP:127.0.0.1,DNS:localhost"}`];
    writeFileSync(config, `${CA_CONFIG(this.folder)}[extensions]\n${[...extensions, ...more].join("\n")}\n`);
    writeFileSync(join(this.folder, "index.txt"), "");
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key);
    openssl("req", "-new", "-key", key, "-subj", `/CN=${name}`, "-out", request);
    const times = ["-startdate", asn1(fromMs), "-enddate", asn1(toMs)];
    const signed =
      signer === "itself" ? ["-selfsign", "-keyfile", key] : ["-cert", signer.certificate, "-keyfile", signer.key];
    openssl("ca", "-batch", "-notext", "-config", config, "-in", request, "-out", certificate, ...times, ...signed);
    return { certificate, key };
  }
}

const CA_CONFIG = (folder: string) => `[ca]
default_ca=default
[default]
database=${folder}/index.txt
new_certs_dir=${folder}
rand_serial=yes
default_md=sha256
policy=policy
unique_subject=no
x509_extensions=extensions
[policy]
commonName=supplied
`;

const asn1 = (ms: number) =>
  new Date(ms)
    .toISOString()
    .replace(/[-:T]/g, "")
    .replace(/\.\d+Z/, "Z");

function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${words.join(" ")}: ${stderr}`);
}
