import type { RamDirection } from "../../device/measure/samples.ts";
import type { BinSite } from "../../hal-mocks/bin-site.ts";
import type { Instant } from "../../device/measure/time.ts";

/** Where a stroke stands, as its outputs show it from outside. */
export type Phase = "rest" | "LOCKING" | "WARN" | "EXTEND" | "DWELL" | "RETRACT" | "VERIFY";
/** A stroke in these is open: something durable must say so whatever happens. */
export const OPEN: readonly Phase[] = ["WARN", "EXTEND", "DWELL", "RETRACT"];

/** Looks at one bin of a served world: which phase its controller has it in, and each movement of its ram. */
export class SiteWatch {
  phase: Phase = "rest";
  /** Called at each new phase, in the very moment. */
  onPhase: (phase: Phase) => void = () => undefined;
  /** Called when a controller takes the bin over. */
  onAttach: () => void = () => undefined;
  /** Since the last `mark`: millimetres that the ram moved, and when it did so last. */
  movedMm = 0;
  movedAt: Instant | null = null;
  /** The longest time between two looks at the world since then: what the two figures above may be late by. */
  worstGapMs = 0;
  readonly #site: BinSite;
  #seenAt: Instant | null = null;
  #atMm: number;
  #driven: RamDirection = "off";

  constructor(site: BinSite) {
    this.#site = site;
    this.#atMm = site.travelMm;
    const [moveTo, drive, press] = [site.moveTo.bind(site), site.drive.bind(site), site.switch.bind(site)];
    site.moveTo = (now) => {
      moveTo(now);
      this.#look(now);
    };
    site.drive = (direction, now) => {
      drive(direction, now);
      this.#drive(direction);
    };
    site.switch = (output, on, now) => {
      press(output, on, now);
      if (output === "watchdog" && !on && this.#driven === "off") this.onAttach();
      if (output === "lock" && on && this.phase === "rest") this.#enter("LOCKING");
      if (output === "lock" && !on) this.#enter("rest");
      if (output === "buzzer" && on) this.#enter("WARN");
      if (output === "signRed" && on) this.#enter("rest");
      if (output === "signGreen" && on) this.#enter("rest");
    };
  }

  /** Counts movements from here on. */
  mark(): void {
    this.movedMm = 0;
    this.movedAt = null;
    this.worstGapMs = 0;
  }
  /** Its controller is gone: what the next one does begins anew. */
  forget(): void {
    this.phase = "rest";
    this.#driven = "off";
  }
  /** The ram was put elsewhere by hand. */
  handled(): void {
    this.#atMm = this.#site.travelMm;
  }

  #look(now: Instant): void {
    if (this.#seenAt !== null) this.worstGapMs = Math.max(this.worstGapMs, now - this.#seenAt);
    this.#seenAt = now;
    const { travelMm } = this.#site;
    if (travelMm === this.#atMm) return;
    this.movedMm += Math.abs(travelMm - this.#atMm);
    this.movedAt = now;
    this.#atMm = travelMm;
  }

  #drive(direction: RamDirection): void {
    const before = this.#driven;
    this.#driven = direction;
    if (direction === before) return;
    if (direction === "down") this.#enter("EXTEND");
    else if (direction === "up") this.#enter("RETRACT");
    else this.#enter(before === "down" ? "DWELL" : "VERIFY");
  }

  #enter(phase: Phase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.onPhase(phase);
  }
}
