import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSystemd } from "../drivers/linux/systemd.ts";
import { connectToControl } from "./channel/socket.ts";
import { NO_ALARMS, parseAlarms } from "./link/alarms.ts";
import { parseFromControl } from "./link/control-messages.ts";
import { fileCounters } from "./link/counters.ts";
import { startHousekeeping } from "./link/housekeeping.ts";
import { openNeighbours } from "./link/lan/open.ts";
import { parseLinkConfig } from "./link/link-config.ts";
import { Link } from "./link/link.ts";
import { MemoryOutbox } from "./link/outbox/memory-outbox.ts";
import { mqttTransport } from "./link/session/mqtt-transport.ts";
import { realTime } from "./link/real-time.ts";
import { StateFile } from "./link/state-file.ts";
import { Credentials } from "./link/tls/credentials.ts";
import { RELEASED_MS, VERSION } from "./version.ts";

/** The link process: owns the network, touches no hardware. Started by `gaturum run` or by its systemd unit. */
const { values: given } = parseArgs({
  options: {
    /** The checked config as JSON. */
    "config-json": { type: "string" },
    /** Where control's socket is. */
    "run-dir": { type: "string" },
    /** Link keeps its own in the folder `link` of this one. */
    "state-dir": { type: "string" },
    /** End when the process that forked this one is gone, be it while this one is starting. */
    child: { type: "boolean", default: false },
  },
});

const configFile = required("config-json");
const config = parseLinkConfig(readFileSync(configFile, "utf8"), configFile);
const state = join(required("state-dir"), "link");
mkdirSync(state, { recursive: true, mode: 0o750 });
const alarmsFile = new StateFile(join(state, "alarms.json"), say);
const alarmsBefore = await alarmsFile.read();
const counters = await fileCounters(state, say);
const { broker, tls = { ca: null, certificate: null, key: null } } = config.city;
const neighbours = await openNeighbours(config, { boot: counters, scheduler: realTime, say });
const systemd = await openSystemd(process.env, process.pid, say);

const credentials = new Credentials(tls, say);
const uplinkFile = new StateFile(join(state, "uplink.json"), say);
const uplinkBefore = await uplinkFile.read();

const link: Link = new Link({
  config,
  version: VERSION,
  control: connectToControl(join(required("run-dir"), "channel.sock"), parseFromControl, realTime, say),
  transport: broker === null ? null : mqttTransport(broker, undefined, { credentials, clock: () => link.clock() }),
  outbox: new MemoryOutbox(),
  scheduler: realTime,
  random: Math.random,
  counters,
  neighbours,
  releasedMs: RELEASED_MS,
  certificate: () => credentials.validity,
  uplink: {
    before: typeof uplinkBefore === "object" ? uplinkBefore.value : null,
    keep: (document) => void uplinkFile.write(document),
  },
  alarms: {
    before: typeof alarmsBefore === "object" ? parseAlarms(alarmsBefore.value) : NO_ALARMS,
    keep: (alarms) => void alarmsFile.write(alarms),
  },
  say,
});
const stopHousekeeping = startHousekeeping(() => {
  link.keepHouse();
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => end(0));
process.on("uncaughtException", (mistake) => {
  say(mistake.stack ?? mistake.message);
  end(1);
});
if (given.child) {
  process.on("disconnect", () => end(0));
  if (!process.connected) end(0);
}
say(`link of ${config.device} started`);
// From the event loop itself: a link that hangs says nothing, and systemd starts it again. Asked twice as often as
// something is said, because a timer that comes a moment too soon says nothing.
systemd.ready();
if (systemd.aliveEveryMs !== Infinity) setInterval(() => systemd.alive(realTime.now()), systemd.aliveEveryMs / 2);

function end(code: number): void {
  systemd.stopping();
  stopHousekeeping();
  link.stop(() => {
    say(`link of ${config.device} ended`);
    process.exit(code);
  });
}

function required(name: "config-json" | "run-dir" | "state-dir"): string {
  const value = given[name];
  if (value === undefined) throw new Error(`run-link needs --${name}. Start it with: gaturum run --config FILE`);
  return value;
}

function say(line: string): void {
  process.stderr.write(`link     ${line}\n`);
}
