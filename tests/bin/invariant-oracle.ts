import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Kept, Request } from "../../device/measure/decision.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Instant } from "../../device/measure/time.ts";
import { CrewOracle } from "./crew-oracle.ts";
import {
  contradictsTravel,
  guardsClosed,
  keyAtAuto,
  keyAtService,
  locked,
  noteCounts,
  topOk,
  type Counts,
} from "./oracle-terms.ts";
import { WeldOracle } from "./weld-oracle.ts";
import { StateOracle } from "./state-oracle.ts";

/** One cycle as an onlooker sees it. */
export type Seen = {
  readonly at: Instant;
  /** The first cycle after power came back. */
  readonly booted: boolean;
  readonly readings: BinReadings;
  readonly kept: Reading<Kept>;
  readonly requests: readonly Request[];
  /** The machine's state after this cycle; null: a machine without states, so only outputs are judged. */
  readonly state: string | null;
  readonly outputs: BinOutputs;
  /** What the machine holds in its latch after this cycle. */
  readonly latch: readonly string[];
  /** Where the plate truly is. */
  readonly travelMm: number;
};

/**
 * Looks at a trace and names the invariants I1–I10 that it violates. Written from their wording alone. Not judged: I4
 * beyond the outputs (the type allows one direction only), I5 beyond reset, start and warning, I8 beyond what a press was
 * begun on.
 */
export class Oracle {
  readonly #settings: BinSettings;
  readonly #counts: Counts = new Map();
  readonly #states: StateOracle;
  readonly #crew = new CrewOracle();
  readonly #weld = new WeldOracle();
  #before: Seen | null = null;
  #offSince: number | null = null;
  #lastWay: "down" | "up" | null = null;
  #strokeSince: number | null = null;
  #strokeIntent = 0;
  #oldIntent = 0;
  #openWithoutTopSince: number | null = null;
  #downSince: number | null = null;
  #upSince: number | null = null;
  #farSince: number | null = null;
  #wentDownMs = 0;
  #topSuspect = false;

  constructor(settings: BinSettings) {
    this.#settings = settings;
    this.#states = new StateOracle(settings);
  }

  see(seen: Seen): readonly string[] {
    if (seen.booted) this.#forget(seen);
    this.#repaired(seen);
    const sound = guardsClosed(this.#counts, seen.readings, this.#settings.fireAboveC);
    const held = sound && locked(this.#counts, seen.readings) && seen.readings.current.ok;
    const wrong = [
      ...this.#motion(seen, held),
      ...this.#crew.see(this.#counts, seen.readings, seen.outputs, seen.at),
      ...this.#stroke(seen, held),
      ...this.#lock(seen),
      ...this.#chain(seen),
      ...(seen.state === null ? [] : this.#states.see({ ...seen, state: seen.state }, held)),
    ];
    noteCounts(this.#counts, seen.readings);
    this.#before = seen;
    return wrong;
  }

  /** What a crew took back is judged anew; whether it might do so is the other oracle's to say. */
  #repaired({ latch }: Seen): void {
    const gone = (cause: string) => this.#before?.latch.includes(cause) === true && !latch.includes(cause);
    if (gone("weld") || gone("I10")) this.#weld.forget();
    if (gone("suspectTop")) this.#topSuspect = false;
  }

  #forget({ at, kept }: Seen): void {
    this.#counts.clear();
    this.#crew.forget();
    this.#before = null;
    this.#offSince = at;
    this.#lastWay = null;
    this.#weld.forget();
    this.#strokeSince = this.#openWithoutTopSince = this.#downSince = this.#upSince = this.#farSince = null;
    this.#oldIntent = kept.ok ? kept.value.foundRevision : 0;
    this.#wentDownMs = 0;
    this.#topSuspect = false;
  }

  /** I1, I3, I6 in each cycle with the motor on. */
  #motion(seen: Seen, held: boolean): string[] {
    const { outputs, readings, kept, at } = seen;
    const { ram, intentRevision: intent } = outputs;
    const wrong: string[] = [];
    if (ram !== "off") {
      if (this.#settings.press === null) wrong.push("I1: driven without a press");
      if (!held) wrong.push("I1: driven without guards, lock or current");
      if (!keyAtAuto(this.#counts, readings) && !keyAtService(this.#counts, readings))
        wrong.push("I1: driven with the key neither at AUTO nor at SERVICE");
      if (intent === null || intent <= this.#oldIntent) wrong.push(`I1: driven under intent ${String(intent)}`);
      if (!kept.ok) wrong.push("I6: driven without memory");
      else if (intent !== null && kept.value.durable < intent) wrong.push("I6: driven before its intent was on disk");
      if (kept.ok && intent !== null && intent <= kept.value.foundRevision)
        wrong.push("I1: an intent from before start");
      const rest = this.#offSince === null ? -1 : at - this.#offSince;
      const turned = this.#lastWay !== ram && (this.#before?.outputs.ram ?? "off") !== ram;
      if (turned && rest < 300) wrong.push(`I3: ${ram} after ${rest} ms off`);
      const begins = (this.#before?.outputs.ram ?? "off") !== ram;
      if (begins && readings.current.ok && readings.current.value > 50) wrong.push(`I3: ${ram} while current flows`);
      this.#lastWay = ram;
      this.#offSince = null;
    } else this.#offSince ??= at;
    return wrong;
  }

  /** I2 and I7 by outputs alone, and the longest time from the first motion to the top. */
  #stroke({ outputs, readings, at }: Seen, held: boolean): string[] {
    const { ram, intentRevision } = outputs;
    const wrong: string[] = [];
    if (this.#strokeSince !== null && (intentRevision !== this.#strokeIntent || !held)) {
      this.#oldIntent = Math.max(this.#oldIntent, this.#strokeIntent);
      this.#strokeSince = null;
      if (!held && ram !== "off") wrong.push("I2: driven on after guards, lock or current were lost");
    }
    const byCrew = keyAtService(this.#counts, readings);
    if (ram !== "off" && this.#strokeSince === null && !byCrew) {
      this.#strokeSince = at;
      this.#strokeIntent = intentRevision ?? 0;
      if (!readings.buzzer.ok || !readings.signAmber.ok) wrong.push("I5: begun where nobody can be warned");
      if (ram === "down" && !topOk(readings)) wrong.push("I7: down from elsewhere than the top");
    }
    if (ram !== "off" && this.#strokeSince !== null && at - this.#strokeSince > 65_000)
      wrong.push("run-time: over 65 s");
    this.#noteTop(ram, readings, at);
    return wrong;
  }

  /**
   * A TOP switch that is still made after 2 s downwards, or that comes on the way up of a stroke before half the time down
   * (less 0.7 s, in which a stall is seen), or that the travel contradicts for over 0.3 s, is suspect until it was seen open.
   */
  #noteTop(ram: string, readings: BinReadings, at: Instant): void {
    const { top } = readings;
    if (top.ok && !top.value.active) this.#topSuspect = false;
    this.#farSince = contradictsTravel(readings) ? (this.#farSince ?? at) : null;
    if (this.#farSince !== null && at - this.#farSince > 300) this.#topSuspect = true;
    const before = this.#before?.outputs.ram;
    if (before === "down" && this.#downSince !== null && at - this.#downSince >= 2_000 && top.ok && top.value.active) {
      this.#topSuspect = true;
    }
    const open = this.#before?.readings.top.ok === true && !this.#before.readings.top.value.active;
    if (before === "up" && this.#upSince !== null && top.ok && top.value.active && open) {
      if (at - this.#upSince < (this.#wentDownMs - 700) / 2) this.#topSuspect = true;
    }
    if (before === "down" && ram !== "down" && this.#downSince !== null) this.#wentDownMs = at - this.#downSince;
    if (ram === "off" && (before === "up" || this.#strokeSince === null)) this.#wentDownMs = 0;
    this.#downSince = ram === "down" ? (this.#downSince ?? at) : null;
    this.#upSince = ram === "up" ? (this.#upSince ?? at) : null;
  }

  #lock({ outputs, readings, at, travelMm }: Seen): string[] {
    if (this.#settings.press === null) return [];
    const trusted = topOk(readings) && !this.#topSuspect;
    const wasOpen = this.#before?.outputs.lock === false;
    if (outputs.lock || trusted) {
      this.#openWithoutTopSince = null;
      const known = readings.ram.ok && readings.ram.value.travelMm !== null;
      return !outputs.lock && travelMm > (known ? KNOWN_NEAR_TOP_MM : NEAR_TOP_MM)
        ? ["I9-truth: hopper open with the ram down"]
        : [];
    }
    this.#openWithoutTopSince ??= at;
    if (!wasOpen) return ["I9: opened without TOP"];
    return at - this.#openWithoutTopSince > 200 ? ["I9: open over 200 ms without TOP"] : [];
  }

  #chain({ outputs, readings, travelMm, at }: Seen): string[] {
    if (this.#settings.press === null) return [];
    this.#weld.see(readings, travelMm, this.#offSince, at);
    return this.#weld.welded && outputs.watchdog ? ["I10: watchdog still fed after a weld"] : [];
  }
}

/** A TOP that sticks is found out 2 s after the plate was sent down, and no sooner: 100 mm, and what a cycle adds. */
const NEAR_TOP_MM = 110;
/** Where the travel is known it is held to it: 25 mm, and an open hopper may stay open for 200 ms. */
const KNOWN_NEAR_TOP_MM = 40;
