import { SUBSCRIBE_TOPICS_MAX } from "../../contract/limits.ts";
import type { CitySettings } from "../../../config/device-config.ts";
import { buildTopic, clientIdOf } from "../../contract/topics.ts";
import { millis, seconds, type Instant, type Millis } from "../../measure/time.ts";
import {
  asksForPatience,
  explain,
  hungUp,
  lateAnswer,
  mayBlame,
  tookOver,
  withoutPassword,
  type CloseCause,
} from "./close-cause.ts";
import { Downlink } from "./downlink.ts";
import { deliver, type Mail } from "./mailroom.ts";
import type { ConversationParts } from "./conversation-parts.ts";
import { OwnState } from "./own-state.ts";
import {
  BACKOFF_BASE_MS,
  dueAt,
  firstSession,
  nextSession,
  type Session,
  type SessionAction,
  type SessionInput,
} from "./session.ts";
import { SharedId } from "./shared-id.ts";
import { Timers } from "../timers.ts";
import type { BrokerLimits, Connection, Message, Transport, TransportEvent } from "./transport.ts";

/** Does what the session decides: connects, subscribes, announces itself, hears the city, and leaves. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #downlink: Downlink;
  readonly #stateTopic: string;
  readonly #timers: Timers<"session">;
  readonly #ownState: OwnState;
  readonly #sharedId: SharedId;
  #city: CitySettings;
  #transport: Transport;
  #state: Session;
  #connection: Connection | null = null;
  #limits: BrokerLimits = { receiveMaximum: 0, payloadBytesMax: 0 };
  #openedAt: Instant;
  #session = 0;
  #wish: { readonly leastMs: Millis; readonly spreadMs: Millis };
  #forgotten = 0;
  #wasLive = false;
  #mayBlame = false;
  #lastError: string | null = null;

  constructor(parts: ConversationParts) {
    const { scheduler, config } = parts;
    this.#parts = parts;
    this.#city = config.city;
    this.#transport = parts.transport;
    this.#downlink = new Downlink(parts.trouble);
    this.#stateTopic = buildTopic({ at: "state", tenant: config.tenant, device: config.device });
    this.#timers = new Timers(scheduler);
    const publish = (): void => this.mention(parts.state("online", this.#session));
    this.#ownState = new OwnState({ scheduler, publish });
    this.#sharedId = new SharedId({ scheduler, boot: parts.boot, tell: parts.onShared });
    this.#openedAt = scheduler.now();
    this.#wish = { leastMs: millis(0), spreadMs: config.city.startDelayMs };
    this.#state = firstSession(scheduler.now(), config.city.startDelayMs, parts.random());
    const begin = (): void => this.#wake();
    if (parts.whenClaimed === undefined) begin();
    else parts.whenClaimed(begin);
  }

  get isLive(): boolean {
    return this.#state.at === "live";
  }
  /** Number of the newest session; 0: none yet. */
  get session(): number {
    return this.#session;
  }
  /** Messages from the city that made no sense. */
  get bad(): number {
    return this.#downlink.bad;
  }
  /** How often the broker had forgotten this device's subscriptions, and with them what it held for it. */
  get forgotten(): number {
    return this.#forgotten;
  }
  /** Why the newest connection ended or never began; null: never. */
  get lastError(): string | null {
    return this.#lastError;
  }

  /** Publishes `offline` and ends, within `LEAVE_MS`; then `onEnd`. */
  stop(): void {
    if (this.#state.at === "ended") this.#parts.onEnd();
    else this.#step({ in: "stop" });
  }

  /** Gives this connection up and makes another. */
  giveUp(cause: CloseCause): void {
    this.#tell(cause);
    this.#step({ in: "failed" });
  }

  /** Once, beside the reports, and only while live: what is not heard now is heard at the next connect. */
  mention(message: Message): void {
    if (this.#state.at === "live") this.#connection?.publish(message, () => undefined);
  }

  #step(input: SessionInput): void {
    const { scheduler, random } = this.#parts;
    const was = this.#state;
    const step = nextSession(was, input, { jitter: random(), ...this.#wish }, scheduler.now());
    if (step.state === was && step.actions.length === 0) return;
    this.#state = step.state;
    if (was.at === "live") this.#down();
    if (input.in === "due" && step.actions.includes("drop")) this.#tell(lateAnswer(was.at));
    this.#wake();
    for (const action of step.actions) this.#do(action);
    if (this.#state.at === "waiting") this.#connection = null;
  }

  /** Asks the scheduler for `due` at the moment the state announced. */
  #wake(): void {
    const due = dueAt(this.#state);
    if (due === null) this.#timers.cancel("session");
    else this.#timers.at("session", due, () => this.#step({ in: "due" }));
  }

  #do(action: SessionAction): void {
    switch (action) {
      case "connect":
        this.#connect();
        break;
      case "subscribe":
        this.#subscribe();
        break;
      case "announce":
        this.#announce();
        break;
      case "flow":
        this.#goLive();
        break;
      case "farewell":
        this.#farewell();
        break;
      case "drop":
        this.#connection?.drop();
        break;
      case "end":
        this.#end();
        break;
    }
  }

  /** Under other keys of link: soon, but not by all devices at once. A broker that is left behind publishes the will. */
  reconnect(city: CitySettings, transport: Transport): void {
    this.#city = city;
    this.#transport = transport;
    const { scheduler, random } = this.#parts;
    const { at } = this.#state;
    if (at === "leaving" || at === "ended") return;
    this.#connection?.drop();
    this.#connection = null;
    this.#state = firstSession(scheduler.now(), millis(Math.max(BACKOFF_BASE_MS, this.#wish.spreadMs)), random());
    if (at === "live") this.#down();
    this.#wake();
  }

  #connect(): void {
    const { nextSession: next, config, state } = this.#parts;
    this.#parts.onAttempt?.();
    this.#session = next();
    this.#ownState.forget();
    const attempt = {
      clientId: clientIdOf(config.tenant, config.device),
      will: state("lost", this.#session),
      keepaliveMs: this.#city.keepaliveMs,
    };
    const connection = this.#transport.connect(attempt, (event) => {
      if (this.#connection === connection) this.#on(event);
    });
    this.#connection = connection;
  }

  #on(event: TransportEvent): void {
    switch (event.event) {
      case "opened":
        this.#openedAt = this.#parts.scheduler.now();
        this.#limits = event;
        this.#parts.onPath?.(event.localAddress);
        this.#remember(event.sessionPresent);
        this.#step({ in: "opened" });
        break;
      case "message":
        this.#hear(event.topic, event);
        break;
      case "closed":
        if (event.cause.kind !== "asked") this.#tell(event.cause);
        if (tookOver(event.cause)) this.#sharedId.notice("taken-over");
        this.#mayBlame = mayBlame(event.cause);
        this.#step({ in: "closed", patience: asksForPatience(event.cause), hungUp: hungUp(event.cause) });
        break;
    }
  }

  /** All is subscribed to and announced again at each connect; what was queued for this device is gone, and is told. */
  #remember(sessionPresent: boolean): void {
    if (sessionPresent || !this.#wasLive) return;
    this.#forgotten += 1;
    const line = `${this.#broker()}: it has forgotten this device's session. Commands sent meanwhile are lost, unless it keeps sessions for a day.`;
    this.#parts.trouble.say("forgotten", line);
  }

  #subscribe(): void {
    const own = [this.#stateTopic, buildTopic({ at: "host", tenant: this.#parts.config.tenant })];
    const topics = [...own, ...(this.#parts.subscriptions ?? [])];
    let open = Math.ceil(topics.length / SUBSCRIBE_TOPICS_MAX);
    for (let from = 0; from < topics.length; from += SUBSCRIBE_TOPICS_MAX)
      this.#connection?.subscribe(topics.slice(from, from + SUBSCRIBE_TOPICS_MAX), (refused) => {
        open -= 1;
        if (refused.length > 0) this.giveUp({ kind: "subscription", text: refused.join(", ") });
        else if (open === 0) this.#step({ in: "granted" });
      });
  }

  /** Live when the broker has acknowledged all of it. */
  #announce(): void {
    const { state, introduction } = this.#parts;
    const messages = [state("online", this.#session), ...introduction(this.#session)];
    let open = messages.length;
    for (const message of messages) {
      this.#connection?.publish(message, (result) => {
        open -= 1;
        if (!result.ok) this.giveUp({ kind: "other", text: `it refused ${message.topic} (${result.text})` });
        else if (open === 0) this.#step({ in: "announced" });
      });
    }
  }

  /** What was told while the session was being made is in `e/active`; only what comes after it is live. */
  #goLive(): void {
    if (this.#connection === null) return;
    this.#wasLive = true;
    this.#parts.say(`connected to ${this.#broker()}, session ${this.#session}`);
    this.#parts.onLive(this.#connection, this.#limits, this.#openedAt);
    this.#ownState.live(this.#session);
    this.#sharedId.live(this.#session);
  }

  #down(): void {
    this.#ownState.down();
    this.#sharedId.down();
    this.#parts.onDown(this.#mayBlame);
    this.#mayBlame = false;
  }

  #farewell(): void {
    const connection = this.#connection;
    connection?.publish(this.#parts.state("offline", this.#session), () => connection.leave());
  }

  #end(): void {
    this.#connection = null;
    this.#timers.cancelAll();
    this.#parts.onEnd();
  }

  #hear(topic: string, mail: Mail): void {
    if (deliver(this.#parts.takers ?? {}, topic, mail)) return;
    mail.taken();
    const heard = this.#downlink.read(topic, mail.payload);
    if (heard?.heard === "host") {
      this.#parts.onHost?.(heard.host);
      const { minBackoffS = 0, spreadS = 0 } = heard.host;
      const usual = this.#parts.config.city.startDelayMs;
      this.#wish = { leastMs: seconds(minBackoffS), spreadMs: millis(Math.max(usual, spreadS * 1_000)) };
    } else if (topic === this.#stateTopic) {
      this.#ownState.hear(heard);
      if (heard !== null && this.#sharedId.hear(heard)) {
        const line = `${this.#broker()}: another controller uses the id of this one. Two cards were made alike?`;
        this.#parts.trouble.say("shared id", line);
      }
    }
  }

  #tell(cause: CloseCause): void {
    this.#lastError = explain(cause, this.#broker());
    this.#parts.say(this.#lastError);
  }

  #broker(): string {
    return withoutPassword(this.#city.broker ?? "no broker");
  }
}
