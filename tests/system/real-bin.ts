import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt from "mqtt";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { frame } from "../drivers/range-line/frames.ts";
import { Pty } from "../drivers/pty.ts";
import { subscribe } from "../link/link-process.ts";
import { DeviceRun, type Status } from "./device-run.ts";
import { hurry } from "./hurry.ts";
import { MachineWitness } from "./machine-witness.ts";
import { startMosquitto, type Mosquitto } from "./mosquitto.ts";

const EXAMPLE = new URL("../../config/sensor-bin.yaml", import.meta.url);
export const DEVICE = "bin-0042";
export const BASE = `gaturum/1/stockholm/${DEVICE}`;
/** The datasheet's period between two frames. */
const FRAME_MS = 100;

/** The example config, at this port and broker. */
export function configFor(port: string, broker: string): string {
  const example = readFileSync(EXAMPLE, "utf8");
  const config = example.replace("/dev/serial0", port).replace(/mqtt:\/\/\S+/, broker);
  if (!config.includes(port) || !config.includes(broker)) throw new Error("sensor-bin.yaml names no port or no broker");
  return config;
}

/** A device in its two processes with a serial sensor, a broker that remembers sessions, and a backend. */
export class RealBin {
  readonly run: DeviceRun;
  readonly pty: Pty;
  readonly backend: Awaited<ReturnType<typeof subscribe>>;
  broker: Mosquitto;
  /** What the sensor measures; null: it is silent. */
  distanceMm: number | null = null;
  readonly #store: string;
  readonly #feeding: NodeJS.Timeout;

  private constructor(store: string, broker: Mosquitto, pty: Pty, backend: RealBin["backend"]) {
    this.#store = store;
    this.broker = broker;
    this.pty = pty;
    this.backend = backend;
    this.run = new DeviceRun(configFor(pty.path, broker.url), DEVICE);
    this.#feeding = setInterval(() => {
      if (this.distanceMm !== null) pty.feed(frame(this.distanceMm));
    }, FRAME_MS);
  }

  static async start(): Promise<RealBin> {
    const store = mkdtempSync(join(tmpdir(), "gaturum-broker-"));
    const broker = await startMosquitto({ persistIn: store });
    const pty = new Pty();
    await pty.plug();
    return new RealBin(store, broker, pty, await subscribe(broker.url));
  }

  /** Once control answers, it has the priority that it has on a controller. */
  async ready(): Promise<void> {
    await this.run.ready();
    if (!(await hurry(this.run.pids.control)))
      process.stdout.write("control runs at the usual priority: gaps are those of a busy machine\n");
  }

  async brokerAway(): Promise<void> {
    await this.broker.stop();
  }

  async brokerBack(): Promise<void> {
    this.broker = await startMosquitto({ persistIn: this.#store, port: this.broker.port });
  }

  /** Every record that came, live or as history, in the order in which things happened. */
  get records(): readonly DeviceRecord[] {
    const { live, history } = this.backend;
    return [...live, ...history].sort((one, other) => one.uptimeMs - other.uptimeMs);
  }

  /** What the broker holds on a topic. */
  async retained(topic: string): Promise<string> {
    const client = await mqtt.connectAsync(this.broker.url, { clientId: "looker" });
    try {
      const held = new Promise<string>((resolve) =>
        client.once("message", (_, payload) => resolve(payload.toString())),
      );
      await client.subscribeAsync(topic, { qos: 1 });
      return await held;
    } finally {
      await client.endAsync(true);
    }
  }

  /** `part-fault` records that came, oldest first, by boot and place in the sequence. */
  get faults(): readonly string[] {
    const told = this.records.filter(({ stream }) => stream === "part-fault");
    return told.map(({ boot, seq, values }) => `${boot} ${seq} ${JSON.stringify(values["active"])}`);
  }

  async close(): Promise<void> {
    clearInterval(this.#feeding);
    await this.run.close();
    await this.backend.client.endAsync(true);
    await this.broker.stop();
    await this.pty.end();
    rmSync(this.#store, { recursive: true, force: true });
  }
}

/** Control tells the worst of whole seconds: nothing that was before may stand in the first of them. */
const CALM_S = 2;

/** `ownMs`: the longest without what the machine took from everyone in its very second; see {@link MachineWitness}. */
type Gap = { readonly gapMs: number; readonly ownMs: number; readonly cycles: number; readonly tookMs: number };

/** Runs what happens and gives the longest gap between two cycles meanwhile, and how many there were. */
export async function longestGap(run: DeviceRun, periodMs: number, happening: () => Promise<void>): Promise<Gap> {
  const witness = await MachineWitness.start();
  await seconds(CALM_S);
  const before = await run.status();
  const from = performance.now();
  await happening().finally(() => witness.end());
  const tookMs = performance.now() - from;
  const after = await run.status();
  const counted = Math.min(after.worstBySecondMs.length, Math.ceil(tookMs / 1_000) + 1);
  const lateMs = after.worstBySecondMs.slice(-counted);
  const stoodStillMs = await witness.end();
  const second = (index: number): number => Math.floor(after.at / 1_000) - (lateMs.length - 1 - index);
  const ownMs = periodMs + Math.max(...lateMs.map((late, index) => late - stoodStillMs(second(index))));
  return { gapMs: periodMs + Math.max(...lateMs), ownMs, cycles: cyclesOf(after) - cyclesOf(before), tookMs };
}

const cyclesOf = ({ figures }: Status) => figures.cycles;

export const seconds = (count: number): Promise<void> => pause(count * 1_000);
