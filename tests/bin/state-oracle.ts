import type { BinSettings } from "../../device/bin/settings.ts";
import { TOOL } from "./tool-faults.ts";
import type { Seen } from "./invariant-oracle.ts";
import { fallsOf, topOk } from "./oracle-terms.ts";

type SeenState = Seen & { readonly state: string };
const STROKE = ["EXTEND", "PAUSE", "DWELL", "RETRACT"];
/** Which states may come before these; the others may come from many. A start is never skipped, nor a stop undone. */
const ONLY_AFTER: Readonly<Record<string, readonly string[]>> = {
  LOCKING: ["IDLE", "WAIT_START"],
  WARN: ["LOCKING"],
  EXTEND: ["WARN"],
  PAUSE: ["EXTEND"],
  DWELL: ["EXTEND"],
  RETRACT: ["WARN", "PAUSE", "DWELL"],
  VERIFY: ["RETRACT"],
  COOL: ["VERIFY"],
  SERVICE: ["SELF_TEST", "WAIT_START", "IDLE", "VERIFY", "COOL", "FULL_LOCKED", "COLLECTION", "LOCKOUT", "SHUTDOWN"],
  SHUTDOWN: ["SELF_TEST", "WAIT_START", "IDLE", "COOL", "FULL_LOCKED"],
  BOOT: ["SHUTDOWN"],
};
/** Where these states may lead. */
const ONLY_BEFORE: Readonly<Record<string, readonly string[]>> = {
  BOOT: ["SELF_TEST", "LOCKOUT", "SAFE_STOP"],
  SAFE_STOP: ["LOCKOUT"],
  LOCKOUT: ["WAIT_START", "SERVICE"],
  SERVICE: ["WAIT_START", "LOCKOUT"],
  SHUTDOWN: ["BOOT", "SERVICE", "SAFE_STOP"],
};

/** The invariants that need the machine's state: I2 and I5–I8 as far as they speak of the way there. */
export class StateOracle {
  readonly #settings: BinSettings;
  #before: SeenState | null = null;
  #warnSince: number | null = null;
  #beeped = false;
  #resetsAtEntry: number | null = null;
  #startsAtEntry: number | null = null;
  #throws = 0;
  #pressed = false;
  #hopperFalls: number | null = null;
  /** A stroke that was begun and not ended at the top, or a latch: what must survive a power cut. */
  #open = false;
  #latched = false;
  #held: readonly string[] = [];
  #resets: number | null = null;
  #armedAt: number | null = null;
  #mustLockOut = false;
  /** BOOT as power came; not that after a SHUTDOWN. */
  #starting = true;
  #stopped = true;

  constructor(settings: BinSettings) {
    this.#settings = settings;
  }

  see(seen: SeenState, held: boolean): readonly string[] {
    if (seen.booted) this.#boot();
    const from = this.#before?.state ?? "BOOT";
    const wrong = [
      ...this.#way(from, seen),
      ...this.#stop(from, seen, held),
      ...this.#person(from, seen),
      ...this.#latch(from, seen),
      ...this.#warning(seen),
      ...this.#memory(from, seen),
      ...this.#trigger(from, seen, held),
    ];
    this.#before = seen;
    return wrong;
  }

  #boot(): void {
    this.#mustLockOut = this.#open || this.#latched;
    this.#before = null;
    this.#held = [];
    this.#starting = true;
    this.#resets = this.#armedAt = null;
    this.#stopped = true;
    this.#hopperFalls = null;
  }

  #way(from: string, { state, outputs }: SeenState): string[] {
    const driven =
      outputs.ram === "off" ||
      state === "SERVICE" ||
      outputs.ram === (state === "EXTEND" ? "down" : state === "RETRACT" ? "up" : "");
    const wrong = driven ? [] : [`I1: ${outputs.ram} in ${state}`];
    if (state === from) return wrong;
    const known = ONLY_AFTER[state]?.includes(from) ?? true;
    const led = ONLY_BEFORE[from]?.includes(state) ?? true;
    return known && led ? wrong : [...wrong, `I5: ${from} -> ${state}`];
  }

  #stop(from: string, { state, outputs }: SeenState, held: boolean): string[] {
    if (!STROKE.includes(from) || held) return [];
    const stopped = outputs.ram === "off" && (state === "SAFE_STOP" || state === "LOCKOUT");
    return stopped ? [] : [`I2: guards, lock or current lost in ${from}, then ${state} with the ram ${outputs.ram}`];
  }

  /** I5, I7: only the button at the post resets and starts, and after a stop the next way is up. */
  #person(from: string, { state, readings, outputs }: SeenState): string[] {
    const wrong: string[] = [];
    const resets = fallsOf(readings.reset);
    const starts = fallsOf(readings.start);
    if (from === "LOCKOUT" && state === "WAIT_START" && resets === this.#resetsAtEntry)
      wrong.push("I5: reset by nobody");
    const begun = from === "WAIT_START" && ["IDLE", "FULL_LOCKED", "LOCKING"].includes(state);
    const alone = state === "LOCKING" && this.#settings.press?.autoHome === true;
    if (begun && !alone && starts === this.#startsAtEntry) wrong.push("I5: started by nobody");
    if (state === "LOCKOUT" && from !== state) this.#resetsAtEntry = resets;
    if (state === "WAIT_START" && from !== state) this.#startsAtEntry = starts;
    if (state === "SAFE_STOP" || state === "LOCKOUT") this.#stopped = true;
    if (outputs.ram === "off") return wrong;
    if (this.#stopped && outputs.ram === "down" && !topOk(readings))
      wrong.push("I7: down after a stop away from the top");
    this.#stopped = false;
    return wrong;
  }

  /** I5: a cause leaves the latch by the button at the bin alone, and one that wants a tool only as it was armed there. */
  #latch(from: string, { at, state, latch, readings, requests }: SeenState): string[] {
    if (from === "SERVICE" && requests.some(({ verb, from: who }) => verb === "reset-latch" && who === "site")) {
      this.#armedAt = at;
    }
    const resets = fallsOf(readings.reset);
    const pressed = this.#resets !== null && resets !== null && resets !== this.#resets;
    this.#resets = resets ?? this.#resets;
    const gone = this.#held.filter((cause) => !latch.includes(cause));
    this.#held = latch;
    const armed = this.#armedAt !== null && at - this.#armedAt <= 60_000 && from === "SERVICE";
    if (gone.length > 0) this.#armedAt = null;
    const wrong = gone.filter((cause) => !(pressed && (TOOL.test(cause) ? armed : from === "LOCKOUT")));
    const through = from === "SERVICE" && state === "WAIT_START" && latch.length > 0;
    return [
      ...wrong.map((cause) => `I5: ${cause} left the latch in ${from}`),
      ...(through ? ["I5: latch passed by"] : []),
    ];
  }

  /** I5: nobody skips the warning. */
  #warning({ state, at, outputs }: SeenState): string[] {
    const before = this.#before?.state;
    const begins = before === "WARN" && (state === "EXTEND" || state === "RETRACT");
    const short = begins && (this.#warnSince === null || at - this.#warnSince < (this.#settings.press?.warnMs ?? 0));
    const silent = begins && !this.#beeped;
    if (state !== "WARN") this.#warnSince = null;
    else this.#warnSince ??= at;
    this.#beeped = state === "WARN" && (this.#beeped || outputs.buzzer);
    return short ? ["I5: moved before the warning was over"] : silent ? ["I5: moved without a beep"] : [];
  }

  /** I6: what was open when power went, or cannot be read, locks out. */
  #memory(from: string, { state, outputs, kept, readings }: SeenState): string[] {
    if (kept.ok && kept.value.status === "unreadable" && this.#starting) this.#mustLockOut = true;
    this.#starting &&= state === "BOOT";
    if (outputs.ram !== "off") this.#open = true;
    if (state === "SERVICE" && kept.ok && kept.value.durable >= (outputs.intentRevision ?? Infinity)) this.#open = true;
    if (from === "SERVICE" && state !== from) this.#open = false;
    if (from === "SERVICE" && state === "WAIT_START") this.#latched = false;
    if (state === "VERIFY" || (from === "LOCKOUT" && state === "WAIT_START")) this.#open = false;
    if (from === "SAFE_STOP" && state === "LOCKOUT") this.#latched = true;
    if (from === "LOCKOUT" && state === "WAIT_START") this.#latched = false;
    // A RESET may have been stored although power went before WAIT_START: then nothing needs to lock out again.
    const resets = fallsOf(readings.reset);
    if (from === "LOCKOUT" && resets !== null && resets !== this.#resetsAtEntry) this.#open = this.#latched = false;
    if (state === "LOCKOUT") this.#mustLockOut = false;
    const waits = ["BOOT", "SELF_TEST", "SAFE_STOP"].includes(state);
    if (!this.#mustLockOut || waits) return [];
    this.#mustLockOut = false;
    return [`I6: ${state} after a start that had to lock out`];
  }

  /** I8: a press is begun on a valid level, a valid beam, enough throw-ins or a request, with guards and TOP. */
  #trigger(from: string, { state, readings, requests }: SeenState, held: boolean): string[] {
    const falls = fallsOf(readings.hopperA);
    if (falls !== null && this.#hopperFalls !== null && falls !== this.#hopperFalls) this.#throws += 1;
    if (falls !== null) this.#hopperFalls = falls;
    this.#countAnew(from, state);
    if (from !== "IDLE" || state !== "LOCKING") return [];
    const { level, beam, battery } = readings;
    const measured = (level.ok && level.value.quality === "valid") || (beam.ok && beam.value.active);
    const counted = this.#throws >= (this.#settings.press?.pressAfterThrows ?? Infinity);
    const guarded = held || !readings.current.ok || !readings.lockClosed.ok || !readings.lockClosed.value.active;
    if (!guarded || !topOk(readings)) return ["I8: begun without guards or TOP"];
    if (!battery.ok) return ["I8: begun without knowing the battery"];
    return measured || counted || requests.length > 0 ? [] : ["I8: begun on no valid value"];
  }

  /** Throw-ins are counted from press to press; a start that was given up leaves them. */
  #countAnew(from: string, state: string): void {
    if (state === "EXTEND") this.#pressed = true;
    if (state === "LOCKING") this.#pressed = false;
    if (from === "RETRACT" && state === "VERIFY" && this.#pressed) this.#throws = 0;
  }
}
