import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checked } from "../../device/field/check/check.ts";
import { findingsIn, type Finding } from "../../device/field/check/finding.ts";
import type { Surroundings } from "../../device/field/check/gather/gather.ts";
import type { Told } from "../../device/field/check/told.ts";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { serveWorld, type ServedWorld } from "../../hal-mocks/remote/serve.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { Authority, type Identity } from "./broker-certificates.ts";
import { DeviceRun } from "./device-run.ts";
import { hurry } from "./hurry.ts";

/** A device in a world of this process, whose parts break as a test says, and its real control and link. */
export class CheckedDevice {
  readonly world: World;
  readonly run: DeviceRun;
  readonly #served: ServedWorld;
  readonly #folder: string;

  private constructor(world: World, run: DeviceRun, served: ServedWorld, folder: string) {
    [this.world, this.run, this.#served, this.#folder] = [world, run, served, folder];
  }

  /** It is noon on the equator: the sun stands high, whatever the season. */
  static async start(config: string, device: string, kind: "post" | "bin"): Promise<CheckedDevice> {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-check-"));
    const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
    const site = [{ name: device, atM: 0 }];
    const scene = { ...streetScene(0, 0), latitudeDeg: 0, longitudeDeg: 0, [kind === "post" ? "posts" : "bins"]: site };
    const world = new World(scene, 7, epochMs(noon), realTime.now());
    const socket = join(folder, "world.sock");
    const served = await serveWorld(world, socket, realTime);
    const run = new DeviceRun(config, device, [`--mock=${socket}`]);
    await run.ready();
    // A browser beside it kept a control without priority still for a second: its check said so, rightly.
    await hurry(run.controlPid);
    return new CheckedDevice(world, run, served, folder);
  }

  get file(): string {
    return join(this.run.folder, "../../device.yaml");
  }

  async close(): Promise<void> {
    await this.run.close();
    await this.#served.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const DAY_MS = 86_400_000;

/** One check as the verb makes it, with the device's own folders. */
export async function look(
  file: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  more: Surroundings & { readonly walkMs?: number } = {},
): Promise<Told> {
  for (const name of ["GATURUM_RUN_DIR", "GATURUM_STATE_DIR"]) process.env[name] = env[name];
  return checked({ config: file, words, walkMs: more.walkMs ?? null, json: true }, more);
}

export const allOf = ({ verdicts }: Told): readonly Finding[] => verdicts.flatMap(findingsIn);
/** `no-answer pir-1`: cause and part. */
export const nameOf = ({ cause, part }: Finding): string => `${cause} ${part ?? "-"}`;
export const namesOf = (told: Told): readonly string[] => allOf(told).map(nameOf);

/** The files of one card, as provisioning would lay them down. */
export class Card {
  readonly folder = mkdtempSync(join(tmpdir(), "gaturum-card-"));

  constructor(authority: string, { cert, key }: Identity) {
    this.write("ca.pem", authority);
    this.write("device.pem", cert);
    this.write("device.key", key);
  }

  write(name: string, text: string, mode = 0o640): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode });
    return path;
  }

  /** The section `city` of a config with these files. */
  city(broker: string): string {
    const path = (name: string): string => join(this.folder, name);
    const tls = `{ ca: ${path("ca.pem")}, certificate: ${path("device.pem")}, key: ${path("device.key")} }`;
    return `city:\n  broker: ${broker}\n  startDelay: 0 s\n  tls: ${tls}\n`;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An authority that lives as long as the test, for what a good one would not sign. */
export function otherAuthority(name: string): { readonly authority: Authority; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-authority-"));
  return { authority: new Authority(folder, name), close: () => rmSync(folder, { recursive: true, force: true }) };
}
