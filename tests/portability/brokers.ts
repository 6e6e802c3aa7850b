import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Aedes } from "aedes";
import { only311 } from "./only-3-1-1.ts";
import { freePort, portAnswers, startMosquitto } from "../system/mosquitto.ts";

/** A broker of the suite's own on 127.0.0.1; `stop` leaves nothing of it. */
export type Broker = { readonly port: number; stop(): Promise<void> };
export type BrokerKind = {
  readonly name: string;
  /** null: it is not on this machine, and this brings it. */
  readonly program: string | null;
  readonly start: () => Promise<Broker>;
};

const STARTS_WITHIN_MS = 60_000;
const NATS = "/usr/sbin/nats-server";
const RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server";

export const BROKERS: readonly BrokerKind[] = [
  { name: "Mosquitto 2.0, MQTT 5", program: "/usr/sbin/mosquitto", start: () => startMosquitto() },
  {
    name: "Mosquitto 2.0, MQTT 3.1.1",
    program: "/usr/sbin/mosquitto",
    start: async () => only311(await startMosquitto()),
  },
  { name: "aedes 1.2", program: null, start: startAedes },
  { name: "RabbitMQ 3.10", program: RABBITMQ, start: startRabbitmq },
  { name: "NATS 2.9", program: NATS, start: startNats },
];

export const isHere = ({ program }: BrokerKind): boolean => program === null || existsSync(program);

async function startAedes(): Promise<Broker> {
  const port = await freePort();
  const aedes = await Aedes.createBroker();
  const server: Server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    await new Promise<void>((resolve) => aedes.close(resolve));
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, stop };
}

/** MQTT of NATS keeps its sessions in JetStream. */
async function startNats(): Promise<Broker> {
  const [port, own] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "gaturum-nats-"));
  const lines = [
    `listen: 127.0.0.1:${own}`,
    "server_name: gaturum-test",
    `jetstream { store_dir: "${folder}" }`,
    `mqtt { host: 127.0.0.1, port: ${port} }`,
  ];
  writeFileSync(join(folder, "conf"), lines.join("\n"));
  return running(port, folder, spawn(NATS, ["-c", join(folder, "conf")], { stdio: "ignore", detached: true }));
}

/** With a node, a port mapper and folders of its own, so that another RabbitMQ on this machine is left alone. */
async function startRabbitmq(): Promise<Broker> {
  const [port, dist, epmd] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "gaturum-rabbitmq-"));
  const lines = [
    "listeners.tcp = none",
    `mqtt.listeners.tcp.1 = 127.0.0.1:${port}`,
    "mqtt.allow_anonymous = true",
    "mqtt.default_user = guest",
    "mqtt.default_pass = guest",
  ];
  writeFileSync(join(folder, "rabbitmq.conf"), lines.join("\n"));
  writeFileSync(join(folder, "plugins"), "[rabbitmq_mqtt].");
  // In the foreground the port mapper is a child that can be ended; started by RabbitMQ it would stay.
  const mapper = spawn("epmd", ["-port", String(epmd), "-address", "127.0.0.1"], { stdio: "ignore" });
  const env = {
    ...{ PATH: process.env["PATH"] ?? "", HOME: folder, RABBITMQ_BASE: folder, RABBITMQ_CONF_ENV_FILE: "/dev/null" },
    ...{
      RABBITMQ_NODENAME: `gaturum-${port}@localhost`,
      RABBITMQ_DIST_PORT: String(dist),
      ERL_EPMD_PORT: String(epmd),
    },
    ...{ RABBITMQ_MNESIA_BASE: join(folder, "mnesia"), RABBITMQ_LOG_BASE: join(folder, "log") },
    ...{ RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"), RABBITMQ_PID_FILE: join(folder, "pid") },
    ...{ RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"), ERL_EPMD_ADDRESS: "127.0.0.1" },
  };
  return running(port, folder, spawn(RABBITMQ, [], { env, stdio: "ignore", detached: true }), mapper);
}

/** Each in a process group of its own: what it starts ends with it. */
async function running(port: number, folder: string, child: ChildProcess, mapper?: ChildProcess): Promise<Broker> {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGKILL");
    await ended;
    mapper?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const giveUpAt = Date.now() + STARTS_WITHIN_MS;
  while (!(await portAnswers(port))) {
    if (Date.now() > giveUpAt || child.exitCode !== null) {
      await stop();
      throw new Error(`${child.spawnfile} does not answer on 127.0.0.1:${port}`);
    }
    await pause(100);
  }
  return { port, stop };
}
