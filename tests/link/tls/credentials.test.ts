import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { choosePair, Credentials, type Pairs } from "../../../device/link/tls/credentials.ts";
import { needs } from "../../setup/programs.ts";
import { Authority, type Made } from "./certificates.ts";

let authority: Authority;
let [old, renewed]: [Made, Made] = [none(), none()];
let files: { ca: null; certificate: string; key: string };
const said: string[] = [];

function none(): Made {
  return { certificate: "", key: "" };
}
const next = (path: string) => join(dirname(path), "next", path.split("/").at(-1) ?? "");
const drop = (made: Made): void => {
  copyFileSync(made.certificate, next(files.certificate));
  copyFileSync(made.key, next(files.key));
};
const text = ({ certificate, key }: Made) => ({
  certificate: readFileSync(certificate, "utf8"),
  key: readFileSync(key, "utf8"),
});
const taken = async (credentials: Credentials) => {
  const found = await credentials.take();
  if (!found.ok) return found.problem;
  return { certificate: found.secrets.certificate, key: found.secrets.key };
};

needs("openssl")("the device's own certificate and key", () => {
  beforeAll(() => {
    authority = new Authority();
    old = authority.make("old", { toMs: Date.now() + 10 * 86_400_000 });
    renewed = authority.make("renewed");
    const folder = join(authority.folder, "device");
    files = { ca: null, certificate: join(folder, "device.pem"), key: join(folder, "device.key") };
  });
  afterAll(() => authority.end());
  beforeEach(() => {
    said.length = 0;
    rmSync(dirname(files.key), { recursive: true, force: true });
    mkdirSync(join(dirname(files.key), "next"), { recursive: true });
    copyFileSync(old.certificate, files.certificate);
    copyFileSync(old.key, files.key);
  });

  it("a new pair beside the old takes its place once a session with it has held", async () => {
    const credentials = new Credentials(files, (line) => said.push(line));
    expect(await taken(credentials)).toEqual(text(old));
    drop(renewed);
    expect(await taken(credentials)).toEqual(text(renewed));
    expect(text(files)).toEqual(text(old));
    await credentials.held();
    expect(text(files)).toEqual(text(renewed));
    expect(existsSync(next(files.key))).toBe(false);
    expect(said).toEqual([expect.stringContaining("the new certificate works")]);
    expect(await taken(credentials)).toEqual(text(renewed));
  });

  it("a new pair with which no session holds leaves the old one in use, and is tried again after it", async () => {
    drop(renewed);
    const credentials = new Credentials(files, (line) => said.push(line));
    const tries = [await taken(credentials), await taken(credentials), await taken(credentials)];
    expect(tries).toEqual([text(renewed), text(old), text(renewed)]);
    expect(said).toEqual([expect.stringContaining("no session with the new certificate")]);
    await taken(credentials);
    await credentials.held();
    expect(text(files)).toEqual(text(old));
    expect(text({ certificate: next(files.certificate), key: next(files.key) })).toEqual(text(renewed));
  });

  it("a new certificate without its key is no pair, and the old one is used", async () => {
    copyFileSync(renewed.certificate, next(files.certificate));
    const credentials = new Credentials(files, (line) => said.push(line));
    expect(await taken(credentials)).toEqual(text(old));
  });

  it("a new pair that link may not read is told, and the old one is used", async () => {
    drop(renewed);
    // Root may read everything: a folder stands for what may not be read.
    rmSync(next(files.key));
    mkdirSync(next(files.key));
    const credentials = new Credentials(files, (line) => said.push(line));
    expect(await taken(credentials)).toEqual(text(old));
    expect(said).toEqual([expect.stringContaining("the new certificate cannot be read (EISDIR")]);
    rmSync(dirname(next(files.key)), { recursive: true });
    writeFileSync(dirname(next(files.key)), "");
    expect(await taken(credentials)).toEqual(text(old));
    expect(said.at(-1)).toContain("the new certificate cannot be read (ENOTDIR");
  });

  it("a power cut between certificate and key of a new pair leaves one that fits", async () => {
    copyFileSync(renewed.certificate, files.certificate);
    copyFileSync(renewed.key, next(files.key));
    const credentials = new Credentials(files, (line) => said.push(line));
    expect(await taken(credentials)).toEqual(text(renewed));
    await credentials.held();
    expect(text(files)).toEqual(text(renewed));
  });

  it("chooses: new, old after a failure, what a power cut left, nothing", () => {
    const [one, two] = [text(old), text(renewed)];
    const nothing = { certificate: null, key: null };
    const from = (pairs: Pairs, nextFailed: boolean) => choosePair(pairs, nextFailed)?.from ?? null;
    expect(from({ present: one, next: two }, false)).toBe("next");
    expect(from({ present: one, next: two }, true)).toBe("present");
    expect(from({ present: nothing, next: two }, true)).toBe("next");
    expect(from({ present: { ...one, certificate: two.certificate }, next: { ...nothing, key: two.key } }, false)).toBe(
      "half",
    );
    expect(from({ present: { ...one, key: two.key }, next: nothing }, false)).toBeNull();
    expect(from({ present: { certificate: "x", key: "y" }, next: nothing }, false)).toBeNull();
  });
});
