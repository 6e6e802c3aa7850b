import { spawnSync } from "node:child_process";
import { lstatSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { DeviceConfig } from "../../config/device-config.ts";
import { loadConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { readBoot } from "../../drivers/linux/boot.ts";
import { chooseConfig, type Started, type StartGiven } from "./starts.ts";
import { VERSION } from "../version.ts";
import { allowedDevices } from "./allowed-devices.ts";

/** The step before each start of control: the config that is in force, and the devices that control may use. */
const { values: given } = parseArgs({
  options: {
    config: { type: "string", default: "/etc/gaturum/device.yaml" },
    /** Control's sockets, and its files. */
    "run-dir": { type: "string", default: "/run/gaturum" },
    "state-dir": { type: "string", default: "/var/lib/gaturum" },
    /** Root's: what control and link start with, and what is kept of earlier starts. */
    "start-dir": { type: "string", default: "/run/gaturum-start" },
    "ladder-dir": { type: "string", default: "/var/lib/gaturum/ladder" },
  },
});
const { config: file, "run-dir": runDirectory, "state-dir": stateDirectory } = given;
const CONTROL = "gaturum-control.service";
/** Where there is no systemd there is nobody to ask, and nothing that keeps devices away. */
const SYSTEMD = "/run/systemd/system";
/** systemd answers at once; our choice, well below the unit's `TimeoutStartSec=`. */
const ASK_MS = 20_000;
/** systemd starts control again twice a second. Without any config there is nothing to hurry for. */
const NOTHING_TO_START_MS = 10_000;
const RUNGS = {
  "last-good": "the last config that was well",
  safe: "the safe profile: the lamp at 100 %, the ram still",
} as const;

process.exitCode = await checkConfig();

async function checkConfig(): Promise<number> {
  const boot = readBoot();
  const places = {
    ladderFolder: given["ladder-dir"],
    startFolder: given["start-dir"],
    runMark: join(stateDirectory, "control/control-run.json"),
  };
  const facts = { program: VERSION, boot: boot.id, byReset: boot.byReset === true };
  const started = chooseConfig(places, { ...facts, own: await ownConfig() });
  sayRung(started);
  const { config, unkept } = started;
  if (unkept !== null) say(`${places.ladderFolder}: ${unkept}. Bad starts may not be counted. Look at the card`);
  if (config === null) {
    if (isUnderSystemd()) await later(NOTHING_TO_START_MS);
    return 1;
  }
  callBy(config.device, runDirectory, ".");
  callBy(config.device, stateDirectory, "control");
  return letUse(allowedDevices(config));
}

async function ownConfig(): Promise<StartGiven["own"]> {
  const loaded = await loadConfig(file);
  const told = loaded.ok ? loaded.notes.map((note) => `note: ${formatProblem(note)}`) : [];
  const wrong = loaded.ok ? mocksIn(loaded.config) : loaded.problems.map(formatProblem);
  for (const line of [...told, ...wrong]) say(line);
  return loaded.ok && wrong.length === 0 ? loaded : { ok: false, why: wrong[0] ?? `${file} cannot be used` };
}

function mocksIn({ parts }: DeviceConfig): readonly string[] {
  return parts
    .filter(({ driver }) => driver === "mock")
    .map(({ at, name }) => `${at} parts.${name}.driver: a mock has no hardware. Name a driver.`);
}

function sayRung({ ladder: { profile }, why }: Started): void {
  const cure = `Mend ${file}: gaturum check says how it stands`;
  if (profile === "none") say(`none before it was ever used here. ${cure}. The lamp stays as it is wired`);
  else if (profile !== "device") say(`starting with ${RUNGS[profile]}: ${why ?? ""}. ${cure}`);
}

/** The verbs look for a device's folders by its name. */
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
  if (!isUnderSystemd()) return 0;
  const allow = ["DeviceAllow=", ...devices.map((device) => `DeviceAllow=${device} rw`)];
  const done = systemctl("set-property", "--runtime", CONTROL, ...allow);
  say(`control may use ${devices.length === 0 ? "no device" : devices.join(", ")}`);
  if (done.status === 0) {
    readDropInsAgain();
    return 0;
  }
  say(`systemd did not take it: ${done.stderr.trim()}. Look at: systemctl status ${CONTROL}`);
  return 1;
}

/**
 * systemd puts what it was told behind the drop-ins of an operator, and reads them by name: as long as it has not done so, each
 * systemctl warns that unit files have changed. Control starts either way.
 */
function readDropInsAgain(): void {
  if (systemctl("show", "--property=NeedDaemonReload", "--value", CONTROL).stdout.trim() === "yes")
    systemctl("daemon-reload");
}

function systemctl(...words: readonly string[]) {
  return spawnSync("systemctl", words, { encoding: "utf8", timeout: ASK_MS });
}

function isUnderSystemd(): boolean {
  return lstatSync(SYSTEMD, { throwIfNoEntry: false }) !== undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
