import type { LinkEnd } from "../channel/messages.ts";
import { buildTopic, clientIdOf } from "../contract/topics.ts";
import type { StateMessage } from "../contract/session.ts";
import { after, millis, seconds, type Instant, type Millis } from "../measure/time.ts";
import type { RecordClass } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { alarmsOfRun, nextAlarms, NO_ALARMS, type Alarms } from "./alarms.ts";
import { Announcement } from "./announcement.ts";
import { asksForPatience, explain, type CloseCause } from "./close-cause.ts";
import type { Counters } from "./counters.ts";
import { Downlink } from "./downlink.ts";
import { Flow } from "./flow.ts";
import { heardTime } from "./heard-time.ts";
import { Intake } from "./intake.ts";
import type { LinkConfig } from "./link-config.ts";
import type { Outbox } from "./outbox.ts";
import { Seldom } from "./seldom.ts";
import { dueAt, firstSession, nextSession, type Chance, type Session, type SessionAction, type SessionInput } from "./session.ts";
import type { Connection, Message, Transport, TransportEvent } from "./transport.ts";

export type LinkParts = {
  readonly config: LinkConfig;
  /** Of the firmware, for the birth. */
  readonly version: string;
  readonly control: LinkEnd;
  /** null: the config names no broker. Reports are kept within the outbox's bounds and go nowhere. */
  readonly transport: Transport | null;
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  /** 0..1, for the jitter of the reconnect. */
  readonly random: () => number;
  readonly counters: Counters;
  /** The alarms open when link last ended, and where to keep them. */
  readonly alarms?: { readonly before: Alarms; readonly keep: (alarms: Alarms) => void };
  readonly say: (line: string) => void;
};

export type LinkStatus = {
  readonly connected: boolean;
  /** Records that the city has not acknowledged. */
  readonly waiting: number;
  /** Records that it has. */
  readonly sent: number;
  /** Reports of control that fitted no stream; 0 unless we made a mistake. */
  readonly invalid: number;
  /** Records let go unsent because the outbox was full or they were too old. */
  readonly lost: number;
  /** Messages from the city that made no sense. */
  readonly bad: number;
  /** Why the newest connection ended or never began; null: never. */
  readonly lastError: string | null;
};

/** A late will is answered at most so often. Our choice: two devices with one identity must not make a storm. */
export const REPUBLISH_MS = seconds(10);
/** A control that began anew has told of its alarms by then. */
export const ALARMS_SETTLE_MS = seconds(10);

/** The city's side of a device: takes reports from control, keeps them, and brings them to the broker, for ever. */
export class Link {
  readonly #parts: LinkParts;
  readonly #trouble: Seldom;
  readonly #intake: Intake;
  readonly #flow: Flow;
  readonly #downlink: Downlink;
  readonly #announcement: Announcement;
  #alarms: Alarms;
  #state: Session;
  #connection: Connection | null = null;
  #receiveMaximum = 0;
  #openedAt: Instant;
  #sessionNumber = 0;
  #hostChance: { leastMs: Millis; spreadMs: Millis } = { leastMs: millis(0), spreadMs: millis(0) };
  #lastError: string | null = null;
  #republishAt: Instant;
  readonly #cancels = new Map<"session" | "republish" | "alarms", () => void>();
  #ended: (() => void) | null = null;

  constructor(parts: LinkParts) {
    const { scheduler, outbox, control, counters, config } = parts;
    this.#parts = parts;
    this.#alarms = parts.alarms?.before ?? NO_ALARMS;
    this.#trouble = new Seldom(parts.say, () => scheduler.now());
    this.#announcement = new Announcement(config, parts.version, counters);
    this.#downlink = new Downlink(this.#trouble);
    this.#flow = new Flow({ tenant: config.tenant, device: config.device, outbox, scheduler, trouble: this.#trouble });
    this.#openedAt = this.#republishAt = scheduler.now();
    this.#state = firstSession(scheduler.now(), config.city.startDelayMs, parts.random());
    this.#intake = new Intake({
      control,
      outbox,
      boot: counters,
      trouble: this.#trouble,
      onRun: (run, anew) => this.#onRun(run, anew),
      onStored: (record) => {
        this.#setAlarms(nextAlarms(this.#alarms, record));
        this.#flow.pump();
      },
    });
    if (parts.transport === null) parts.say("the config names no broker (city.broker): reports stay on the device");
    else this.#wake();
  }

  status(): LinkStatus {
    const { unsent, taken, lost } = this.#parts.outbox.counts();
    const connected = this.#state.at === "live";
    const { invalid } = this.#intake;
    const waiting = unsent + taken;
    return { connected, waiting, sent: this.#flow.sent, invalid, lost, bad: this.#downlink.bad, lastError: this.#lastError };
  }

  /** Once a day: figures for the log, and what is too old is let go. */
  keepHouse(): void {
    const pruned = this.#parts.outbox.prune(this.#parts.scheduler.now());
    const { waiting, sent, invalid, lost, bad } = this.status();
    this.#parts.say(
      `today: ${sent} records sent since start, ${waiting} waiting, ${lost} lost (${pruned} too old), ` +
        `${invalid} invalid reports, ${bad} messages that made no sense, session ${this.#sessionNumber}`,
    );
  }

  /** Publishes `offline` and ends, within `LEAVE_MS`; `ended` is called once. */
  stop(ended: () => void): void {
    if (this.#state.at === "ended") return ended();
    this.#ended = ended;
    this.#step({ in: "stop" });
  }

  #step(input: SessionInput): void {
    const { scheduler, random } = this.#parts;
    const chance: Chance = { jitter: random(), ...this.#hostChance };
    const was = this.#state;
    const step = nextSession(this.#state, input, chance, scheduler.now());
    if (step.state === was && step.actions.length === 0) return;
    this.#state = step.state;
    if (was.at === "live") this.#flow.stop();
    if (input.in === "due" && step.actions.includes("drop")) this.#tell({ kind: "timeout", text: `while ${was.at}` });
    this.#wake();
    for (const action of step.actions) this.#do(action);
    if (this.#state.at === "waiting") this.#connection = null;
  }

  /** Asks the scheduler for `due` at the moment the state announced. */
  #wake(): void {
    const due = dueAt(this.#state);
    if (due === null) this.#cancel("session");
    else this.#later("session", due, () => this.#step({ in: "due" }));
  }

  #do(action: SessionAction): void {
    switch (action) {
      case "connect":
        return this.#connect();
      case "subscribe":
        return this.#subscribe();
      case "announce":
        return this.#announce();
      case "flow":
        return this.#goLive();
      case "farewell":
        return this.#farewell();
      case "drop":
        return this.#connection?.drop();
      case "end":
        return this.#end();
    }
  }

  #connect(): void {
    const { transport, counters, config } = this.#parts;
    this.#sessionNumber = counters.nextSession();
    const attempt = {
      clientId: clientIdOf(config.tenant, config.device),
      will: this.#stateMessage("lost"),
      keepaliveMs: config.city.keepaliveMs,
    };
    const connection = transport?.connect(attempt, (event) => {
      if (this.#connection === connection) this.#on(event);
    });
    this.#connection = connection ?? null;
  }

  #on(event: TransportEvent): void {
    switch (event.event) {
      case "opened":
        this.#openedAt = this.#parts.scheduler.now();
        this.#receiveMaximum = event.receiveMaximum;
        return this.#step({ in: "opened" });
      case "message":
        return this.#hear(event.topic, event.payload);
      case "closed":
        if (event.cause.kind !== "asked") this.#tell(event.cause);
        return this.#step({ in: "closed", patience: asksForPatience(event.cause) });
    }
  }

  #subscribe(): void {
    const { tenant, device } = this.#parts.config;
    const topics = [buildTopic({ at: "state", tenant, device }), buildTopic({ at: "host", tenant })];
    this.#connection?.subscribe(topics, (refused) => {
      if (refused.length === 0) return this.#step({ in: "granted" });
      this.#tell({ kind: "subscription", text: refused.join(", ") });
      this.#step({ in: "failed" });
    });
  }

  /** State, birth and the open alarms, in this order; live when the broker has acknowledged all three. */
  #announce(): void {
    const messages = [
      this.#stateMessage("online"),
      this.#announcement.birth(this.#sessionNumber),
      this.#announcement.active(this.#sessionNumber, this.#alarms),
    ];
    let open = messages.length;
    for (const message of messages) {
      this.#connection?.publish(message, (result) => {
        open -= 1;
        if (!result.ok) {
          this.#tell({ kind: "other", text: `it refused ${message.topic} (${result.text})` });
          this.#step({ in: "failed" });
        } else if (open === 0) this.#step({ in: "announced" });
      });
    }
  }

  /** What was told while the session was being made is in `e/active`; only what comes after it is live. */
  #goLive(): void {
    if (this.#connection === null) return;
    this.#parts.say(`connected to ${this.#broker()}, session ${this.#sessionNumber}`);
    this.#flow.start(this.#connection, this.#receiveMaximum, this.#openedAt);
    this.#tellLost();
  }

  #tellLost(): void {
    for (const [of, count] of this.#parts.outbox.takeLost().entries()) {
      if (count === 0) continue;
      const values = { count, class: of as RecordClass, by: "link" };
      this.#intake.own({ kind: "event", stream: "lost", class: 0, values });
    }
  }

  #farewell(): void {
    const connection = this.#connection;
    connection?.publish(this.#stateMessage("offline"), () => connection.leave());
  }

  #end(): void {
    this.#connection = null;
    for (const name of this.#cancels.keys()) this.#cancel(name);
    this.#parts.control.close();
    const ended = this.#ended;
    this.#ended = null;
    ended?.();
  }

  #hear(topic: string, payload: Uint8Array): void {
    const heard = this.#downlink.read(topic, payload);
    if (heard?.heard === "host") {
      const { minBackoffS = 0, spreadS = 0 } = heard.host;
      this.#hostChance = { leastMs: seconds(minBackoffS), spreadMs: seconds(spreadS) };
    } else if (heard?.heard === "state" && this.#state.at === "live") this.#compareState(heard.status, heard.session);
  }

  /** The broker must hold what is true: a will of an older session that came late has overwritten it. */
  #compareState(status: StateMessage["status"], session: number): void {
    if (status === "online" && session === this.#sessionNumber) return;
    if (session > this.#sessionNumber)
      this.#trouble.say("twin", `${this.#broker()}: another controller uses the id of this one. Two cards were made alike?`);
    const at = this.#republishAt;
    this.#later("republish", at, () => {
      if (this.#state.at !== "live") return;
      this.#republishAt = after(this.#parts.scheduler.now(), REPUBLISH_MS);
      this.#connection?.publish(this.#stateMessage("online"), () => undefined);
    });
  }

  #onRun(run: string, anew: boolean): void {
    this.#setAlarms(alarmsOfRun(this.#alarms, run));
    if (!anew) return;
    this.#later("alarms", after(this.#parts.scheduler.now(), ALARMS_SETTLE_MS), () => {
      if (this.#state.at === "live") this.#connection?.publish(this.#announcement.active(this.#sessionNumber, this.#alarms), () => undefined);
    });
  }

  #setAlarms(alarms: Alarms): void {
    if (alarms === this.#alarms) return;
    this.#alarms = alarms;
    this.#parts.alarms?.keep(alarms);
  }

  #stateMessage(status: StateMessage["status"]): Message {
    const time = heardTime(this.#intake.moment, this.#parts.scheduler.now());
    return this.#announcement.state(status, this.#sessionNumber, time);
  }

  #tell(cause: CloseCause): void {
    this.#lastError = explain(cause, this.#broker());
    this.#parts.say(this.#lastError);
  }

  #broker(): string {
    return withoutPassword(this.#parts.config.city.broker ?? "no broker");
  }

  #later(name: "session" | "republish" | "alarms", at: Instant, run: () => void): void {
    this.#cancel(name);
    const { scheduler } = this.#parts;
    this.#cancels.set(name, scheduler.after(millis(Math.max(0, at - scheduler.now())), run));
  }

  #cancel(name: "session" | "republish" | "alarms"): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }
}

const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, "//");
