import { createHash } from "node:crypto";
import type { Json } from "../../measure/decision.ts";
import { hidden, showsOne } from "./secrets.ts";
import type { TarFile } from "./tar.ts";

/** One file of a bundle before it is looked over: its text, or why there is none. */
export type Part = { readonly name: string; readonly about: string } & (
  { readonly text: string } | { readonly missing: string }
);
export type BundleFacts = {
  readonly device: string;
  readonly version: string;
  readonly madeTs: number;
  readonly withRecord: boolean;
};
/** `bundle.json` in a bundle. `bundle`: its format. */
export type Manifest = BundleFacts & {
  readonly bundle: 1;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly cut?: true;
  }[];
  readonly missing: readonly { readonly name: string; readonly why: string }[];
};

/**
 * Of one file: ten minutes of a bin whose readings all change in each of 50 cycles a second are 30,000 lines of 1 kB.
 * What is longer is cut at the end of a line, and the manifest says so.
 */
export const FILE_BYTES_MAX = 32_000_000;
/** Of all of them, unpacked: the flight record, and as much again for the rest. */
export const BUNDLE_BYTES_MAX = 64_000_000;
export const RECORD_NAME = "flight-record.jsonl";
export const MANIFEST_NAME = "bundle.json";

/** The files of a bundle, secrets taken out. Pure; the same parts give the same files. A secret that is left throws. */
export function filesFor(parts: readonly Part[], facts: BundleFacts, secrets: readonly string[]): readonly TarFile[] {
  const made = parts.flatMap((part) => ("text" in part ? [fileFor(part.name, part.text, secrets)] : []));
  const missing = parts.flatMap((part) =>
    "missing" in part ? [{ name: part.name, why: hidden(part.missing, secrets) }] : [],
  );
  const files = made.map(({ name, content, cut }) => ({
    ...{ name, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") },
    ...(cut ? { cut: true as const } : {}),
  }));
  const device = hidden(facts.device, secrets);
  const manifest: Manifest = { bundle: 1, ...facts, device, files, missing };
  const readme = { name: "README.txt", content: Buffer.from(hidden(readmeText(parts, facts), secrets)) };
  const rest = made.map(({ name, content }) => ({ name, content }));
  const shown = [readme, ...rest].map(({ name, content }) => [name, content.toString("utf8")] as const);
  // Its keys and names are our own words, and a password may be one of them.
  const inManifest = [MANIFEST_NAME, [device, ...missing.map(({ why }) => why)].join("\n")] as const;
  for (const [name, text] of [...shown, inManifest])
    if (showsOne(text, secrets)) throw new Error(`${name} would have held a secret; nothing was written`);
  return [readme, { name: MANIFEST_NAME, content: Buffer.from(jsonText(manifest)) }, ...rest];
}

function fileFor(name: string, text: string, secrets: readonly string[]): TarFile & { readonly cut: boolean } {
  const content = Buffer.from(hidden(text, secrets));
  if (content.length <= FILE_BYTES_MAX) return { name, content, cut: false };
  return { name, content: content.subarray(0, content.lastIndexOf("\n", FILE_BYTES_MAX - 1) + 1), cut: true };
}

function readmeText(parts: readonly Part[], { device, version, madeTs, withRecord }: BundleFacts): string {
  const rows = parts.map(
    (part) => `  ${part.name.padEnd(22)}${"text" in part ? part.about : `is not in it: ${part.missing}`}`,
  );
  return [
    `Bundle of ${device}, gaturum ${version}, made ${new Date(madeTs).toISOString()}.`,
    "",
    ...(withRecord ? PEOPLE_IN_IT : NO_PEOPLE_IN_IT),
    "",
    "Keys, passwords, the key of the zone and what else looked like a secret were taken out: [hidden].",
    "",
    ...rows,
    "",
    ...(withRecord ? ["Play it at the desk, bit for bit: gaturum replay BUNDLE", ""] : []),
  ].join("\n");
}

const PEOPLE_IN_IT = [
  "IT TELLS WHEN PEOPLE PASSED. The flight record and the decisions have each edge of the motion sensor of the last",
  "minutes, to the cycle. It is for whoever mends this device: do not pass it on, and delete it when the work is done.",
  "gaturum bundle --no-record makes one without.",
];
const NO_PEOPLE_IN_IT = [
  "It was made with --no-record: nothing in it tells of a passer-by more exactly than within 5 minutes.",
];

export const jsonText = (value: Json | object): string => `${JSON.stringify(value, null, 2)}\n`;
