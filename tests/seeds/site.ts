import { UNSTORED_MAX } from "../../device/channel/messages.ts";
import type { DiskFault } from "../../device/link/store/cabinet.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { elapsed, instant, type Instant } from "../../device/measure/time.ts";
import type { Device } from "../../device/together/device.ts";

/** The answer that a disk owes, the longest wait for its retry, and what was held is written. */
const HEALS_MS = 180_000;

/** From a command's verdict to its answer: what was taken in time may end without it. Our choice, twice the usual spread. */
const UNSURE_MS = 10_000;

/** One device's place over all its lives: its disk, and what its control asked, did and was told. */
export class Site {
  readonly name: string;
  readonly disk = new OpenedDisk((fault) => this.#opened(fault));
  /** How long that takes to answer. */
  diskMs = 0;
  /** Each time its link or its power went. */
  readonly deaths: Instant[] = [];
  /** Link began without its store, or died before its disk had all: what an older boot had is excused. */
  mayForget = false;
  /** While its clock is wrong and claims `sync`. */
  readonly lies: { readonly from: Instant; readonly until: Instant }[] = [];
  /** By id of a command, how often control was asked for it, told by its own answers. */
  readonly asked = new Map<string, number>();
  /** Ids of commands that control did while it did not know the time, and had not for {@link UNSURE_MS}. */
  readonly unsure = new Set<string>();
  /** Since when its clock is lost; null: it is not. */
  lostSince: Instant | null = null;
  /** `stream@uptime` of the records of class 0 and 1 of which control was told that they are stored for good. */
  readonly promised = new Set<string>();
  /** The same, while its disk took nothing or little: a link that dies before that has healed takes them with it. */
  readonly #held = new Set<string>();
  /** Called once, when control tells of something that must not be lost. */
  onReport: (() => void) | null = null;
  device: Device | null = null;
  #faults = 0;
  #healedAt = instant(0);

  constructor(name: string) {
    this.name = name;
  }

  beginFault(): void {
    this.#faults += 1;
  }
  endFault(now: Instant): void {
    this.#faults -= 1;
    this.#healedAt = instant(now + HEALS_MS);
  }

  /** Its link or its power goes. */
  died(now: Instant): void {
    this.deaths.push(now);
    if (this.#isSound(now)) return;
    this.mayForget = true;
    this.#held.clear();
  }

  /** All that it owes a city. */
  promisedBy(now: Instant): readonly string[] {
    return this.#isSound(now) ? [...this.promised, ...this.#held] : [...this.promised];
  }

  watch(device: Device, now: () => Instant): void {
    this.device = device;
    const { outgoing } = device.control;
    const send = outgoing.send.bind(outgoing);
    const stored = outgoing.stored.bind(outgoing);
    // As `outgoing` holds them, oldest first; null: nobody promised anything of it.
    let held: (string | null)[] = [];
    outgoing.send = (report, moment) => {
      const before = outgoing.waiting;
      send(report, moment);
      const { id } = report.values;
      if (report.kind === "answer" && typeof id === "string") this.asked.set(id, (this.asked.get(id) ?? 0) + 1);
      const lostMs = this.lostSince === null ? 0 : elapsed(this.lostSince, moment.at);
      if (report.kind === "answer" && typeof id === "string" && moment.ts === null && lostMs > UNSURE_MS)
        this.unsure.add(id);
      if (before >= UNSTORED_MAX) held = Array.from({ length: outgoing.waiting }, () => null);
      while (held.length < outgoing.waiting - 1) held.push(null);
      if (held.length < outgoing.waiting) held.push(report.class === 2 ? null : `${report.stream}@${moment.at}`);
      if (report.class === 2) return;
      const { onReport } = this;
      this.onReport = null;
      onReport?.();
    };
    outgoing.stored = (run, n) => {
      const before = outgoing.waiting;
      stored(run, n);
      const isSound = this.#isSound(now());
      if (isSound) for (const key of this.#held) this.promised.add(key);
      if (isSound) this.#held.clear();
      for (const key of held.splice(0, before - outgoing.waiting))
        if (key !== null) (isSound ? this.promised : this.#held).add(key);
    };
  }

  #isSound(now: Instant): boolean {
    return this.#faults === 0 && now >= this.#healedAt;
  }

  /** What is corrupt is set aside as a whole, and what cannot be opened is not known of, not even its session. */
  #opened(fault: DiskFault | null): void {
    if (fault === null) return;
    this.mayForget = true;
    if (fault.cause !== "corrupt") return;
    this.promised.clear();
    this.#held.clear();
  }
}

/** Tells what it was like when a link opened it. */
class OpenedDisk extends MemoryDisk {
  readonly #opened: (fault: DiskFault | null) => void;

  constructor(opened: (fault: DiskFault | null) => void) {
    super();
    this.#opened = opened;
  }

  override open(): ReturnType<MemoryDisk["open"]> {
    this.#opened(this.broken);
    return super.open();
  }
}
