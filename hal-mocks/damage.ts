import { sooner, type Instant, type WallClock } from "../device/measure/time.ts";
import { clockSays, nextClockChange, type ClockTrouble } from "./clock.ts";
import type { PartFault } from "./mock-sensor.ts";

/** Everything in a street that is broken at present, by device and role. */
export class Damage {
  readonly #parts = new Map<string, Map<string, PartFault>>();
  readonly #clocks = new Map<string, ClockTrouble>();

  /** What every clock says that nothing is wrong with. */
  #well: WallClock | null = null;
  /** Grows whenever something breaks or is mended. */
  changes = 0;

  breakPart(device: string, role: string, fault: PartFault): void {
    this.changes += 1;
    const roles = this.#parts.get(device) ?? new Map<string, PartFault>();
    this.#parts.set(device, roles.set(role, fault));
  }
  mendPart(device: string, role: string): void {
    this.changes += 1;
    this.#parts.get(device)?.delete(role);
  }
  faultOf(device: string, role: string): PartFault | undefined {
    return this.#parts.get(device)?.get(role);
  }

  troubleClock(device: string, trouble: ClockTrouble | undefined): void {
    this.changes += 1;
    if (trouble === undefined) this.#clocks.delete(device);
    else this.#clocks.set(device, trouble);
  }
  get isClockLost(): boolean {
    return [...this.#clocks.values()].some(({ kind }) => kind === "lost");
  }
  clockOf(device: string, offsetMs: number, now: Instant): WallClock {
    const trouble = this.#clocks.get(device);
    if (trouble !== undefined) return clockSays(offsetMs, trouble, now);
    if (this.#well?.offsetMs !== offsetMs) this.#well = clockSays(offsetMs, undefined, now);
    return this.#well;
  }
  /** When a clock next says something else though nobody touches it; null: none does. */
  nextChange(now: Instant): Instant | null {
    // Asked for each device at each moment: an iterator of nothing showed.
    if (this.#clocks.size === 0) return null;
    let next: Instant | null = null;
    for (const trouble of this.#clocks.values()) next = sooner(next, nextClockChange(trouble, now));
    return next;
  }

  clear(): void {
    this.changes += 1;
    this.#parts.clear();
    this.#clocks.clear();
  }
}
