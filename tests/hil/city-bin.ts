import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import type { Values } from "../../device/measure/decision.ts";
import { frame } from "../drivers/range-line/frames.ts";
import { subscribe, until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { BROKER_IN_VM, network, PLUG_USB_SERIAL, usbSerial, USB_SERIAL_UP } from "./vm/devices.ts";
import type { Job } from "./vm/shell.ts";
import { Vm } from "./vm/vm.ts";

/** The datasheet's period between two frames. */
const FRAME_MS = 100;
const DISTANCE_MM = 750;
/** From a silent sensor to its report, and from its first word to the next. */
const TOLD_MS = 5_000;
const START_S = 240;

/** A bin with its serial sensor on USB in the VM, a broker and a backend on the machine, and what stands between them. */
export class CityBin {
  readonly vm: Vm;
  readonly backend: Awaited<ReturnType<typeof subscribe>>;
  broker: Mosquitto;
  readonly #folder: string;
  readonly #job: Job;
  readonly #wire: Socket;
  readonly #feeding: NodeJS.Timeout;
  #speaks = true;

  private constructor(folder: string, broker: Mosquitto, backend: CityBin["backend"], vm: Vm, job: Job) {
    this.#folder = folder;
    this.broker = broker;
    this.backend = backend;
    this.vm = vm;
    this.#job = job;
    this.#wire = createConnection(join(folder, "port"));
    this.#feeding = setInterval(() => {
      if (this.#speaks) this.#wire.write(Buffer.from(frame(DISTANCE_MM)));
    }, FRAME_MS);
  }

  static async start(): Promise<CityBin> {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-hil-"));
    const broker = await startMosquitto();
    const devices = [...network(broker.port), ...usbSerial(join(folder, "port"))];
    const vm = new Vm({ built: BUILT, share: shareOf("recovery"), devices });
    const backend = await subscribe(broker.url);
    await vm.booted();
    writeFileSync(join(vm.share, "device.yaml"), config());
    await vm.shell.run(USB_SERIAL_UP);
    const folders = "GATURUM_RUN_DIR=/run/gaturum-run GATURUM_STATE_DIR=/run/gaturum-state";
    const job = await vm.shell.start(`${folders} exec node device/gaturum.js run --config /hil/device.yaml --json`);
    const bin = new CityBin(folder, broker, backend, vm, job);
    await until("the first level", () => bin.records.some(({ stream }) => stream === "bin-fill"), START_S).catch(
      (cause: unknown) => {
        throw new Error(job.said(), { cause });
      },
    );
    return bin;
  }

  /** Every record that came, live or as history, each once, in the order in which things happened. */
  get records(): readonly DeviceRecord[] {
    const byKey = new Map(this.#came.map((record) => [keyOf(record), record]));
    return [...byKey.values()].sort((one, other) => one.uptimeMs - other.uptimeMs);
  }
  /** What was told of faults, oldest first. */
  get faults(): readonly Values[] {
    return this.records.filter(({ stream }) => stream === "part-fault").map(({ values }) => values);
  }
  /** Times that control or link was started. */
  get starts(): number {
    return new Set(this.#job.said().match(/^\{"control":.*\}$/gm)).size;
  }

  /** The sensor's USB adapter is pulled; what it measures goes nowhere. */
  async unplug(): Promise<void> {
    this.#speaks = false;
    await this.vm.qmp.ask("device_del", { id: PLUG_USB_SERIAL.id });
  }
  async plug(): Promise<void> {
    await this.vm.qmp.ask("device_add", PLUG_USB_SERIAL);
    this.#speaks = true;
  }

  /** Lets the sensor fall silent and speak again, at least once and until it is enough; gives the reports it makes. */
  async faultsUntil(enough: () => boolean): Promise<number> {
    let told = 0;
    do {
      for (const speaks of [false, true]) {
        this.#speaks = speaks;
        told += 1;
        await pause(TOLD_MS);
      }
    } while (!enough());
    return told;
  }

  async brokerBack(): Promise<void> {
    this.broker = await startMosquitto({ port: this.broker.port });
  }

  /** No record is missing between two others, and none came twice but as history; all keep to the contract. */
  expectAllOnce(): void {
    expect(this.backend.problems).toEqual([]);
    const live = this.backend.live.map(keyOf);
    expect(live.filter((key, index) => live.indexOf(key) !== index)).toEqual([]);
    for (const of of [0, 1]) {
      const found = this.records.filter((record) => record.class === of).map(({ seq }) => seq);
      expect(found.sort((one, other) => one - other)).toEqual(found.map((_, index) => index + 1));
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#feeding);
    this.#wire.destroy();
    await this.vm.off();
    await this.backend.client.endAsync(true);
    await this.broker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #came(): readonly DeviceRecord[] {
    return [...this.backend.history, ...this.backend.live];
  }
}

const keyOf = ({ boot, class: of, seq }: DeviceRecord): string => `${boot} ${of} ${seq}`;

/** The example of a bin without a press, at the port and the broker of the VM. */
function config(): string {
  const example = readFileSync(join(ROOT, "config/sensor-bin.yaml"), "utf8");
  const changed = example
    .replace("/dev/serial0", "/dev/ttyUSB0")
    .replace(/broker: \S+/, `broker: ${BROKER_IN_VM}\n  keepalive: 10 s`);
  if (!changed.includes("/dev/ttyUSB0") || !changed.includes(BROKER_IN_VM)) {
    throw new Error("config/sensor-bin.yaml names no port or no broker");
  }
  return changed;
}
