import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { DeviceConfig } from "../../config/device-config.ts";
import { machineUnder } from "../compose.ts";
import { parseRecord, replay as replayLines } from "../control/replay.ts";
import { VERSION } from "../version.ts";
import { BUNDLE_BYTES_MAX, MANIFEST_NAME, RECORD_NAME, type Manifest } from "./bundle/contents.ts";
import { filesOf } from "./bundle/tar.ts";
import { Refusal, refusalAt } from "./refusal.ts";

/**
 * `gaturum replay FILE`: runs a flight record, or that of a bundle, through the same deciders. Exit codes: 0 identical, 1
 * not, or no record; 3 not permitted.
 */
export function replay(file: string, json: boolean): number {
  const text = recordIn(file);
  try {
    return play(file, text, json);
  } catch (cause) {
    throw new Refusal(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** How a file that gzip made begins (RFC 1952). */
const GZIP = Buffer.from([0x1f, 0x8b]);

function recordIn(file: string): string {
  const content = readOrRefuse(file);
  if (!content.subarray(0, GZIP.length).equals(GZIP)) return content.toString("utf8");
  const files = filesOf(unpacked(file, content));
  if (typeof files === "string") throw new Refusal(`${file} is no whole bundle: ${files}. Copy it again.`);
  const named = (name: string): string | null =>
    files.find((each) => each.name === name)?.content.toString("utf8") ?? null;
  const manifest = JSON.parse(named(MANIFEST_NAME) ?? "{}") as Partial<Manifest>;
  if (manifest.bundle !== 1) {
    const version = manifest.version === undefined ? "" : ` It was made by version ${manifest.version}: use that one.`;
    throw new Refusal(`${file} is no bundle that version ${VERSION} knows.${version}`);
  }
  const record = named(RECORD_NAME);
  if (record !== null) return record;
  const why =
    manifest.withRecord === false ? "it was made with --no-record" : "the device did not answer when it was made";
  throw new Refusal(`${file} has no flight record: ${why}.`);
}

function unpacked(file: string, content: Buffer): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: 2 * BUNDLE_BYTES_MAX });
  } catch {
    throw new Refusal(`${file} cannot be unpacked: it is cut off or damaged. Copy it again.`);
  }
}

function readOrRefuse(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw refusalAt(file, cause);
  }
}

function play(file: string, text: string, json: boolean): number {
  const { header, lines } = parseRecord(text);
  if (header.version !== VERSION) {
    process.stderr.write(
      `${file}: recorded by version ${header.version}, this is ${VERSION}; a difference may come from that.\n`,
    );
  }
  const config = header.config as unknown as DeviceConfig;
  const result = replayLines(machineUnder(config), lines);
  const { cycles, snapshots, from, to, difference } = result;
  if (json) process.stdout.write(`${JSON.stringify({ ...result, device: config.device })}\n`);
  else if (difference === null) {
    const lasted = from === null || to === null ? 0 : (to - from) / 1_000;
    process.stdout.write(
      `${config.device}: identical, ${cycles} cycles and ${snapshots} snapshots over ${lasted.toFixed(1)} s\n`,
    );
  } else {
    const { t, what, recorded, replayed } = difference;
    process.stdout.write(
      `${config.device}: differs at ${t} ms in ${what}\n  recorded ${recorded}\n  replayed ${replayed}\n`,
    );
  }
  return difference === null ? 0 : 1;
}
