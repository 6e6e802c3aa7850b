import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DeviceConfig } from "../config/device-config.ts";
import { openParts, type OpenedParts } from "../drivers/catalog.ts";
import { openComputer } from "../drivers/linux/computer.ts";
import { tellParent } from "./channel/parent.ts";
import { listenForLink } from "./channel/socket.ts";
import { aboutDevice, compose, periodOf, recordHeader } from "./compose.ts";
import { isAlive, LIVENESS_START, nextLiveness } from "./control/liveness.ts";
import { LocalSocket } from "./control/local-socket.ts";
import { monotonicNow } from "./control/monotonic.ts";
import { BlockingPace } from "./control/pace.ts";
import { FileEvidence } from "./keep/evidence/file-evidence.ts";
import { evidenceFiles } from "./keep/evidence/files.ts";
import { fileKeep } from "./keep/file-keep.ts";
import { RunMark } from "./keep/run-mark.ts";
import { restartCause, type Profile } from "./measure/restart.ts";
import { after, minutes, seconds, type Instant } from "./measure/time.ts";
import { VERSION } from "./version.ts";

type ChosenStart = { readonly start: number; readonly profile: Profile; readonly why: string | null };

/** How often control tells of its own cycle. */
const HEALTH_MS = seconds(60);
/** A config under which it ran for so long is a good one, to come back to (docs/technician.md). */
const PROVED_MS = minutes(5);
/** Closing ports and files waits no longer than this once the outputs are halted; the whole has 2 s. */
const CLOSE_MS = 1_000;

/** The control process: owns the hardware, has no network. Started by `gaturum run` or by its systemd unit. */
const { values: given } = parseArgs({
  options: {
    "config-json": { type: "string" },
    "run-dir": { type: "string" },
    /** Where link finds control, when its user may not come into the run directory; else that. */
    "channel-dir": { type: "string" },
    "state-dir": { type: "string" },
    mock: { type: "string" },
    /** What the step before wrote of this start: its number, and which config it chose. */
    start: { type: "string" },
    /** End when the process that forked this one is gone, be it while this one is starting. */
    child: { type: "boolean", default: false },
  },
});
// As the unit's UMask=, wherever it is started: what is made is its user's alone until it is opened to others.
process.umask(0o077);
const configFile = required("config-json");
const runDirectory = required("run-dir");
const config = JSON.parse(readFileSync(configFile, "utf8")) as DeviceConfig;
const startedAt = monotonicNow();
const stateDirectory = required("state-dir");
const chosen = given.start === undefined ? null : (JSON.parse(readFileSync(given.start, "utf8")) as ChosenStart);
const runMark = new RunMark(join(stateDirectory, "control-run.json"), say);
const opened = await open();
// After all that reads a disk, which may stall for longer than the watchdog waits: it is not fed before the first cycle.
// A mocked device leaves it alone: on a desk it would restart the desk.
const computer = await openComputer(given.mock === undefined ? config.watchdog : null, monotonicNow(), say);
const cause = restartCause({ last: runMark.last, boot: computer.bootId, byReset: computer.byReset === true });
const keep = fileKeep(join(stateDirectory, "keep"), monotonicNow);
const settingsKeep = fileKeep(join(stateDirectory, "settings"), monotonicNow, { log: say });
const run = randomBytes(8).toString("hex");
const evidence = config.kind === "litter-bin" ? openEvidence() : null;
const channel = listenForLink(join(given["channel-dir"] ?? runDirectory, "channel.sock"), say);
const control = compose(config, {
  parts: opened.parts,
  keep,
  settingsKeep,
  ...(evidence === null ? {} : { evidence }),
  channel,
  run,
  version: VERSION,
  simulated: opened.simulated,
  // Not `startedAt`: what waits for its memory waits from when that is asked, however long the parts took to open.
  startedAt: monotonicNow(),
  cause,
  ...(chosen === null ? {} : { profile: chosen }),
  sources: computer.sources,
});
const pace = new BlockingPace(periodOf(config));
const local = new LocalSocket(
  join(runDirectory, "control.sock"),
  {
    about: aboutDevice(config, VERSION, { simulated: opened.simulated, startedAt }),
    control,
    pace,
    header: recordHeader(config, VERSION),
  },
  (cause) => {
    say(`local socket: ${cause.message}`);
  },
);
let healthAt: Instant = after(startedAt, HEALTH_MS);
let liveness = LIVENESS_START;
let provedAt: Instant | null = chosen === null ? null : after(startedAt, PROVED_MS);
let ending = false;

// SIGHUP too: a terminal that closes must not leave the outputs as they happen to be.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end(0));
process.on("uncaughtException", (mistake) => {
  say(mistake.stack ?? mistake.message);
  void end(1);
});
if (given.child) {
  process.on("disconnect", () => void end(0));
  if (!process.connected) void end(0);
}

say(`control of ${config.device} started (${cause}): ${config.file}, ${config.cycleHz} Hz, ${config.mode}`);
void runMark.begin(computer.bootId, chosen?.start);
pace.start((now) => {
  opened.advance(now);
  control.step(now);
  local.pump();
  liveness = nextLiveness(liveness, control.allFailed, now);
  computer.systemd.ready();
  if (isAlive(liveness, computer.byReset === false, now)) computer.alive(now);
  if (now >= healthAt) tellHealth(now);
  if (provedAt !== null && now >= provedAt && !control.allFailed) prove();
});

function prove(): void {
  provedAt = null;
  void runMark.proved();
}

async function open(): Promise<OpenedParts & { advance(now: Instant): void; simulated: boolean }> {
  const mock = given.mock;
  if (mock === undefined) {
    const parts = await openParts(config, monotonicNow, say);
    return { ...parts, advance: () => undefined, simulated: false };
  }
  const { openMocks } = await import("../hal-mocks/open.ts");
  return { ...(await openMocks(config, mock, monotonicNow(), say)), simulated: true };
}

function openEvidence(): FileEvidence {
  const flags = { ...(opened.simulated ? { simulated: true as const } : {}), ...observing() };
  const options = { device: config.device, run: { boot: run, ...flags }, now: monotonicNow, log: say };
  return new FileEvidence(evidenceFiles(join(stateDirectory, "evidence")), options);
}

function observing(): { observing?: true } {
  return config.mode === "observe" ? { observing: true } : {};
}

function tellHealth(now: Instant): void {
  healthAt = after(healthAt, HEALTH_MS);
  const uptimeS = Math.floor((now - startedAt) / 1_000);
  const values = { ...pace.figures, uptimeS, cycleHz: config.cycleHz, ...computer.health() };
  control.report({ kind: "sample", stream: "device-health", class: 2, values }, now);
}

/** Stops the cycle, brings every output to its fail-safe state, and only then lets go of the rest. */
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  computer.systemd.stopping();
  setTimeout(() => {
    say(`control of ${config.device} ended, outputs halted; something did not close in time`);
    process.exit(code);
  }, CLOSE_MS);
  pace.stop();
  const failed = control.halt();
  for (const result of failed) if (!result.ok) say(`halt: ${result.fault.part} ${result.fault.cause}`);
  local.close();
  channel.close();
  keep.close();
  settingsKeep.close();
  // What died in disorder leaves the watchdog running: no new start, and the machine is reset.
  if (code === 0) computer.letSleep();
  await Promise.all([opened.close(), evidence?.close(), code === 0 ? runMark.end() : null]);
  say(`control of ${config.device} ended, outputs halted`);
  process.exit(code);
}

function required(name: "config-json" | "run-dir" | "state-dir"): string {
  const value = given[name];
  if (value === undefined) throw new Error(`run-control needs --${name}. Start it with: gaturum run --config FILE`);
  return value;
}

/** Control has no logger that can block: a line at start, at death, and when hardware changes. */
function say(line: string): void {
  process.stderr.write(`control  ${line}\n`);
  tellParent(`control  ${line}`);
}
