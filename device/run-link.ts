import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSystemd } from "../drivers/linux/systemd.ts";
import { tellParent } from "./channel/parent.ts";
import { connectToControl } from "./channel/socket.ts";
import { parseFromControl } from "./link/control-messages.ts";
import { storeCounters } from "./link/counters.ts";
import { openTrust } from "./link/commands/trust-file.ts";
import { obeying } from "./link/commands/obeying.ts";
import { tellCity } from "./link/city-word.ts";
import { startHousekeeping } from "./link/housekeeping.ts";
import { openNeighbours } from "./link/lan/open.ts";
import { parseLinkConfig, storeTimesOf } from "./link/link-config.ts";
import type { LinkParts } from "./link/link-parts.ts";
import { Link } from "./link/link.ts";
import { mqttTransport } from "./link/session/mqtt-transport.ts";
import type { Transport } from "./link/session/transport.ts";
import { workerCheck } from "./link/settings/check.ts";
import { Settings } from "./link/settings/settings.ts";
import { realTime } from "./link/real-time.ts";
import { openDurableStore } from "./link/store/durable-store.ts";
import { Credentials } from "./link/tls/credentials.ts";
import { LOOK_LIMITS, type LookAsk } from "./link/updates/look-around.ts";
import { lookInThread } from "./link/updates/look-thread.ts";
import { readOutcomes } from "./link/updates/outcome-file.ts";
import { Updates } from "./link/updates/updates.ts";
import { pathOf } from "./link/uplink/path.ts";
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
    /** What root's update tells, `device/update/README.md`. */
    outcome: { type: "string", default: "/var/lib/gaturum-update/outcome.json" },
    /** End when the process that forked this one is gone, be it while this one is starting. */
    child: { type: "boolean", default: false },
  },
});

const configFile = required("config-json");
const config = parseLinkConfig(readFileSync(configFile, "utf8"), configFile);
const directory = join(required("state-dir"), "link");
const mistaken = (mistake: Error): never => {
  say(mistake.stack ?? mistake.message);
  process.exit(1);
};
const { store } = await openDurableStore(directory, mistaken, { times: storeTimesOf(config) });
const counters = storeCounters(store);
const { broker, tls = { ca: null, certificate: null, key: null } } = config.city;
const neighbours = await openNeighbours(config, { boot: counters, scheduler: realTime, say });
const trust = broker === null ? null : await openTrust(config.city.trust ?? null, say);
const systemd = await openSystemd(process.env, process.pid, say);

const credentials = new Credentials(tls, say);

const control = connectToControl(join(required("run-dir"), "channel.sock"), parseFromControl, realTime, say);

const link: Link = new Link({
  config,
  version: VERSION,
  control,
  transport: broker === null ? null : over(broker),
  store,
  scheduler: realTime,
  random: Math.random,
  counters,
  neighbours,
  obeys: trust === null ? null : obeying({ trust, secret: () => randomBytes(8).toString("hex"), reload: () => end(0) }),
  pathOf,
  ...settingsFor(trust !== null),
  transportTo: over,
  releasedMs: RELEASED_MS,
  certificate: () => credentials.validity,
  say,
});
const updates = new Updates({
  scheduler: realTime,
  device: config.device,
  look: config.city.updates == null ? null : lookInThread(lookAsk(config.city.updates)),
  outcomes: () => readOutcomes(given.outcome),
  before: store.found.updates,
  tell: (values, told) => link.tellUpdate(values, told),
  fetches: (trouble) => link.tellFetch(trouble),
  say,
});
tellCity(() => link.status(), control, realTime);
const stopHousekeeping = startHousekeeping(
  () => link.keepHouse(),
  () => store.prune(),
);

let ending = false;
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

function over(url: string): Transport {
  return mqttTransport(url, undefined, { credentials, clock: () => link.clock() });
}

function lookAsk(url: string): LookAsk {
  return { url, caFile: tls.ca, state: directory, runs: VERSION, architecture: process.arch, ...LOOK_LIMITS };
}

/** Nobody may set anything where nobody is obeyed, or where the file that settings are laid over cannot be read. */
function settingsFor(obeysSomeone: boolean): Pick<LinkParts, "settings"> {
  const { file, kind, hash } = config;
  if (!obeysSomeone || file === undefined) return {};
  try {
    const check = workerCheck({ text: readFileSync(file, "utf8"), kind, hash });
    return { settings: (ports) => new Settings({ ...ports, store, check }) };
  } catch (cause) {
    say(`${file}: cannot be read (${(cause as Error).message}). The city can set nothing. Let link read it.`);
    return {};
  }
}

/** Once: Ctrl-C reaches it by itself and by its parent. After a mistake meanwhile nothing is waited for any more. */
function end(code: number): void {
  if (ending && code !== 0) process.exit(code);
  if (ending) return;
  ending = true;
  systemd.stopping();
  stopHousekeeping();
  updates.stop();
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
  tellParent(`link     ${line}`);
}
