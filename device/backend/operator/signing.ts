import type { KeyObject } from "node:crypto";
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
import { readNamed, WrongUse } from "../access.ts";
import type { Wish } from "./wish.ts";

export type Signer = { readonly kid: string; readonly key: KeyObject };
export type Addressee = { readonly tenant: string } & ({ readonly device: string } | { readonly group: string });

/** Throws with the cure in its words. */
export function readKey(file: string, kid: string): Signer {
  if (!KID_PATTERN.test(kid))
    throw new WrongUse(`--kid ${kid}: write it as in the devices' trust files: letters, digits, ".", "_" and "-"`);
  const cure = `Make one: openssl genpkey -algorithm ed25519 -out ${file}`;
  const pem = readNamed(file, cure).toString();
  const key = privateKeyFrom(pem);
  if (key !== null) return { kid, key };
  throw new WrongUse(
    pem.includes("ENCRYPTED")
      ? `${file}: it has a passphrase: write one without, openssl pkey -in … -out …`
      : `${file}: no private key of Ed25519. Make one in another file: openssl genpkey -algorithm ed25519 -out …`,
  );
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
