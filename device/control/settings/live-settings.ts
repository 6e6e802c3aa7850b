import type { FromLink, SettingsId } from "../../channel/messages.ts";
import { parseId } from "../../channel/from-link.ts";
import type { Keep } from "../../keep/keep.ts";
import type { Json, Why } from "../../measure/decision.ts";
import { isFields } from "../../measure/shape.ts";
import type { Instant } from "../../measure/time.ts";
import type { AnyMachine, Mind } from "../think.ts";

/** The machine's whole settings that the city wants; null in their place: those of the device's own config. */
export type CitySettings = { readonly id: SettingsId; readonly settings: Json };
/** A machine that follows these settings, or what is wrong with them. null: the device's own. */
export type MachineOf = (settings: Json) => MachineFound;
export type MachineFound =
  { readonly ok: true; readonly machine: AnyMachine } | { readonly ok: false; readonly wrong: string };
export type LiveOptions = {
  readonly machineOf: MachineOf;
  readonly configHash: string;
  /** Where they outlive a power cut: a keep of its own, apart from the machine's memory. */
  readonly keep: Keep;
};
/** Settings taken up at the beginning of a cycle, and the mind that goes on under them. */
export type Taken = { readonly settings: CitySettings | null; readonly machine: AnyMachine; readonly mind: Mind };

/** Sentences that wait for the next cycle to be told; more are left out. */
const NEWS_MAX = 16;

/**
 * The settings that the cycle follows while it runs. New ones are checked when they come and taken up between two cycles,
 * when the machine says that it can. They are kept only once link says that they have proved themselves: after a power
 * cut control is under the last that did, and needs no link for it.
 */
export class LiveSettings {
  readonly #given: LiveOptions;
  readonly #news: Why[] = [];
  #inForce: CitySettings | null = null;
  #waiting: { readonly settings: CitySettings | null; readonly machine: AnyMachine } | null = null;
  #isNew = false;
  #read = false;
  #revision = 0;
  /** undefined: nobody knows yet. */
  #kept: CitySettings | null | undefined = undefined;

  constructor(given: LiveOptions) {
    this.#given = given;
  }

  /** null: the device's own config. */
  get inForce(): CitySettings | null {
    return this.#inForce;
  }

  /** Whether the next cycle has something to take up that it has not tried yet. */
  hasNews(now: Instant): boolean {
    return this.#isNew || this.#news.length > 0 || (!this.#read && this.#given.keep.read(now).ok);
  }

  takeNews(): readonly Why[] {
    return this.#news.length === 0 ? NO_NEWS : this.#news.splice(0);
  }

  /** What is wrong with them; null: they are taken up at the next cycle that can. The newest counts. */
  offer({ id, settings }: Extract<FromLink, { m: "settings" }>): string | null {
    const wrong = this.#offer(id === null ? null : { id, settings });
    if (wrong !== null) this.#tell("refused", `the city's settings are refused: ${wrong}`, id);
    // Link knows better than the keep, which may not have been read yet.
    else this.#read = true;
    return wrong;
  }

  /** Whatever else is asked to be kept is not what is in force. */
  keep(id: SettingsId | null): void {
    const { keep, configHash } = this.#given;
    if (!isSame(id, this.#inForce?.id ?? null) || this.#waiting !== null) return;
    if (this.#kept !== undefined && isSame(id, this.#kept?.id ?? null)) return;
    this.#kept = this.#inForce;
    const value = this.#inForce === null ? null : { ...this.#inForce, configHash };
    keep.put({ revision: (this.#revision += 1), value: value });
  }

  /** At the beginning of a cycle; null: it goes on as before. */
  takeUp(mind: Mind, now: Instant): Taken | null {
    if (!this.#read) this.#readKept(now);
    this.#isNew = false;
    const waiting = this.#waiting;
    if (waiting === null) return null;
    const adopted = adopt(waiting.machine, mind, now);
    if (adopted === null) return null;
    this.#waiting = null;
    this.#inForce = waiting.settings;
    const of = waiting.settings === null ? "the device's own settings are" : "the city's settings are";
    this.#tell("applied", `${of} in force`, waiting.settings?.id ?? null);
    return { ...waiting, mind: adopted };
  }

  /** Whether what waits could be taken up at once, now that the mind is this one. */
  canGoOn(mind: Mind, now: Instant): boolean {
    return this.#waiting !== null && adopt(this.#waiting.machine, mind, now) !== null;
  }

  #offer(settings: CitySettings | null): string | null {
    const found = this.#given.machineOf(settings?.settings ?? null);
    if (!found.ok) return found.wrong;
    this.#waiting = { settings, machine: found.machine };
    this.#isNew = true;
    return null;
  }

  #readKept(now: Instant): void {
    const kept = this.#given.keep.read(now);
    if (!kept.ok) return;
    this.#read = true;
    this.#revision = Math.max(kept.value.foundRevision, kept.value.durable);
    const found = keptIn(kept.value.value, this.#given.configHash);
    this.#kept = null;
    if (found === null) return;
    const wrong = this.#offer(found);
    if (wrong === null) this.#kept = found;
    else this.#tell("refused", `the settings kept from before are refused: ${wrong}`, found.id);
  }

  #tell(reason: "applied" | "refused", text: string, id: SettingsId | null): void {
    if (this.#news.length < NEWS_MAX) this.#news.push({ subject: "settings", reason, text, because: { ...id } });
  }
}

const NO_NEWS: readonly Why[] = [];

export const isSame = (one: SettingsId | null, other: SettingsId | null): boolean =>
  one?.epoch === other?.epoch && one?.version === other?.version && one?.hash === other?.hash;

/** The mind under another machine of its kind; null: not now. */
export function adopt(machine: AnyMachine, mind: Mind, now: Instant): Mind | null {
  const state = machine.adopt === undefined ? mind.machine : machine.adopt(mind.machine, now);
  return state === null ? null : { ...mind, machine: state };
}

/** Kept under another config they may not fit it: link brings them again once it has checked them. */
function keptIn(value: Json, configHash: string): CitySettings | null {
  if (!isFields(value) || value["configHash"] !== configHash) return null;
  const id = parseId(value["id"]);
  return id == null ? null : { id, settings: value["settings"] ?? null };
}
