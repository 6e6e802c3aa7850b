import { readFileSync } from "node:fs";
import type { DeviceConfig } from "../../config/device-config.ts";
import { machineUnder } from "../compose.ts";
import { parseRecord, replay as replayLines } from "../control/replay.ts";
import { VERSION } from "../version.ts";

/** `gaturum replay FILE`: runs a flight record through the same deciders. Exit codes: 0 identical, 1 not. */
export function replay(file: string, json: boolean): number {
  try {
    return play(file, json);
  } catch (cause) {
    process.stderr.write(`${file}: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return 1;
  }
}

function play(file: string, json: boolean): number {
  const { header, lines } = parseRecord(readFileSync(file, "utf8"));
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
