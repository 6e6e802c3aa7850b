import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ToldWhy } from "../../device/control/control-options.ts";
import { NO_FAULTS, type PressFaults } from "../../hal-mocks/press-make.ts";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { frame } from "../drivers/range-line/frames.ts";
import { Pty } from "../drivers/pty.ts";
import { until } from "../link/link-process.ts";
import { DeviceRun } from "../system/device-run.ts";
import { BIN, binConfig } from "./bin-config.ts";
import { PressOnLines, type Contact } from "./press-on-lines.ts";
import { synchroniseClock } from "./synchronised-clock.ts";

/** The datasheet's period between two frames. */
const FRAME_MS = 100;
/** 94 % and 50 % full by the example's distances: it presses by itself, or when something is thrown in. */
const [FULL_MM, HALF_MM] = [350, 750];
/** Far enough from both switches of a stroke of 600 mm. */
const MIDDLE_MM = 200;
/** A button acts after 0.2 s, and a hopper that was open for so long is a throw. */
const HELD_MS = 400;
/** The longest way from one state to another: a start under emulation, three levels, a warning. */
const STATE_MS = 90_000;
/** Each look is work for control, and so for an emulated processor. */
const LOOK_MS = 200;
/** Loaded before `gaturum run`, and so before each of its children. */
const RIG_PARTS = new URL("./guest/rig-parts.ts", import.meta.url).href;

/** In the VM: `gaturum run` of the example bin, its lines on a simulated press, its sensor on a pseudo-terminal. */
export class BinRig {
  readonly press: PressOnLines;
  readonly run: DeviceRun;
  readonly #folder: string;
  readonly #pty: Pty;
  readonly #feeding: NodeJS.Timeout;
  /** What the fill sensor measures. */
  #distanceMm = HALF_MM;

  private constructor(backend: Backend, folder: string, pty: Pty, more: NodeJS.ProcessEnv, faults: PressFaults) {
    const current = join(folder, "current");
    this.#folder = folder;
    this.#pty = pty;
    this.press = new PressOnLines(current, faults);
    const options = `${process.env["NODE_OPTIONS"] ?? ""} --import=${RIG_PARTS}`;
    const rig = { NODE_OPTIONS: options, GATURUM_RIG_CURRENT: current };
    this.run = new DeviceRun(binConfig(backend, pty.path), BIN, [], { ...rig, ...more });
    this.#feeding = setInterval(() => {
      pty.feed(frame(this.#distanceMm));
    }, FRAME_MS);
  }

  /** `more` comes into the device's environment; `faults` the press has from the start. */
  static async start(backend: Backend, more: NodeJS.ProcessEnv = {}, faults = NO_FAULTS): Promise<BinRig> {
    synchroniseClock();
    const pty = new Pty();
    await pty.plug();
    return new BinRig(backend, mkdtempSync(join(tmpdir(), "gaturum-rig-")), pty, more, faults);
  }

  /** The decisions of the control that runs now; none while it starts. */
  async decisions(): Promise<readonly ToldWhy[]> {
    return this.run.decisions().catch(() => []);
  }

  async texts(): Promise<readonly string[]> {
    return (await this.decisions()).map(({ text }) => text);
  }

  /** The state that it said last that it is in. */
  async state(): Promise<string> {
    const told = (await this.decisions()).findLast(({ subject }) => subject === "bin");
    return told === undefined ? "none" : stateOf(told);
  }

  /** Waits for a state. Locked out instead it gives up at once: only the RESET before WAIT_START gets it out of there. */
  async reaches(state: string): Promise<void> {
    const giveUpAt = performance.now() + STATE_MS;
    let is = await this.state();
    const isStuck = () => is === "LOCKOUT" && state !== "WAIT_START";
    while (is !== state && !isStuck() && performance.now() < giveUpAt) {
      await pause(LOOK_MS);
      is = await this.state();
    }
    if (is !== state) throw new Error(`it is in ${is}, not in ${state}. ${await this.#story()}`);
  }

  /** A throw, and its stroke, until the ram is well on its way. */
  async halfDown(): Promise<void> {
    await this.isReady();
    await this.openHopper();
    const isThere = () => this.press.driven === "down" && this.press.travelMm > MIDDLE_MM;
    await until("the ram to be half down", isThere, 60);
  }

  fill(): void {
    this.#distanceMm = FULL_MM;
  }
  pressed(): void {
    this.#distanceMm = HALF_MM;
  }

  /** Someone opens and closes both channels of the hopper: a throw, and a guard that was open. */
  async openHopper(forMs = HELD_MS): Promise<void> {
    await this.#hold(["hopperA", "hopperB"], false, forMs);
  }

  /** At rest, nothing in it, ready to press: put back to service where something had stopped it. */
  async isReady(): Promise<void> {
    this.pressed();
    if ((await this.state()) === "LOCKOUT") await this.putBackToService();
    await this.reaches("IDLE");
  }

  /** How long its cycle stood still at worst since its control started, in ms: the machine's doing, on this rig. */
  async worstLateMs(): Promise<number> {
    return this.run.status().then(
      ({ figures }) => figures.worstLateMs,
      () => 0,
    );
  }

  /** As a technician after a stop: the ram by hand to its top, then RESET and START. Nothing is driven on the way. */
  async putBackToService(): Promise<void> {
    this.press.crankToTop();
    await this.#hold(["reset"], true, HELD_MS);
    await this.reaches("WAIT_START");
    await this.#hold(["start"], true, HELD_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#feeding);
    await this.run.close();
    await this.#pty.end();
    this.press.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #story(): Promise<string> {
    const decided = (await this.decisions()).map(({ at, text, because }) => `${at} ${text} ${JSON.stringify(because)}`);
    const figures = await this.run.status().then(({ figures }) => JSON.stringify(figures), String);
    return [figures, "It decided:", ...decided.slice(-20), "It said:", ...this.run.said.slice(-10)].join("\n");
  }

  async #hold(contacts: readonly Contact[], active: boolean, forMs: number): Promise<void> {
    this.press.set(contacts, active);
    await pause(forMs);
    this.press.set(contacts, !active);
  }
}

/** What a decision says of the state; a stop and a lock-out say their cause instead. */
export function stateOf({ reason, text }: ToldWhy): string {
  if (text.startsWith("stopped in")) return "SAFE_STOP";
  return text.startsWith("locked out") ? "LOCKOUT" : reason;
}
