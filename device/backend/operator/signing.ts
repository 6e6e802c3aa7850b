import type { KeyObject } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { KID_PATTERN, type CommandMessage, type DesiredMessage } from "../../contract/downlink.ts";
import { COMMAND_LIFE_MAX_MS } from "../../contract/limits.ts";
import {
  audienceOf,
  commandType,
  groupAudienceOf,
  privateKeyFrom,
  SETTINGS_TYPE,
  signed,
} from "../../contract/signed.ts";
import { NotPermitted, readNamed, WrongUse } from "../access.ts";
import type { Wish } from "./wish.ts";

export type Signer = { readonly kid: string; readonly key: KeyObject };
export type Addressee = { readonly tenant: string } & ({ readonly device: string } | { readonly group: string });

/** Throws with the cure in its words. */
export function readKey(file: string, kid: string): Signer {
  if (!KID_PATTERN.test(kid))
    throw new WrongUse(`--kid ${kid}: write it as in the devices' trust files: letters, digits, ".", "_" and "-"`);
  const cure = `Make one: openssl genpkey -algorithm ed25519 -out ${file}`;
  const key = privateKeyFrom(readNamed(file, cure).toString());
  if (key === null)
    throw new WrongUse(
      `${file}: no private key of Ed25519. Make one in another file: openssl genpkey -algorithm ed25519 -out …`,
    );
  return { kid, key };
}

/**
 * The next number of a key, never the same twice: the time in ms, or one more than the last where the clock stands behind
 * it. Beside the key, on disk before anything is signed with it.
 */
export function nextCounter(keyFile: string, nowMs: number): number {
  const file = `${keyFile}.counter`;
  try {
    const counter = Math.max(lastIn(file) + 1, Math.floor(nowMs));
    writeWhole(file, `${counter}\n`);
    return counter;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const why = `${file}: the number of the next command cannot be kept (${code}), and without it nothing is signed.`;
    if (!["EACCES", "EPERM", "EROFS"].includes(code))
      throw new Error(`${why} Make room on its disk, or mend it.`, { cause });
    throw new NotPermitted(`${why} Sign as who owns the key, or have its folder made writable for you.`, { cause });
  }
}

function writeWhole(file: string, text: string): void {
  const handle = openSync(`${file}.new`, "w", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

function lastIn(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw cause;
  }
  const last = Number(text.trim());
  if (Number.isSafeInteger(last) && last > 0) return last;
  throw new Error(`${file}: not a number. Write the last counter of this key into it, or delete it if there was none.`);
}

export type CommandParts = {
  readonly to: Addressee;
  readonly id: string;
  readonly wish: Wish;
  readonly counter: number;
  readonly nowMs: number;
  /** How long it may take to arrive. */
  readonly withinMs: number;
  readonly challenge: string | undefined;
  readonly spreadMs: number | undefined;
};

export function signedCommand(parts: CommandParts, { kid, key }: Signer): CommandMessage {
  const { to, id, wish, counter, nowMs, withinMs, challenge, spreadMs } = parts;
  // A device of a group looks at the time again when its part of the spread is over.
  const lifeMs = Math.min(COMMAND_LIFE_MAX_MS, withinMs + (spreadMs ?? 0));
  const aud = "device" in to ? audienceOf(to.tenant, to.device) : groupAudienceOf(to.tenant, to.group);
  const command: Omit<CommandMessage, "sig"> = {
    ...{ v: 1, aud, typ: commandType(wish.name), kid, id, name: wish.name, args: { ...wish.args } },
    ...{ issuedAt: nowMs, expires: nowMs + lifeMs, counter },
    ...(challenge === undefined ? {} : { challenge }),
    ...(spreadMs === undefined ? {} : { spreadMs }),
  };
  return signed(command, key);
}

export type DesiredParts = {
  readonly tenant: string;
  readonly device: string;
  readonly epoch: number;
  readonly version: number;
  readonly state: Readonly<Record<string, unknown>>;
  readonly challenge: string | undefined;
};

export function signedSettings(parts: DesiredParts, { kid, key }: Signer): DesiredMessage {
  const { tenant, device, epoch, version, state, challenge } = parts;
  const desired: Omit<DesiredMessage, "sig"> = {
    ...{ v: 1, aud: audienceOf(tenant, device), typ: SETTINGS_TYPE, kid, epoch, version, state: { ...state } },
    ...(challenge === undefined ? {} : { challenge }),
  };
  return signed(desired, key);
}
