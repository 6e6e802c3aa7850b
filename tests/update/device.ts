import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, instant, type Instant } from "../../device/measure/time.ts";
import type { Outcome } from "../../device/measure/update-outcome.ts";
import type { Sample } from "../../device/update/health.ts";
import { HostileFolder } from "../../device/update/hostile-folder.ts";
import type { Room } from "../../device/update/room.ts";
import { SlotFolder, type SlotDisk } from "../../device/update/slot-disk.ts";
import { stage } from "../../device/update/stage.ts";
import { beforeStart, judge, switchOver } from "../../device/update/trial.ts";
import type { Ended, UpdateParts } from "../../device/update/update-parts.ts";
import { goThrough } from "../../device/update/update.ts";
import type { Repository } from "./repository.ts";

export const PACKAGED = "0.1.0";
/** Power is gone: nothing after it happens. */
export class Cut extends Error {}

/** A tar of a program that is one file, which says its version. */
export function programArchive(city: Repository, version: string): string {
  const folder = join(city.base, `program-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "node"), version, { mode: 0o755 });
  const archive = join(city.base, `program-${version}.tar.gz`);
  execFileSync("tar", ["--create", "--gzip", "--file", archive, "--directory", folder, "."]);
  return archive;
}

/** A controller: its folder of updates on a real disk, and a control that is well unless it is said otherwise. */
export class Device {
  readonly folder: string;
  readonly told: Outcome[] = [];
  readonly city: Repository;
  restarts = 0;
  /** Somebody has stopped control by hand. */
  isStopped = false;
  /** What the card has for a new program, where it is not what this computer has. */
  room: Partial<Room> = {};
  /** What happens as time passes: it is asked at each wait. */
  meanwhile: () => void = () => undefined;
  /** What becomes of a word to systemd; null: it starts both again. */
  systemd: (() => void) | null = null;
  /** What control says, of the version that was started last; by default that it runs well. */
  control: (version: string) => Sample = (version) => ({ ...WELL, version, cycles: this.#now });
  /** Steps of the disk until power is cut; the step that it falls into happens half or not at all. */
  cutAfter = Infinity;
  #now: Instant = instant(1_000);
  #started = PACKAGED;
  readonly #source: string;

  /** `source`: what it is brought; left out: the city's repository itself. */
  constructor(city: Repository, source = city.folder) {
    this.city = city;
    this.#source = source;
    this.folder = join(city.base, "update");
    mkdirSync(this.folder, { recursive: true });
  }

  get parts(): UpdateParts {
    return {
      disk: this.#cutting(new SlotFolder(this.folder)),
      trusted: this.city.trusted,
      incoming: join(this.folder, "incoming.tar.gz"),
      packaged: PACKAGED,
      architecture: "arm64",
      look: () => Promise.resolve(this.isStopped ? { is: "stopped" } : this.control(this.#started)),
      restart: () =>
        Promise.resolve().then(() => {
          if (this.systemd !== null) this.systemd();
          else if (!this.isStopped) this.start();
        }),
      now: () => this.#now,
      wait: (time) => {
        this.#now = after(this.#now, time);
        return Promise.resolve().then(() => this.meanwhile());
      },
      tell: (outcome) => this.told.push(outcome),
    };
  }

  /** As the launcher does it: the slot that `current` names, else the packaged program. Throws when it cannot run. */
  get runs(): string {
    const current = join(this.folder, "current");
    return existsSync(current) || isLink(current) ? readFileSync(join(current, "node"), "utf8") : PACKAGED;
  }

  get slots() {
    return new SlotFolder(this.folder).read();
  }

  async stage(again = false) {
    const folder = new HostileFolder(this.#source);
    try {
      return await stage(this.parts, folder, again);
    } finally {
      folder.close();
    }
  }

  switchOver = () => switchOver(this.parts);
  judge = () => judge(this.parts);

  /** Control begins: the step before it chooses the program, which then runs until the next start. */
  start(): void {
    this.restarts += 1;
    beforeStart(this.parts);
    this.#started = this.runs;
  }

  /** What the unit does each hour. */
  update = (): Promise<Ended> => goThrough(this.parts, async () => (await this.stage()).refused);

  #cutting(disk: SlotDisk): SlotDisk {
    const step = (): void => {
      this.cutAfter -= 1;
      if (this.cutAfter < 0) throw new Cut();
    };
    return {
      read: () => disk.read(),
      whole: () => disk.whole(),
      room: (slot) => ({ ...disk.room(slot), ...this.room }),
      save: (slots) => {
        step();
        disk.save(slots);
      },
      point: (home) => {
        step();
        disk.point(home);
      },
      fill: async (slot, archive) => {
        if (this.cutAfter <= 0) {
          // Cut in the middle of it: something is there, and it is not all.
          mkdirSync(join(this.folder, "slots", slot), { recursive: true });
          writeFileSync(join(this.folder, "slots", slot, "half"), "");
        }
        step();
        await disk.fill(slot, archive);
      },
    };
  }
}

export const WELL = {
  is: "status",
  version: PACKAGED,
  run: "0123456789abcdef",
  moving: null,
  cycles: 0,
  missedCycles: 0,
  failing: [],
  violations: 0,
  refusing: 0,
} as const satisfies Sample;

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== "";
  } catch {
    return false;
  }
}
