import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { flash, type FlashWords } from "../../../device/field/flash/flash.ts";
import { provision } from "../../../device/field/provision/provision.ts";
import { wholeNumber } from "../../setup/property-runs.ts";
import { saidBy, type Outcome } from "../said.ts";
import { MB, writeCardImage } from "./card-image.ts";

export const IMAGE_BYTES = (wholeNumber(process.env["GATURUM_FLASH_MB"]) ?? 24) * MB;
/** A folder of this process, there from {@link lay} to {@link clear}. */
export const top = mkdtempSync(join(tmpdir(), "gaturum-flash-"));
export const at = (name: string): string => join(top, name);
export const IMAGE = at("card.img");
export const clear = (): void => rmSync(top, { recursive: true });

export const run = (words: Partial<FlashWords>): Promise<Outcome> =>
  saidBy(() => flash({ image: IMAGE, device: at("out"), provisioned: null, yes: true, json: true, ...words }));
/** What stands behind the lines of progress. */
export const lastOf = (out: string): unknown => JSON.parse(out.trim().split("\n").at(-1) ?? "");

/** A disk of the kernel's, over a file; null where this computer has none to give. */
export function loopDisk(bytes: number, name?: string): string | null {
  mkdirSync(top, { recursive: true });
  const file = name ?? at(`disk-${readdirSync(top).length}`);
  writeFileSync(file, "");
  truncateSync(file, bytes);
  const { status, stdout } = spawnSync("losetup", ["--find", "--show", file], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** An image of a card, packed too, and what is provisioned for `post-1`. */
export async function lay(): Promise<void> {
  mkdirSync(top, { recursive: true });
  writeCardImage(IMAGE, IMAGE_BYTES);
  spawnSync("xz", ["-1", "-k", "-T2", IMAGE]);
  const answers = {
    tenant: "stockholm",
    device: "post-1",
    kind: "lamp-post",
    place: "59.3 N 18.1 E",
    plate: "4711",
    broker: "mqtts://b.example:8883",
  };
  const words = {
    template: null,
    ca: at("ca"),
    newCa: true,
    brokerCa: null,
    trust: null,
    updateRoot: null,
    updates: null,
    zoneKey: null,
    image: null,
    street: null,
    replace: null,
  };
  const made = await saidBy(() =>
    provision({ answers, ...words, out: at("post-1"), home: "/etc/gaturum", json: true }),
  );
  expect([made.code, made.err]).toEqual([0, ""]);
}
