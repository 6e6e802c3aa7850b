import { spawnSync } from "node:child_process";
import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DeviceConfig } from "../../config/device-config.ts";
import { loadConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { allowedDevices } from "./allowed-devices.ts";

/** `gaturum-check-config.service`: the checked config for control and link, and the devices that control may use. */
const { values: given } = parseArgs({
  options: {
    config: { type: "string", default: "/etc/gaturum/device.yaml" },
    "run-dir": { type: "string", default: "/run/gaturum" },
    "state-dir": { type: "string", default: "/var/lib/gaturum" },
  },
});
const CONTROL = "gaturum-control.service";
/** Where there is no systemd there is nobody to ask, and nothing that keeps devices away. */
const SYSTEMD = "/run/systemd/system";
/** systemd answers at once; our choice, well below the unit's `TimeoutStartSec=`. */
const ASK_MS = 20_000;

process.exitCode = await checkConfig();

async function checkConfig(): Promise<number> {
  const loaded = await loadConfig(given.config);
  const told = loaded.ok ? loaded.notes.map((note) => `note: ${formatProblem(note)}`) : [];
  const wrong = loaded.ok ? mocksIn(loaded.config) : loaded.problems.map(formatProblem);
  for (const line of [...told, ...wrong]) process.stderr.write(`${line}\n`);
  if (!loaded.ok || wrong.length > 0) return 1;
  putInForce(loaded.config);
  return letUse(allowedDevices(loaded.config));
}

function mocksIn({ parts }: DeviceConfig): readonly string[] {
  return parts
    .filter(({ driver }) => driver === "mock")
    .map(({ at, name }) => `${at} parts.${name}.driver: a mock has no hardware. Name a driver.`);
}

/** Whole or not at all, and under the device's own name too, as the verbs look for it. */
function putInForce(config: DeviceConfig): void {
  const file = join(given["run-dir"], "config.json");
  // The folder is control's, which must not choose what root writes to: so a new file, never through a link.
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, JSON.stringify(config), { mode: 0o644, flag: "wx" });
  renameSync(`${file}.new`, file);
  callBy(config.device, given["run-dir"], ".");
  callBy(config.device, given["state-dir"], "control");
}

function callBy(device: string, folder: string, target: string): void {
  const link = join(folder, device);
  const there = lstatSync(link, { throwIfNoEntry: false });
  // Only a device that is called as one of our own folders.
  if (there !== undefined && !there.isSymbolicLink()) return;
  if (there !== undefined && readlinkSync(link) === target) return;
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

function letUse(devices: readonly string[]): number {
  if (lstatSync(SYSTEMD, { throwIfNoEntry: false }) === undefined) return 0;
  const allow = ["DeviceAllow=", ...devices.map((device) => `DeviceAllow=${device} rw`)];
  const done = spawnSync("systemctl", ["set-property", "--runtime", CONTROL, ...allow], {
    encoding: "utf8",
    timeout: ASK_MS,
  });
  process.stderr.write(`control may use ${devices.length === 0 ? "no device" : devices.join(", ")}\n`);
  if (done.status === 0) return 0;
  process.stderr.write(`systemd did not take it: ${done.stderr.trim()}. Look at: systemctl status ${CONTROL}\n`);
  return 1;
}
