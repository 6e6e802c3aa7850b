import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSlots } from "../../device/update/slots-text.ts";
import type { SlotName, Slots } from "../../device/update/slots.ts";
import { makePrograms } from "./arm64-program.ts";
import { lampPostConfig } from "./lamp-post-config.ts";
import { builtFor, shareOf } from "./vm/cache.ts";
import { copyDebian, copyDisk } from "./vm/debian-disk.ts";
import type { Job } from "./vm/shell.ts";
import { Vm } from "./vm/vm.ts";

/** The program of the package, and the one that an update brings, by what runs. */
export const PACKAGED = "/usr/lib/gaturum/node";
export const NEXT = "/var/lib/gaturum-update/slots/a/node";
export type Program = typeof PACKAGED | typeof NEXT;

/** The example post, where it is dark at the VM's time; its broker is not there. */
const CONFIG = lampPostConfig("auto")
  .replace(/^city:$/m, "city:\n  broker: mqtt://127.0.0.1:18839")
  .replace(/latitude: .*/, "latitude: 0.5 N");
const GUEST = join(import.meta.dirname, "guest");
/** Read by each script in the VM. */
const BY_HAND = ". /hil/controller.sh\n";
const HOUR_MS = 3_600_000;
/** UTC; with the post on the equator it is dark then, all year and for hours. */
const NIGHT_H = 23;

/** What is there when power comes back, before anything of the controller has run: its lamp, and its folder of updates. */
export type Found = {
  /** The relay is at rest while nobody drives its line. */
  readonly isLit: boolean;
  readonly slots: Slots;
  /** What the link `current` names; empty: there is none. */
  readonly current: string;
  readonly whole: readonly string[];
  readonly files: Readonly<Record<SlotName, number>>;
};
/** Of a line of the board: that someone drives it, and since when, s since the kernel's start. */
export type Driven = { readonly atS: number; readonly by: string; readonly what: string };

/** A controller for arm64: Debian with systemd on a disk of its own, and a header whose lines gpio-sim simulates. */
export class ControllerVm {
  readonly share: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-controller-"));
  readonly #disk = join(this.#folder, "disk.img");
  /** So much is its clock before the machine's: what a device has seen is never before it. */
  readonly #aheadMs = HOUR_MS * ((((NIGHT_H - Date.now() / HOUR_MS) % 24) + 24) % 24);
  #vm: Vm | null = null;

  private constructor(use: string) {
    this.share = shareOf(use);
  }

  /** Off, with Debian alone; beside it in the share what is to be installed. `use` names the suite. */
  static make(use: string): ControllerVm {
    const controller = new ControllerVm(use);
    rmSync(controller.share, { recursive: true, force: true });
    mkdirSync(controller.share, { recursive: true });
    copyFileSync(join(GUEST, "controller-before.sh"), join(controller.share, "before.sh"));
    for (const name of ["obey.sh", "controller.sh", "power-cut.mjs", "synchronised.mjs"])
      copyFileSync(join(GUEST, name), join(controller.share, name));
    controller.put("device.yaml", CONFIG);
    makePrograms(controller.share);
    copyDebian(controller.#disk);
    return controller;
  }

  async powerOn(): Promise<Found> {
    const clock = new Date(Date.now() + this.#aheadMs).toISOString().slice(0, 19);
    // A reset is the end: nothing of it is to boot by itself.
    const given = { built: builtFor("arm64"), architecture: "arm64", devices: ["-no-reboot"] } as const;
    this.#vm = new Vm({ ...given, disk: this.#disk, share: this.share, clock });
    await this.#vm.booted();
    return foundIn(readFileSync(join(this.share, "found"), "utf8"));
  }

  /** From Debian alone to both units running. */
  async install(): Promise<void> {
    await this.run("systemctl is-system-running --wait || true; dpkg -i /hil/gaturum.deb");
    await this.run("cp /hil/device.yaml /hil/update-root.json /etc/gaturum/");
    await this.run("systemctl start gaturum-control gaturum-link");
  }

  /** Both units are up, it is this program, and its lamp follows who walks past; throws where not. */
  async works(program: Program): Promise<void> {
    const [control, link, runs] = (await this.run("both_run; readlink /proc/$(control)/exe")).trim().split("\n");
    if (control !== "active" || link !== "active") throw new Error(`control is ${control}, link is ${link}`);
    if (runs !== program) throw new Error(`${runs} runs, not ${program}`);
    await this.run("synchronise && walk");
  }

  run(script: string): Promise<string> {
    return this.#on.shell.run(BY_HAND + script);
  }

  start(script: string): Promise<Job> {
    return this.#on.shell.start(BY_HAND + script);
  }

  /** Puts a file into the share, as /hil/NAME. */
  put(name: string, content: string): void {
    writeFileSync(join(this.share, name), content);
  }

  /** From outside, now. */
  cutPower(): Promise<void> {
    return this.#on.cutPower();
  }

  /** Waits until it is off by itself. */
  async untilOff(withinMs: number): Promise<void> {
    await this.#on.end(withinMs);
  }

  /** Off, it is copied to a name, or is again what was copied. */
  keepDisk(name: string): void {
    copyDisk(this.#disk, join(this.#folder, name));
  }
  takeDisk(name: string): void {
    copyDisk(join(this.#folder, name), this.#disk);
  }

  /** Each time that the lamp's line was made an output or written to since the kernel's start, as the kernel noted it. */
  async lampDriven(): Promise<readonly Driven[]> {
    const number = (await this.run("lamp_number")).trim();
    return eventsIn(await this.run("cat $trace/trace"), number);
  }

  /** Of each walk since the kernel's start: from the motion sensor's edge until the lamp's line was written to, in ms. */
  async walksMs(): Promise<readonly number[]> {
    const number = (await this.run("lamp_number")).trim();
    const seen = new RegExp(
      `([\\d.]+): tracing_mark_write: motion up\n[^]*?([\\d.]+): gpio_value: +${number} set 0`,
      "g",
    );
    const trace = await this.run("cat $trace/trace");
    return [...trace.matchAll(seen)].map(([, up, lit]) => (Number(lit) - Number(up)) * 1_000);
  }

  async remove(): Promise<void> {
    await this.#vm?.cutPower();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #on(): Vm {
    if (this.#vm === null) throw new Error("the controller was never on");
    return this.#vm;
  }
}

/** As `guest/controller-before.sh` writes it. */
function foundIn(text: string): Found {
  const told = (word: string): readonly string[] =>
    text
      .split("\n")
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  return {
    isLit: told("relay")[0] === "0",
    slots: parseSlots(told("state")[0] ?? null),
    current: told("current")[0] ?? "",
    whole: told("whole"),
    files: { a: Number(told("files a")[0]), b: Number(told("files b")[0]) },
  };
}

/** As `node-412 [001] ..... 21.123456: gpio_value: 530 set 0`. */
function eventsIn(trace: string, number: string): readonly Driven[] {
  const pattern = /^\s*(\S+)-\d+\s.*\s(\d+\.\d+): gpio_(?:value|direction): +(\d+) +(.*)$/gm;
  return [...trace.matchAll(pattern)]
    .filter(([, , , of]) => of === number)
    .map(([, by = "", atS, , what = ""]) => ({ atS: Number(atS), by, what: what.trim() }));
}
