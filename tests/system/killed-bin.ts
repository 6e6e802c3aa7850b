import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { DeviceConfig } from "../../config/device-config.ts";
import { NOTHING_REMEMBERED, type Remembered } from "../../device/bin/remembered.ts";
import type { PressStanding, Standing } from "../../device/bin/told/standing.ts";
import type { ToldWhy } from "../../device/control/control-options.ts";
import { ask } from "../../device/field/ask.ts";
import { NODE_WORDS, RESTART_CONTROL } from "../../device/field/supervise.ts";
import { encodeSlot, recover, type Found, type SlotFile } from "../../device/keep/slot.ts";
import { realTime } from "../../device/link/real-time.ts";
import type { Json } from "../../device/measure/decision.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { Contact } from "../../hal-mocks/bin-contacts.ts";
import type { BinSite } from "../../hal-mocks/bin-site.ts";
import type { PressMake } from "../../hal-mocks/press-make.ts";
import type { World } from "../../hal-mocks/world.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { until } from "../link/link-process.ts";
import { hurry } from "./hurry.ts";
import { SiteWatch, type Phase } from "./site-watch.ts";

export type State = PressStanding["state"];
/** A start on a busy machine, ten of them at once; and the longest way from one state to the next, COOL aside. */
const START_S = 60;
const STATE_S = 40;
const LOOK_MS = 150;
/** A button acts after 0.2 s. */
const HELD_MS = 300;
const SLOTS = ["slot-a", "slot-b"] as const;

/** Where all bins of one run live: one served world, and folders. */
export type Yard = {
  readonly world: World;
  readonly socket: string;
  readonly folder: string;
  /** How its presses differ from the usual one. */
  readonly make: Partial<PressMake>;
};

/** One bin of a served world, its control a process of its own that may be killed, and the hands of a technician. */
export class KilledBin {
  readonly name: string;
  readonly site: BinSite;
  readonly watch: SiteWatch;
  readonly said: string[] = [];
  readonly #yard: Yard;
  readonly #run: string;
  readonly #state: string;
  #control: ChildProcess | null = null;
  #link: ChildProcess | null = null;

  constructor(name: string, config: DeviceConfig, yard: Yard) {
    const site = yard.world.bins.get(name);
    if (site === undefined) throw new Error(`this world has no ${name}`);
    this.name = name;
    this.site = site;
    this.watch = new SiteWatch(site);
    this.#yard = yard;
    [this.#run, this.#state] = [join(yard.folder, name, "run"), join(yard.folder, name, "state")];
    this.fitAnew();
    for (const folder of [this.#run, this.#state]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.#run, "config.json"), JSON.stringify({ ...config, device: name }));
  }

  /** Of the last kill: when, and what the outputs showed. */
  killed: { readonly at: Instant; readonly phase: Phase } | null = null;

  get runs(): boolean {
    return this.#control !== null;
  }
  /** The world stands at this moment, too. */
  get now(): Instant {
    this.#yard.world.advance(realTime.now());
    return this.#yard.world.now;
  }

  /** Starts control as its unit would, and gives it its priority once it answers. */
  async start(): Promise<void> {
    this.spawnControl();
    await until(`${this.name} to answer`, async () => (await this.standing()) !== null, START_S);
    await hurry(this.#control?.pid);
  }

  spawnControl(): void {
    rmSync(join(this.#run, "control.sock"), { force: true });
    this.#control = this.#spawn("run-control", [`--mock=${this.#yard.socket}`]);
  }

  startLink(): void {
    this.#link = this.#spawn("run-link", []);
  }
  async killLink(): Promise<void> {
    await ended(this.#link, "SIGKILL");
    this.#link = null;
  }

  /** Gone when it comes back. `signal` may let it say goodbye. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const control = this.#control;
    this.#control = null;
    this.note();
    await ended(control, signal);
    this.watch.forget();
  }
  /** Stops it where it is; SIGCONT lets it go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    if (signal === "SIGSTOP") this.note();
    this.#control?.kill(signal);
  }
  /** Movements count from here on. */
  note(): void {
    this.killed = { at: this.now, phase: this.watch.phase };
    this.watch.mark();
  }

  /** As systemd and `gaturum run` have it: again after half a second. */
  async restart(): Promise<void> {
    await pause(RESTART_CONTROL.firstMs);
    await this.start();
  }

  async standing(): Promise<PressStanding | null> {
    try {
      for await (const line of ask(join(this.#run, "control.sock"), { ask: "status" }))
        return (JSON.parse(line) as { standing: Standing | null }).standing?.press ?? null;
    } catch {
      // Its socket is not there, or not any more.
    }
    return null;
  }
  async decisions(): Promise<readonly ToldWhy[]> {
    const told: ToldWhy[] = [];
    for await (const line of ask(join(this.#run, "control.sock"), { ask: "why" }))
      told.push(JSON.parse(line) as ToldWhy);
    return told;
  }

  /** Waits for one of these states; gives which. */
  async reaches(...states: readonly State[]): Promise<State> {
    let is: State | "gone" = "gone";
    const found = async () => {
      is = (await this.standing())?.state ?? "gone";
      return states.some((state) => state === is) || (await pause(LOOK_MS, false));
    };
    await until(`${this.name} to be in ${states.join(" or ")}`, found, STATE_S).catch(async (cause: unknown) => {
      throw new Error(`it is in ${is}. ${await this.#story()}`, { cause });
    });
    return is as unknown as State;
  }

  /** Asks for a stroke until it is granted: a bin that has just started knows its level after some seconds. */
  async compact(): Promise<void> {
    let result = "";
    const granted = async () => {
      for await (const line of ask(join(this.#run, "control.sock"), { ask: "request", verb: "compact", args: {} })) {
        const answer = JSON.parse(line) as { code: number; result: string };
        result = answer.result;
        return answer.code === 200 || (await pause(LOOK_MS, false));
      }
      return false;
    };
    await until(`${this.name} to grant a stroke`, granted, STATE_S).catch((cause: unknown) => {
      throw new Error(result, { cause });
    });
  }

  set(active: boolean, ...contacts: readonly Contact[]): void {
    const { now } = this;
    for (const contact of contacts) this.site.set(contact, active, now);
  }
  async press(button: "start" | "reset" | "returned"): Promise<void> {
    this.set(true, button);
    await pause(HELD_MS);
    this.set(false, button);
  }
  /** The plate by hand to so far below its top. */
  crank(toMm: number): void {
    this.site.crank(toMm, this.now);
    this.watch.handled();
  }

  /** The press of this yard, at its top and empty. */
  fitAnew(): void {
    this.site.fit(this.#yard.make, this.now);
    this.watch.handled();
  }

  /** What the two slots are worth now. */
  kept(): Found {
    const [a, b] = SLOTS.map((name) => slot(join(this.#keep, name)));
    return recover(a ?? { kind: "absent" }, b ?? { kind: "absent" });
  }
  remembers(what: Partial<Remembered>): void {
    const value = { ...NOTHING_REMEMBERED, ...what } as unknown as Json;
    mkdirSync(this.#keep, { recursive: true });
    for (const name of SLOTS) {
      writeFileSync(join(this.#keep, name), encodeSlot({ sequence: 1, memory: { revision: 7, value } }));
    }
  }
  /** The card is out: nothing can be written. */
  takeCard(): void {
    renameSync(this.#keep, `${this.#keep}.away`);
  }
  putCardBack(): void {
    rmSync(this.#keep, { recursive: true, force: true });
    renameSync(`${this.#keep}.away`, this.#keep);
  }

  async end(): Promise<void> {
    await Promise.all([ended(this.#control, "SIGKILL"), ended(this.#link, "SIGKILL")]);
    this.#control = this.#link = null;
  }

  get #keep(): string {
    return join(this.#state, "keep");
  }

  /** `--child`: it ends when this process is gone, however that went. */
  #spawn(module: string, more: readonly string[]): ChildProcess {
    const folders = ["--run-dir", this.#run, "--state-dir", this.#state];
    const words = [join(ROOT, "device", `${module}.ts`), "--config-json", join(this.#run, "config.json"), ...folders];
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: join(this.#yard.folder, "compiled"),
      GATURUM_NO_PINS: "yes",
    };
    const child = spawn(process.execPath, [...NODE_WORDS, ...words, "--child", ...more], {
      env,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.said.push(...text.split("\n").filter(Boolean)));
    return child;
  }

  async #story(): Promise<string> {
    const decided = await this.decisions().catch(() => []);
    return [...decided.slice(-12).map(({ text }) => text), "It said:", ...this.said.slice(-6)].join("\n");
  }
}

async function ended(child: ChildProcess | null, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

function slot(path: string): SlotFile {
  try {
    return { kind: "bytes", bytes: readFileSync(path) };
  } catch {
    return { kind: "absent" };
  }
}
