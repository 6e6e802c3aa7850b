import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Identity = { readonly cert: string; readonly key: string };
/** Longer than what a check warns of; who signs outlives whom it signed for. */
const DAYS = "30";
const AUTHORITY_DAYS = "60";

/** A certificate authority of the test's own, in a folder of the test's own; keys of a curve that every broker knows. */
export class Authority {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.#make(name, `gaturum test ${name}`, ["-addext", "basicConstraints=critical,CA:TRUE"], AUTHORITY_DAYS);
  }

  get certificate(): string {
    return this.#read(`${this.#name}.crt`);
  }

  /** A client's by its common name, or with a host the broker's. Files are called `file`. */
  issue(commonName: string, file = commonName, host?: string): Identity {
    const by = ["-CA", this.#path(`${this.#name}.crt`), "-CAkey", this.#path(`${this.#name}.key`)];
    const names = host === undefined ? [] : ["-addext", `subjectAltName=IP:${host}`];
    this.#make(file, commonName, [...by, "-addext", "basicConstraints=critical,CA:FALSE", ...names]);
    return { cert: this.#read(`${file}.crt`), key: this.#read(`${file}.key`) };
  }

  #make(file: string, commonName: string, more: readonly string[], days = DAYS): void {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const files = ["-keyout", this.#path(`${file}.key`), "-out", this.#path(`${file}.crt`)];
    const words = ["req", "-x509", ...key, ...files, "-days", days, "-subj", `/CN=${commonName}`, ...more];
    execFileSync("openssl", words, { stdio: "pipe" });
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }

  #read(file: string): string {
    return readFileSync(this.#path(file), "utf8");
  }
}
