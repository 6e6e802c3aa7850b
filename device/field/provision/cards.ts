import { constants, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { clientIdOf } from "../../contract/topics.ts";
import { findBootPartition, putInBootPartition } from "../flash/boot-partition.ts";
import type { Interruption } from "../interruption.ts";
import { Progress } from "../progress.ts";
import { refusalAt } from "../refusal.ts";
import { takeName } from "../take-name.ts";
import { issue, newKey, noteIssued, type Authority, type Issued } from "./authority.ts";
import { deviceFiles, firstBoot, REQUEST_FILE, type Common, type Identity } from "./device-files.ts";
import { copyState, type OldState } from "./old-device.ts";
import { requestFor } from "./openssl.ts";
import { syncFolder } from "../../update/slot-disk.ts";
import { wholeFolder, writeFiles } from "./whole-folder.ts";

/** One device that is to be made. `config` is the text of its config, which the loader takes. */
export type Card = {
  readonly device: string;
  readonly tenant: string;
  readonly plate: string;
  readonly groups: string | null;
  readonly zone: string | null;
  readonly config: string;
  /** Parts that are mocks still. */
  readonly mocks: readonly string[];
  /** What it has of its own where the others of a run have something in common. */
  readonly own: Partial<Common>;
  /** What the device before it had counted and measured; null: it begins anew. */
  readonly state: OldState | null;
};

export type Making = {
  readonly authority: Authority | null;
  readonly common: Common;
  readonly interruption: Interruption;
  readonly json: boolean;
};

export type Made = {
  readonly device: string;
  readonly plate: string;
  /** The folder or the image. */
  readonly at: string;
  readonly certificate: Issued | null;
  /** The file that the city's own authority is to sign; null: it is signed. */
  readonly request: string | null;
};

/** Its line in the list from which `npm run broker:access` makes who may what. */
export function accessLine({ tenant, device, groups, zone }: Card): string {
  const words = (groups ?? "")
    .split(", ")
    .filter(Boolean)
    .map((group) => `group=${group}`);
  return ["device", tenant, device, ...words, ...(zone === null ? [] : [`zone=${zone}`])].join(" ");
}

export async function inFolder(card: Card, out: string, making: Making): Promise<Made> {
  let made: Made | null = null;
  await wholeFolder(out, async (unfinished) => {
    made = { ...(await make(card, unfinished, making)), at: out };
    making.interruption.check();
    note([made], making);
  });
  return sure(made);
}

/** A folder a device, all of them or none. */
export async function inStreet(cards: readonly Card[], out: string, making: Making): Promise<readonly Made[]> {
  const made: Made[] = [];
  const progress = new Progress({ what: "made", unit: "posts", total: cards.length }, making.json);
  try {
    await wholeFolder(out, async (unfinished) => {
      for (const card of cards) {
        const folder = join(unfinished, card.device);
        mkdirSync(folder, { mode: 0o700 });
        made.push({ ...(await make(card, folder, making)), at: join(out, card.device) });
        making.interruption.check();
        progress.at(made.length);
      }
      writeFileSync(join(unfinished, "clients.txt"), cards.map((card) => `${accessLine(card)}\n`).join(""), {
        flush: true,
      });
      syncFolder(unfinished);
      note(made, making);
    });
  } finally {
    progress.end();
  }
  return made;
}

type Images = { readonly image: string; readonly out: string };

/** A copy of the image with one device's files in it. The image itself stays for the others. */
export async function inImage(card: Card, { image, out }: Images, making: Making): Promise<Made> {
  const target = resolve(out);
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished`);
  const folder = mkdtempSync(join(tmpdir(), "gaturum-card-"));
  try {
    const made = { ...(await make(card, folder, making)), at: out };
    rmSync(unfinished, { force: true });
    copyFileSync(image, unfinished, constants.COPYFILE_FICLONE);
    const file = await open(unfinished, "r+");
    try {
      // Whoever may read the image may not read the key.
      await file.chmod(0o600);
      await putInBootPartition(await findBootPartition(unfinished), folder);
      await file.sync();
    } finally {
      await file.close();
    }
    making.interruption.check();
    note([made], making);
    await takeName(unfinished, target);
    return made;
  } catch (cause) {
    throw refusalAt(out, cause);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

async function make(
  card: Card,
  folder: string,
  { authority, common, interruption }: Making,
): Promise<Omit<Made, "at">> {
  const { device, tenant, plate, config, state } = card;
  const all = { ...common, ...card.own };
  const key = newKey();
  const name = clientIdOf(tenant, device);
  try {
    const signed = authority === null ? null : await issue(authority, key, name, plate);
    const request = signed === null ? await requestFor(key, name) : null;
    const identity: Identity = { key, certificate: signed?.certificate ?? null, request };
    const files = deviceFiles(config, identity, all);
    if (state !== null) copyState(state, join(folder, "state"));
    writeFiles(folder, [...files, firstBoot(device, files, all.home, state !== null)]);
    return { device, plate, certificate: signed?.record ?? null, request: request === null ? null : REQUEST_FILE };
  } catch (cause) {
    // Ctrl-C ends openssl as well, which then fails for no reason of its own.
    interruption.check();
    throw cause;
  }
}

function note(made: readonly Made[], { authority }: Making): void {
  const records = made.flatMap(({ certificate }) => (certificate === null ? [] : [certificate]));
  if (authority !== null) noteIssued(authority, records);
}

function sure(made: Made | null): Made {
  if (made === null) throw new Error("a folder is made when it is there");
  return made;
}
