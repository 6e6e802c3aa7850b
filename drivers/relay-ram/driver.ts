import type { Ram } from "../../device/hal/ram.ts";
import { DONE, failed, type Result } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { RamDirection, RamFeedback } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { after, millis, type Instant, type Millis } from "../../device/measure/time.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { SwitchedLine } from "../gpio/switched-line.ts";
import type { settings } from "./settings.ts";

type Way = Exclude<RamDirection, "off">;
const OTHER: Readonly<Record<Way, Way>> = { down: "up", up: "down" };
const BOTH =
  "both direction outputs are on at once: switch the ram off at its main switch, and check the relays and their wiring.";

/**
 * A motor behind two relays, one for each direction, never both. After a direction was let go of, the other one waits for
 * the dead time; it begins when the ram is read after that, so that a cycle that stands still moves nothing.
 */
export class RelayRam implements Ram {
  readonly #lines: Readonly<Record<Way, SwitchedLine>>;
  readonly #part: string;
  readonly #now: () => Instant;
  readonly #deadTimeMs: Millis;
  #driven: RamDirection = "off";
  /** Asked for within the dead time; null: nothing waits. */
  #waiting: Way | null = null;
  /** The direction that needs no dead time, because it was the last. What a program before this one drove is not known. */
  #last: Way | null = null;
  #otherFrom: Instant;

  constructor(gpio: Gpio, { down, up, active, deadTimeMs }: SettingsOf<typeof settings>, given: LineGiven) {
    this.#part = given.part;
    this.#now = given.now;
    this.#deadTimeMs = millis(deadTimeMs);
    this.#lines = {
      down: new SwitchedLine(gpio, down, { active }, given),
      up: new SwitchedLine(gpio, up, { active }, given),
    };
    this.#otherFrom = after(given.now(), this.#deadTimeMs);
  }

  drive(direction: RamDirection): Result<void> {
    const now = this.#now();
    this.#waiting = null;
    const stopped = direction === this.#driven ? DONE : this.#letGo(now);
    if (!stopped.ok || direction === "off") return stopped;
    if (direction === this.#last || now >= this.#otherFrom) return this.#begin(direction, now);
    this.#waiting = direction;
    return DONE;
  }

  /** Read back from the outputs. Both at once is a fault, and both are let go of. */
  read(now: Instant): Reading<RamFeedback> {
    const begun = this.#waiting !== null && now >= this.#otherFrom ? this.#begin(this.#waiting, now) : DONE;
    if (!begun.ok) return { ...begun, at: now };
    const [down, up] = [this.#lines.down.read(now), this.#lines.up.read(now)];
    if (!down.ok) return down;
    if (!up.ok) return up;
    if (down.value && up.value) {
      this.#letGo(now);
      return faulty(this.#part, "implausible", now, BOTH);
    }
    return valid({ driven: down.value ? "down" : up.value ? "up" : "off", travelMm: null }, now);
  }

  /** Lets go of both whatever is thought to be driven. */
  halt(): Result<void> {
    this.#waiting = null;
    return this.#letGo(this.#now());
  }

  async close(): Promise<void> {
    await Promise.all([this.#lines.down.close(), this.#lines.up.close()]);
  }

  #begin(way: Way, now: Instant): Result<void> {
    this.#waiting = null;
    const other = this.#lines[OTHER[way]].read(now);
    if (!other.ok) return other;
    if (other.value) return failed({ part: this.#part, cause: "implausible", detail: BOTH });
    const done = this.#lines[way].set(true);
    this.#driven = way;
    this.#last = way;
    return done;
  }

  /** Both, even if one of them fails. */
  #letGo(now: Instant): Result<void> {
    const [down, up] = [this.#lines.down.set(false), this.#lines.up.set(false)];
    if (this.#driven !== "off") this.#otherFrom = after(now, this.#deadTimeMs);
    this.#driven = "off";
    return down.ok ? up : down;
  }
}
