import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HOME, readCard, type Card } from "../../boot/card.ts";
import { writeWhole } from "../../update/slot-disk.ts";
import { requireProgram } from "../program.ts";
import { belongTogether, certificateIn } from "../provision/authority.ts";
import {
  CERTIFICATE_FILE,
  CONFIG_FILE,
  filesThere,
  FIRST_BOOT,
  firstBoot,
  KEY_FILE,
  REQUEST_FILE,
} from "../provision/device-files.ts";
import { Refusal, refusalAt } from "../refusal.ts";

/** Whether a folder is one device's, and its first boot would take it; throws in words. */
export async function lookAtProvisioned(folder: string): Promise<void> {
  for (const name of ["mcopy", "mdir", "mmd"] as const) await requireProgram(name);
  const inIt = (name: string): string => join(folder, name);
  for (const name of [CONFIG_FILE, FIRST_BOOT, KEY_FILE])
    if (!existsSync(inIt(name)))
      throw new Refusal(`${inIt(name)}: is not there. Name a folder that gaturum provision made for one device.`);
  if (!existsSync(inIt(CERTIFICATE_FILE)))
    throw new Refusal(
      `${inIt(CERTIFICATE_FILE)}: is not there yet. Have ${REQUEST_FILE} signed by the city's authority first.`,
    );
  try {
    cardIn(folder);
    const certificate = certificateIn(readFileSync(inIt(CERTIFICATE_FILE), "utf8"), inIt(CERTIFICATE_FILE));
    if (!belongTogether(certificate, readFileSync(inIt(KEY_FILE), "utf8")))
      throw new Refusal(
        `${inIt(CERTIFICATE_FILE)}: is not for ${KEY_FILE}. Have ${REQUEST_FILE} of this very folder signed.`,
      );
  } catch (cause) {
    throw refusalAt(folder, cause);
  }
}

/** As the first boot will read it. */
function cardIn(folder: string): Card {
  const list = join(folder, FIRST_BOOT);
  const card = readCard(readFileSync(list, "utf8"));
  if (typeof card !== "string") return card;
  throw new Refusal(`${list}: ${card}, so the first boot would refuse the card. Provision it again, without --home.`);
}

/** What was provisioned may have changed since: the city signed its certificate, someone named a driver in its config. */
export function renewList(folder: string): void {
  try {
    const { device, hasState } = cardIn(folder);
    const list = firstBoot(device, filesThere(folder), HOME, hasState);
    writeWhole(join(folder, FIRST_BOOT), String(list.content));
  } catch (cause) {
    throw refusalAt(folder, cause);
  }
}
