import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceConfig } from "../../config/device-config.ts";
import { parseConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { NODE_WORDS } from "../../device/field/supervise.ts";
import { subscribe, until } from "../link/link-process.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { lampPostConfig } from "./lamp-post-config.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { BROKER_IN_VM, disk, DISK_UP, network, newDisk, WATCHDOG } from "./vm/devices.ts";
import type { Job } from "./vm/shell.ts";
import { Vm } from "./vm/vm.ts";

/** Short, because tests wait for it again and again; and long for an emulated cycle on a machine with other work. */
export const TIMEOUT_S = 6;
const START_S = 240;

/** The board's chip, with the lines that the config names. */
const CHIP_UP = `
  chip=/sys/kernel/config/gpio-sim/rig && mkdir -p $chip/bank0/line17 $chip/bank0/line18 && cd $chip/bank0 &&
  echo 28 > num_lines && echo pinctrl-bcm2711 > label && echo GPIO17 > line17/name && echo GPIO18 > line18/name &&
  echo 1 > ../live`;
/** As its systemd unit starts it; `before`: a command that starts it in its own way. */
const run = (name: "control" | "link", before = ""): string => `
  mkdir -p /data/state && echo $$ > /run/${name}.pid &&
  exec ${before} node ${NODE_WORDS.join(" ")} device/run-${name}.ts --config-json /hil/config.json --run-dir /run --state-dir /data/state`;

/** In the VM: a lamp post on simulated lines, fed to a hardware watchdog; on the machine: its broker and its backend. */
export class WatchedPost {
  readonly vm: Vm;
  readonly backend: Awaited<ReturnType<typeof subscribe>>;
  broker: Mosquitto;
  readonly #folder: string;
  #control: Job | null = null;

  private constructor(folder: string, broker: Mosquitto, backend: WatchedPost["backend"], vm: Vm) {
    this.#folder = folder;
    this.broker = broker;
    this.backend = backend;
    this.vm = vm;
  }

  /** Powers the VM on. Its disk is empty. */
  static async on(): Promise<WatchedPost> {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-hil-"));
    const data = join(folder, "data.img");
    newDisk(data, 16);
    const broker = await startMosquitto();
    const devices = [...network(broker.port), ...disk(data), ...WATCHDOG];
    const vm = new Vm({ built: BUILT, share: shareOf("watchdog"), devices });
    writeFileSync(join(vm.share, "config.json"), JSON.stringify(config()));
    await vm.booted();
    return new WatchedPost(folder, broker, await subscribe(broker.url), vm);
  }

  /** Starts it and gives the cause of its start, as the city hears it. `before` as in {@link run}, for control. */
  async start(before?: string): Promise<unknown> {
    const { length } = this.#starts;
    await this.vm.shell.run(`busybox modprobe i6300esb && ${DISK_UP}`);
    await this.vm.shell.run(CHIP_UP);
    this.#control = await this.vm.shell.start(run("control", before));
    await this.vm.shell.start(run("link"));
    await until("the city to hear of a start", () => this.#starts.length > length, START_S);
    return this.#starts.at(-1)?.values["cause"];
  }

  /** What control has written since it was started last. */
  get said(): string {
    return this.#control?.said() ?? "";
  }

  async signal(name: "control" | "link", signal: string): Promise<void> {
    await this.vm.shell.run(`kill -${signal} $(cat /run/${name}.pid)`);
  }

  /** An ordered end of control, as systemd's; gives its exit code. */
  async end(): Promise<number | undefined> {
    await this.signal("control", "TERM");
    return this.#control?.ended;
  }

  /** Times that the watchdog has reset the VM; it boots for some seconds afterwards. */
  get resets(): number {
    return this.vm.qmp.events.filter(({ event }) => event === "WATCHDOG").length;
  }

  async brokerGone(): Promise<void> {
    await this.broker.kill();
  }
  async brokerBack(): Promise<void> {
    this.broker = await startMosquitto({ port: this.broker.port });
  }

  async off(): Promise<void> {
    await this.vm.off();
    await this.backend.client.endAsync(true);
    await this.broker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #starts() {
    return [...this.backend.live, ...this.backend.history].filter(({ stream }) => stream === "started");
  }
}

/** The example post on GPIO lines, with a watchdog and the VM's way to the broker. */
function config(): DeviceConfig {
  const watchdog = `mode: active\nwatchdog: { device: /dev/watchdog, timeout: ${TIMEOUT_S} s }`;
  const text = lampPostConfig("auto")
    .replace("mode: active", watchdog)
    .replace("city:", `city:\n  broker: ${BROKER_IN_VM}`);
  const loaded = parseConfig(text, "the example post");
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.config;
}
