import { createPrivateKey, X509Certificate } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The files that `city.tls` names. */
export type TlsFiles = {
  /** Who signs brokers; null: whom Node trusts. */
  readonly ca: string | null;
  /** The device's own, both or none. */
  readonly certificate: string | null;
  readonly key: string | null;
};
export type Secrets = { readonly ca: string | null; readonly certificate: string | null; readonly key: string | null };
export type Taken = { readonly ok: true; readonly secrets: Secrets } | { readonly ok: false; readonly problem: string };

/** From when to when the device's own certificate is good, ms since 1970. */
export type Validity = { readonly fromMs: number; readonly toMs: number };

/** A new certificate and key wait under the same names in this folder beside the old ones. */
const NEXT = "next";
/** In PEM. Node takes an empty list of authorities for none, and trusts its own. */
const CERTIFICATE = "CERTIFICATE-----";

/**
 * The device's own certificate and key, read anew for each connection. A new pair beside the old is tried first; once a
 * session with it has held it takes the place of the old, and until then the old one stays and is used at every other
 * connection. Nothing here waits in the event loop.
 */
export class Credentials {
  readonly #files: TlsFiles;
  readonly #say: (line: string) => void;
  #taken: Choice | null = null;
  #nextFailed = false;
  #validity: Validity | null = null;

  constructor(files: TlsFiles, say: (line: string) => void) {
    this.#files = files;
    this.#say = say;
  }

  /** Of the certificate that the newest connection was made with; null: none was. */
  get validity(): Validity | null {
    return this.#validity;
  }

  /** Never rejects. Asked once a connection: asked again, the connection before has not held. */
  async take(): Promise<Taken> {
    if (this.#taken?.from === "next") this.#giveNextUp();
    const { ca, certificate, key } = this.#files;
    try {
      const authority = ca === null ? null : await readFile(ca, "utf8");
      if (authority?.includes(CERTIFICATE) === false) return { ok: false, problem: `${ca} holds no certificate` };
      if (certificate === null || key === null)
        return { ok: true, secrets: { ca: authority, certificate: null, key: null } };
      const found = { present: await sideOf(certificate, key), next: await this.#nextSide(certificate, key) };
      const choice = choosePair(found, this.#nextFailed);
      this.#nextFailed = false;
      if (choice === null) {
        const problem = `${certificate} and ${key} are not there, or do not belong together`;
        return { ok: false, problem };
      }
      this.#taken = choice;
      this.#validity = validityOf(choice.pair.certificate);
      return { ok: true, secrets: { ca: authority, ...choice.pair } };
    } catch (cause) {
      return { ok: false, problem: (cause as Error).message };
    }
  }

  /** The session made with what was taken last holds. Resolves when a new pair has its place. */
  async held(): Promise<void> {
    const taken = this.#taken;
    this.#taken = null;
    const { certificate, key } = this.#files;
    if (certificate === null || key === null || taken === null || taken.from === "present") return;
    try {
      await moveIntoPlace(certificate);
      await moveIntoPlace(key);
      this.#say(`the new certificate works, and has taken the place of ${certificate}`);
    } catch (cause) {
      const why = (cause as Error).message;
      this.#say(
        `the new certificate works, and cannot take the place of the old one (${why}). Make ${certificate} and ${key} writable for link.`,
      );
    }
  }

  /** What cannot be read there is as good as not there: the old pair is no worse for it. */
  async #nextSide(certificate: string, key: string): Promise<Side> {
    try {
      return await sideOf(nextOf(certificate), nextOf(key));
    } catch (cause) {
      const why = (cause as Error).message;
      this.#say(
        `the new certificate cannot be read (${why}). The old one is used; let link read the new one and its key.`,
      );
      return { certificate: null, key: null };
    }
  }

  #giveNextUp(): void {
    this.#nextFailed = true;
    const { certificate } = this.#files;
    if (certificate !== null)
      this.#say(
        `no session with the new certificate ${nextOf(certificate)}. The old one is used; the new one is tried again after it.`,
      );
    this.#taken = null;
  }
}

type Pair = { readonly certificate: string; readonly key: string };
type Side = { readonly certificate: string | null; readonly key: string | null };
export type Pairs = { readonly present: Side; readonly next: Side };
/** `half`: the new certificate has its place and the power went before its key had. */
export type Choice = { readonly from: "present" | "next" | "half"; readonly pair: Pair };

/** Pure. The new pair, unless it has just failed; the old one; what a power cut left between them; null: none fits. */
export function choosePair({ present, next }: Pairs, nextFailed: boolean): Choice | null {
  const old = choice("present", present.certificate, present.key);
  const renewed = choice("next", next.certificate, next.key);
  const half = choice("half", present.certificate, next.key);
  return (nextFailed ? (old ?? renewed) : (renewed ?? old)) ?? half;
}

function choice(from: Choice["from"], certificate: string | null, key: string | null): Choice | null {
  if (certificate === null || key === null || !belongTogether(certificate, key)) return null;
  return { from, pair: { certificate, key } };
}

function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function validityOf(certificate: string): Validity {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return { fromMs: validFromDate.getTime(), toMs: validToDate.getTime() };
}

async function sideOf(certificate: string, key: string): Promise<Side> {
  return { certificate: await readIfThere(certificate), key: await readIfThere(key) };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

const nextOf = (path: string) => join(dirname(path), NEXT, basename(path));

async function moveIntoPlace(path: string): Promise<void> {
  try {
    await rename(nextOf(path), path);
  } catch (cause) {
    // A power cut came between the two: this one has its place already.
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
  }
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
