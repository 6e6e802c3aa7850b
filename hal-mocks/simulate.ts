import { createWriteStream, writeFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import type { DeviceConfig } from "../config/device-config.ts";
import type { Device } from "../device/together/device.ts";
import type { MemoryCity } from "../device/together/memory-city.ts";
import { after, epochMs, instant, millis, type Instant } from "../device/measure/time.ts";
import { budgetTable, energyBudget, type EnergyBudget } from "./energy-budget.ts";
import { faultPlan, inject } from "./faults.ts";
import { Lookout } from "./lookout.ts";
import { mockParts } from "./parts.ts";
import { chance } from "./random.ts";
import { singleSite } from "./scene.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { Simulation } from "./simulation.ts";
import { siteFigures, type SiteFigures } from "./site-figures.ts";
import { World } from "./world.ts";

const DAY_MS = 86_400_000;
/** Trace and record are written, and time is told, after each such piece. */
const PIECE_MS = millis(DAY_MS / 24);
/** Where nothing comes it is stepped all the same, once in each: its flight record holds a picture of every minute. */
const minuteOf = (moment: Instant): number => Math.floor(moment / 60_000);

export type SimulateWords = {
  readonly days: number;
  readonly seed: number;
  /** First day, from noon UTC on, so that a night is in one piece. */
  readonly from: string;
  readonly faults: boolean;
  /** none: a sky without any light, and a battery that is full at first unless `charge` says otherwise. */
  readonly sun?: "none";
  /** Of a bin's battery at the start, in percent. */
  readonly charge?: number;
  /** Every cycle, instead of jumping from moment to moment. */
  readonly cycle: boolean;
  readonly record?: string;
  readonly trace?: string;
  readonly json: boolean;
};
/** The deciding half of a simulation, passed in: mocks import nothing that decides. */
export type Deciding = { readonly Device: typeof Device; readonly MemoryCity: typeof MemoryCity };

/** All of it is the same for the same config, days and seed, however time is cut up. */
export type Simulated = {
  readonly device: string;
  readonly days: number;
  readonly seed: number;
  readonly records: number;
  readonly invalidRecords: number;
  readonly doubles: number;
  readonly interlockViolations: number;
  readonly decisions: number;
  /** null: it has no battery. */
  readonly energy: EnergyBudget | null;
} & SiteFigures;

/** `gaturum simulate`: exit code 0, or 1 when a record was invalid or the guard had to take an output away. */
export async function simulate(config: DeviceConfig, words: SimulateWords, deciding: Deciding): Promise<number> {
  const started = performance.now();
  const run = new SimulatedDevice(config, words, deciding);
  const trace = words.trace === undefined ? null : createWriteStream(words.trace);
  const end = instant(words.days * DAY_MS);
  for (let at = after(instant(0), PIECE_MS); at <= end; at = after(at, PIECE_MS)) {
    run.runTo(at);
    const traced = run.takeTrace();
    if (trace !== null && traced.length > 0) trace.write(`${traced.map(traceLine).join("\n")}\n`);
  }
  trace?.end();
  if (trace !== null) await finished(trace);
  if (words.record !== undefined) writeFileSync(words.record, `${[...run.device.recordLines()].join("\n")}\n`);
  const result = run.result();
  process.stdout.write(words.json ? `${JSON.stringify(result)}\n` : inWords(result));
  const tookS = (performance.now() - started) / 1_000;
  process.stderr.write(`${words.days} d in ${tookS.toFixed(1)} s, ${run.cycles} cycles\n`);
  return result.invalidRecords + result.interlockViolations === 0 ? 0 : 1;
}

/** `t`: ms since the start of the simulation. `outputs`: those of the device's kind, in their own units. */
export type Traced =
  | { readonly t: Instant; readonly topic: string; readonly payload: Uint8Array }
  | { readonly t: Instant; readonly outputs: unknown };

/** A JSON object; a payload in it is text. */
export const traceLine = (traced: Traced): string =>
  JSON.stringify("payload" in traced ? { ...traced, payload: Buffer.from(traced.payload).toString() } : traced);

/** One device in a world of its own, on simulated time. */
export class SimulatedDevice {
  readonly device: Device;
  readonly world: World;
  readonly #words: Pick<SimulateWords, "days" | "seed" | "cycle">;
  readonly #city: MemoryCity;
  readonly #simulation: Simulation;
  #trace: Traced[] = [];
  #outputs: unknown = null;
  readonly #lookout: Lookout;
  #steppedAt: Instant = instant(0);
  #decisions = 0;
  #lastWhyAt: Instant | null = null;
  #heardAt: Instant = instant(0);
  #silenceMs = 0;

  constructor(
    config: DeviceConfig,
    words: Pick<SimulateWords, "days" | "seed" | "from" | "faults" | "cycle" | "sun" | "charge">,
    { Device, MemoryCity }: Deciding,
  ) {
    const { days, seed } = words;
    const time = new SimulatedTime(instant(0));
    this.#words = words;
    const chargePct = words.charge ?? (words.sun === "none" ? 100 : undefined);
    this.world = new World(singleSite(config, chargePct), seed, epochMs(Date.parse(`${words.from}T12:00:00Z`)));
    this.#lookout = new Lookout(this.world, config.device);
    if (words.sun === "none") this.world.changeWeather({ lightPct: 0 });
    if (words.faults)
      inject(this.world, faultPlan(seed, [{ name: config.device, kind: config.kind }], days, time.now()));
    this.#city = new MemoryCity(time, ({ topic, payload }) => {
      this.#hears(time.now());
      this.#trace.push({ t: time.now(), topic, payload });
    });
    let drawn = 0;
    this.device = new Device(config, {
      parts: mockParts(this.world, config.device, config),
      scheduler: time,
      random: () => chance(seed, `link ${config.device}`, drawn++),
      say: () => undefined,
    });
    this.device.startLink(this.#city.transport());
    const stepper = {
      step: (now: Instant) => this.#step(now),
      isCalled: () =>
        words.cycle || this.#lookout.isNew || this.device.hasNews || minuteOf(time.now()) !== minuteOf(this.#steppedAt),
    };
    this.#simulation = new Simulation(this.world, time, [stepper], millis(1_000 / config.cycleHz));
  }

  get cycles(): number {
    return this.#simulation.cycles;
  }

  runTo(moment: Instant): void {
    this.#simulation.runTo(moment, this.#words.cycle ? "cycle" : "jump");
  }

  /** What came since the last call: each change of the outputs, and each packet that the city saw. */
  takeTrace(): readonly Traced[] {
    const traced = this.#trace;
    this.#trace = [];
    return traced;
  }

  result(): Simulated {
    const { config, control } = this.device;
    const { records, invalidRecords, doubles } = this.#city.tally();
    return {
      ...{ device: config.device, days: this.#words.days, seed: this.#words.seed },
      ...{ records, invalidRecords, doubles, interlockViolations: control.violations, decisions: this.#decisions },
      energy: this.#budget(),
      ...siteFigures(this.world),
    };
  }

  #budget(): EnergyBudget | null {
    const { config } = this.device;
    const bin = this.world.bins.get(config.device);
    if (config.kind !== "litter-bin" || config.bin.press === null || bin === undefined) return null;
    this.#hears(this.world.now);
    return energyBudget(bin, config.bin.energy, this.#silenceMs / 1_000);
  }

  #hears(now: Instant): void {
    this.#silenceMs = Math.max(this.#silenceMs, now - this.#heardAt);
    this.#heardAt = now;
  }

  #step(now: Instant) {
    this.#lookout.look();
    this.#steppedAt = now;
    const stepped = this.device.step(now);
    const { mind, why } = this.device.control;
    if (mind.outputs !== this.#outputs) {
      this.#outputs = mind.outputs;
      this.#trace.push({ t: now, outputs: mind.outputs });
    }
    const newest = why.at(-1)?.at ?? null;
    if (newest !== this.#lastWhyAt) this.#decisions += why.filter(({ at }) => at === newest).length;
    this.#lastWhyAt = newest;
    return stepped;
  }
}

function inWords(result: Simulated): string {
  const { device, days, seed, records, invalidRecords, doubles, interlockViolations, decisions } = result;
  const { savedNetPct, walkedInDarkS, passages, throws, leftBeside, collections, strokes } = result;
  const lamp =
    passages === null
      ? []
      : [
          `saved, net of the controller  ${savedNetPct === null ? "–" : `${savedNetPct} %`}`,
          `walked in the dark            ${walkedInDarkS ?? "–"} s in ${passages} passages`,
        ];
  const bin =
    throws === null
      ? []
      : [
          `litter  ${throws} throw-ins, ${leftBeside ?? 0} left beside, ${collections ?? 0} collections, ${strokes ?? 0} strokes`,
        ];
  const energy = result.energy === null ? [] : budgetTable(result.energy);
  return [
    `${device}: ${days} d, seed ${seed}`,
    ...lamp,
    ...bin,
    ...energy,
    `reports ${records}, invalid ${invalidRecords}, doubles ${doubles}; decisions ${decisions}; taken away by the guard ${interlockViolations}`,
    "",
  ].join("\n");
}
