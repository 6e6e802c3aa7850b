import type { CitySettings } from "../../../config/device-config.ts";
import type { FromControl, FromLink, SettingsId } from "../../channel/messages.ts";
import type { DesiredMessage } from "../../contract/downlink.ts";
import { buildTopic } from "../../contract/topics.ts";
import type { Report } from "../../measure/decision.ts";
import { sharing } from "../../measure/same.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { Refusals } from "../refusals.ts";
import type { Mail } from "../session/mailroom.ts";
import type { Message } from "../session/transport.ts";
import type { Store } from "../store/store.ts";
import { Timers } from "../timers.ts";
import { failed, type Check, type CheckResult } from "./check.ts";
import { readDocument, type Refusal } from "./document.ts";
import { keptTwin, toKeep } from "./kept-twin.ts";
import { twinMessage } from "./twin-message.ts";
import { dueAt, isSame, nextTwin, resumed, wanted, type Twin, type TwinInput, type TwinStep } from "./twin.ts";

/** "ok", or why the message is not obeyed: its key, its signature, its challenge. `aud` and `typ` have been looked at. */
export type Verify = (message: DesiredMessage) => "ok" | Refusal;
/** What settings need beside the rest of link. */
export type SettingsGiven = { readonly store: Pick<Store, "found" | "commit">; readonly check: Check };
export type SettingsParts = SettingsGiven & SettingsPorts;
/** How they are joined to the rest of link. */
export type SettingsPorts = {
  readonly tenant: string;
  readonly device: string;
  /** Hash of the device's own config. */
  readonly configHash: string;
  /** Of the firmware: another one checks anew. */
  readonly version: string;
  /** Link's keys by the device's own config. */
  readonly city: CitySettings;
  readonly verify: Verify;
  /** Whether that key's documents are obeyed. */
  readonly obeys: (kid: string) => boolean;
  /** Whether the root has named that broker, which is not that of the device's own config. */
  readonly mayLeadTo: (broker: string) => boolean;
  readonly scheduler: Scheduler;
  /** ms since 1970; null: not known. */
  readonly wallMs: () => number | null;
  readonly toControl: (message: FromLink) => boolean;
  readonly report: (report: Report) => void;
  /** Once, and only while a session lives: what is not heard now is told at the next connect. */
  readonly mention: (message: Message) => void;
  /** Link's keys are others now: a new connection takes them up, and `attempted` is called when it is tried. */
  readonly reconnect: (city: CitySettings) => void;
  /** The settings that proved themselves are others: the birth says so. */
  readonly onApplied: () => void;
  readonly isLive: () => boolean;
};

const NOT_NAMED = failed(
  403,
  "the root has not named this broker: have it sign it in `brokers` of the section trust.",
  "city.broker",
);

type Peer = { readonly run: string; readonly inForce: SettingsId | null; readonly present: boolean };

/** Does what the twin decides: checks, stores, brings control and link to what is wanted, and tells the city. */
export class Settings {
  readonly #parts: SettingsParts;
  readonly #refusals: Refusals;
  readonly #timers: Timers<"due">;
  readonly topic: string;
  #twin: Twin;
  #city: CitySettings;
  #connects = false;
  #peer: Peer = { run: "", inForce: null, present: false };
  /** What control was told last in this connection; undefined: nothing. */
  #offered: SettingsId | null | undefined = undefined;
  /** What the city was told last, and whether that surely arrived. */
  #told = "";
  #arrived = false;
  #knowsTime = false;

  constructor(parts: SettingsParts) {
    const { store, tenant, device, scheduler } = parts;
    this.#parts = parts;
    this.#timers = new Timers(scheduler);
    this.#refusals = new Refusals("settings", scheduler, parts.report);
    this.topic = buildTopic({ at: "desired", tenant, device });
    const kept = keptTwin(store.found.settings ?? null);
    const { twin, code } = resumed(kept.twin, kept.basis === this.#basis(), this.#time());
    this.#twin = twin;
    this.#city = this.#wantedCity();
    if (twin !== kept.twin) this.#keep(twin);
    if (code !== null) this.#audit(code);
    if (twin.newest?.verdict.at === "checking") this.#check(twin);
    this.#wake();
  }

  /** Link's keys that are in force. */
  get city(): CitySettings {
    return this.#city;
  }
  /** Whether any of the city's were ever taken: older ones are told from newer then. */
  get knowsAny(): boolean {
    return this.#twin.newest !== null;
  }
  /** Of the settings in force, for the birth; 0 and the own config's: none of the city's. */
  get inForce(): { readonly version: number; readonly hash: string } {
    const { good } = this.#twin;
    return good === null
      ? { version: 0, hash: this.#parts.configHash }
      : { version: good.desired.id.version, hash: good.checked.configHash };
  }

  /** The broker's copy of what is desired: it stays there, so nothing is lost when it is acknowledged at once. */
  take({ payload, taken }: Mail): void {
    taken();
    if (payload.length === 0) return;
    const { tenant, device, verify } = this.#parts;
    const read = readDocument(payload, tenant, device);
    const verified = read.ok ? verify(read.message) : read.refusal;
    if (read.ok && verified === "ok") this.#on({ in: "desired", desired: read.desired }, read.desired.kid);
    else if (verified !== "ok") this.#refuse(verified, read.ok ? read.desired.kid : read.kid);
  }

  /** Names that nobody here knows are not told: a stranger would fill the minute's kinds with them. */
  #refuse(refusal: Refusal, kid: string | null): void {
    this.#refusals.count(refusal, kid !== null && this.#parts.obeys(kid) ? kid : null);
  }

  /** `id`: what control says is in force. */
  greeted(run: string, id: SettingsId | null): void {
    this.#offered = undefined;
    this.#peer = { run, inForce: id, present: true };
    this.#controlFollows(id);
  }

  answered(message: Extract<FromControl, { m: "settings-applied" | "settings-refused" }>): void {
    if (message.m === "settings-refused") {
      this.#on({ in: "refused", id: message.id, reason: message.reason });
      return;
    }
    this.#peer = { ...this.#peer, inForce: message.id };
    this.#controlFollows(message.id);
  }

  controlGone(): void {
    this.#peer = { ...this.#peer, present: false };
  }

  /** A connection is being tried. */
  attempted(): void {
    if (!this.#connects) return;
    this.#connects = false;
    this.#on({ in: "attempt" });
  }

  /** For the introduction of a session: what the broker may not have yet. */
  introduction(): readonly Message[] {
    if (!this.#arrived) this.#told = "";
    return this.#unsaid();
  }

  /** The broker has acknowledged the introduction. */
  introduced(): void {
    this.#arrived = true;
    this.#tell();
  }

  /** Control told the time: where it is known for the first time, what waits by it is reckoned anew. */
  timeHeard(): void {
    if (this.#knowsTime || this.#parts.wallMs() === null) return;
    this.#knowsTime = true;
    this.#on({ in: "clock" });
  }

  close(): void {
    this.#timers.cancelAll();
    this.#refusals.close();
  }

  #controlFollows(id: SettingsId | null): void {
    this.#on({ in: "control", id, run: this.#peer.run, connects: this.#connects });
    this.#bring();
    // Asked for again at each greeting: control may have come up with older ones, or with none.
    const good = this.#twin.good?.desired.id ?? null;
    if (isSame(id, good) && isSame(id, this.#wantedId())) this.#parts.toControl({ m: "settings-keep", id });
  }

  #on(input: TwinInput, kid?: string): void {
    const step = nextTwin(this.#twin, input, this.#time());
    if (step.refusal !== null) this.#refusals.count(step.refusal, kid ?? null);
    this.#step(step, kid);
  }

  #step({ twin, code }: TwinStep, kid?: string): void {
    const was = this.#twin;
    this.#twin = twin;
    if (code !== null) this.#audit(code, kid);
    if (twin !== was) this.#keep(twin);
    const verdict = twin.newest?.verdict;
    if (verdict?.at === "checking" && verdict !== was.newest?.verdict) this.#check(twin);
    if (twin === was) return;
    this.#wake();
    this.#bring();
    if (twin.good !== was.good) this.#proved();
    this.#tell();
  }

  #keep(twin: Twin): void {
    const { store } = this.#parts;
    const id = twin.newest?.desired.id;
    const isStaging = twin.newest?.verdict.at === "staging";
    store.commit({ documents: { settings: toKeep(twin, this.#basis()) } }, (how) => {
      if (isStaging && id !== undefined) this.#on({ in: "stored", id, how });
    });
  }

  #check({ newest }: Twin): void {
    if (newest === null) return;
    const { id, state } = newest.desired;
    this.#parts.check(state, (result) => this.#on({ in: "checked", id, result: this.#allowed(result) }));
  }

  #allowed(result: CheckResult): CheckResult {
    const { city, mayLeadTo } = this.#parts;
    if (!result.ok) return result;
    const { broker } = result.checked.city;
    // No broker is none that was named: nobody could reach the device any more.
    return broker === city.broker || (broker !== null && mayLeadTo(broker)) ? result : NOT_NAMED;
  }

  #wake(): void {
    const due = dueAt(this.#twin);
    if (due === null) this.#timers.cancel("due");
    else
      this.#timers.at("due", due, () =>
        this.#on({ in: "due", control: this.#peer.present, live: this.#parts.isLive() }),
      );
  }

  /** Control and link to what is wanted; what is there already is left alone. */
  #bring(): void {
    const ready = wanted(this.#twin);
    const id = ready?.desired.id ?? null;
    const { present, inForce } = this.#peer;
    const isAsked = this.#offered !== undefined && isSame(this.#offered, id);
    if (present && !isAsked && !(this.#offered === undefined && isSame(inForce, id))) {
      const message: FromLink = { m: "settings", id, settings: ready?.checked.settings ?? null };
      if (this.#parts.toControl(message)) this.#offered = id;
    }
    const city = this.#wantedCity();
    if (sharing(this.#city, city) === this.#city) return;
    this.#city = city;
    this.#connects = true;
    this.#arrived = false;
    this.#parts.reconnect(city);
  }

  #proved(): void {
    const id = this.#twin.good?.desired.id ?? null;
    if (isSame(id, this.#peer.inForce)) this.#parts.toControl({ m: "settings-keep", id });
    this.#parts.onApplied();
  }

  #tell(): void {
    if (this.#parts.isLive()) for (const message of this.#unsaid()) this.#parts.mention(message);
  }

  #unsaid(): readonly Message[] {
    const message = this.#message();
    if (message.payload === this.#told) return [];
    this.#told = message.payload;
    this.#arrived = false;
    return [message];
  }

  /** `kid`: who signed what came just now, where that is another document than the newest. */
  #audit(code: number, kid?: string): void {
    const { newest, conflict } = this.#twin;
    if (newest === null) return;
    const { epoch, version } = conflict ?? newest.desired.id;
    const values = { what: "settings", kid: kid ?? newest.desired.kid, code, epoch, version };
    this.#parts.report({ kind: "event", stream: "audit", class: 0, values });
  }

  #message(): Message {
    const { tenant, device } = this.#parts;
    const payload = JSON.stringify(twinMessage(this.#twin));
    return { topic: buildTopic({ at: "twin", tenant, device }), payload, retain: true };
  }

  readonly #basis = (): string => `${this.#parts.configHash} ${this.#parts.version}`;
  readonly #time = () => ({
    now: this.#parts.scheduler.now(),
    wallMs: this.#parts.wallMs(),
    own: this.#parts.city,
  });
  readonly #wantedCity = (): CitySettings => wanted(this.#twin)?.checked.city ?? this.#parts.city;
  readonly #wantedId = (): SettingsId | null => wanted(this.#twin)?.desired.id ?? null;
}
