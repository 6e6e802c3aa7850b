import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export const LAUNCHER = new URL("../../device/gaturum.js", import.meta.url).pathname;
/** Ten processes one after the other, on a slow computer. */
export const PROCESSES_MS = 90_000;

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** A verb as it is typed where there is no terminal, until it ends. */
export async function typed(...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [LAUNCHER, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, out, err };
}
