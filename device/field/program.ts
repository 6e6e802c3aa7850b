import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { Refusal } from "./refusal.ts";

/** Programs of the computer that a verb at the desk cannot do without, and the Debian package of each. */
const PACKAGES = {
  ...{ openssl: "openssl", xz: "xz-utils", dd: "coreutils", avrdude: "avrdude" },
  ...{ mcopy: "mtools", mdir: "mtools", mmd: "mtools" },
} as const;
export type Program = keyof typeof PACKAGES;

export type Ran = { readonly code: number; readonly out: Buffer; readonly err: string };

/** Runs a program to its end. Refuses in words where it is not there; what its code means is the caller's. */
export async function runProgram(name: Program, words: readonly string[]): Promise<Ran> {
  const child = spawn(name, words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  try {
    const [code, out, err] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
    return { code, out, err: err.trim() };
  } catch (cause) {
    throw isMissing(cause) ? missing(name) : cause;
  }
}

/** Refuses before anything is asked. */
export async function requireProgram(name: Program): Promise<void> {
  await runProgram(name, ["--version"]);
}

export const missing = (name: Program): Refusal =>
  new Refusal(`${name} is not on this computer. Type: sudo apt-get install ${PACKAGES[name]}`);

export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT";
