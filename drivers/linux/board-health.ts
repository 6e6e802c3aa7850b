import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Values } from "../../device/measure/decision.ts";

/** More than any board has; a PC with more tells of these. */
const ZONES_MAX = 16;
const THROTTLED = "devices/platform/soc/soc:firmware/get_throttled";

/** Bits of a Raspberry Pi's get_throttled: now; the same, shifted by this, since the start. */
const SINCE_START_BITS = 16;
const SLOWED_BY = ["under-voltage", "frequency-capped", "throttled", "soft-temperature-limit"] as const;

/**
 * How hot the processor is and whether anything holds it back, from the kernel's sysfs. What a computer does not have has
 * no value. On a Raspberry Pi an answer comes from its firmware and may be slow, so nothing waits for it: `read` gives
 * what the question before brought, and asks the next.
 */
export class BoardHealth {
  readonly #sys: string;
  #newest: Values = {};
  #asking = false;

  constructor(sys = "/sys") {
    this.#sys = sys;
    void this.#ask();
  }

  /** Nothing while the last question is not answered yet. */
  read(): Values {
    if (this.#asking) return {};
    const values = this.#newest;
    void this.#ask();
    return values;
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#newest = await readBoardHealth(this.#sys);
    this.#asking = false;
  }
}

export async function readBoardHealth(sys: string): Promise<Values> {
  const [cpuC, throttled] = await Promise.all([hottest(join(sys, "class/thermal")), readText(join(sys, THROTTLED))]);
  const bits = throttled === null ? NaN : parseInt(throttled, 16);
  return {
    ...(cpuC === null ? {} : { cpuC }),
    ...(Number.isNaN(bits) ? {} : { slowedBy: slowedBy(bits), slowedSinceStart: slowedBy(bits >> SINCE_START_BITS) }),
  };
}

const slowedBy = (bits: number): readonly string[] => SLOWED_BY.filter((_, bit) => ((bits >> bit) & 1) === 1);

/** Degrees Celsius of the hottest zone. */
async function hottest(folder: string): Promise<number | null> {
  const names = await readdir(folder).catch(() => []);
  const zones = names.filter((name) => name.startsWith("thermal_zone")).slice(0, ZONES_MAX);
  const texts = await Promise.all(zones.map((zone) => readText(join(folder, zone, "temp"))));
  const degrees = texts.filter((text) => text !== null).map((text) => Number(text) / 1_000);
  return degrees.length === 0 ? null : Math.max(...degrees);
}

/** A file that is not there, or that the kernel will not let be read now, says nothing. */
async function readText(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() === "" ? null : text.trim();
}
