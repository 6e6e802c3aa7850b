import { constants, existsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { DeviceConfig } from "../../../config/device-config.ts";
import { VERSION } from "../../version.ts";
import { Interruption } from "../interruption.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { SILENT_MS } from "../progress.ts";
import { takeName } from "../take-name.ts";
import { BUNDLE_BYTES_MAX, filesFor, type Part } from "./contents.ts";
import { gatherParts, runningConfig, secretsAround } from "./gather.ts";
import { tarOf, type TarFile } from "./tar.ts";

export type BundleOptions = {
  readonly device: string;
  readonly socket: string;
  readonly stateFolder: string;
  /** The config that was named, if it loads. */
  readonly config: DeviceConfig | null;
  readonly configFile: string | null;
  readonly problems: readonly string[];
  /** The file to make; null: named after device and moment, here. */
  readonly out: string | null;
  readonly withRecord: boolean;
  readonly json: boolean;
  /** What `gaturum check` finds, as text; null: not asked for. */
  readonly check: (() => Promise<string>) | null;
};

/**
 * `gaturum bundle`: one file with all that helps to understand a device, and no secret. Exit codes: 0 made, 1 not made or
 * without what only a running control knows, 2 wrong use, 3 not permitted.
 */
export async function bundle(options: BundleOptions): Promise<number> {
  const madeTs = Date.now();
  const out = resolve(options.out ?? `${options.device}-${stamp(madeTs)}.tar.gz`);
  const interruption = new Interruption();
  const file = await begin(out);
  const told = setTimeout(() => process.stderr.write("asks the device, and reads its log\n"), SILENT_MS);
  try {
    const config = options.config ?? (await runningConfig(options.socket));
    const parts = await gatherParts({ ...options, signal: interruption.signal }, config);
    interruption.check();
    const secrets = secretsAround(config, textOf(parts, "config.yaml"));
    const facts = { device: options.device, version: VERSION, madeTs, withRecord: options.withRecord };
    const files = filesFor(parts, facts, secrets);
    await file.finish(packed(files, madeTs));
    return tell(out, parts, options.json);
  } finally {
    clearTimeout(told);
    await file.discard();
    interruption.end();
  }
}

const stamp = (ts: number): string => new Date(ts).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
const textOf = (parts: readonly Part[], name: string): string => {
  const found = parts.find((part) => part.name === name);
  return found !== undefined && "text" in found ? found.text : "";
};

function packed(files: readonly TarFile[], madeTs: number): Buffer {
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > BUNDLE_BYTES_MAX) {
    throw new Refusal(`${Math.round(bytes / 1e6)} MB are more than a bundle may have. Make one with --no-record.`);
  }
  return gzipSync(tarOf(files, Math.floor(madeTs / 1_000)));
}

/** What is unfinished has another name; it gets its own when it is whole and on the disk, and takes no other's. */
async function begin(out: string) {
  const unfinished = `${out}.part`;
  if (existsSync(out)) throw new Refusal(`${out} is there already. Nothing is written over: name another with --out.`);
  const words = (cause: unknown): unknown => refusalAt(out, cause);
  const handle = await open(unfinished, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o640).catch(
    (cause: unknown) => {
      throw refusalAt(isThere(cause) ? unfinished : dirname(out), cause);
    },
  );
  return {
    async finish(content: Buffer): Promise<void> {
      try {
        await handle.writeFile(content);
        await handle.sync();
        await takeName(unfinished, out);
      } catch (cause) {
        throw words(cause);
      }
    },
    async discard(): Promise<void> {
      await handle.close();
      await rm(unfinished, { force: true });
    },
  };
}

const isThere = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "EEXIST";

/** What only a running control, or the config, can say; without it a bundle is made and is not whole. */
const ESSENTIAL = ["status.json", "config.json", "flight-record.jsonl"];

function tell(out: string, parts: readonly Part[], json: boolean): number {
  const missing = parts.flatMap((part) => ("missing" in part ? [{ name: part.name, why: part.missing }] : []));
  const lacking = missing.filter(({ name }) => ESSENTIAL.includes(name));
  if (json) process.stdout.write(`${JSON.stringify({ file: out, whole: lacking.length === 0, missing })}\n`);
  else {
    process.stdout.write(`${out}\n`);
    for (const { name, why } of lacking) process.stderr.write(`without ${name}: ${why}\n`);
  }
  return lacking.length === 0 ? 0 : 1;
}
