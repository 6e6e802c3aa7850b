import type { CitySettings } from "../../config/device-config.ts";
import type { LinkEnd } from "../channel/messages.ts";
import { buildTopic } from "../contract/topics.ts";
import { after, seconds } from "../measure/time.ts";
import type { RecordClass } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { alarmsOfRun, nextAlarms, NO_ALARMS, type Alarms } from "./alarms.ts";
import { Announcement } from "./session/announcement.ts";
import { Conversation } from "./session/conversation.ts";
import type { Counters } from "./counters.ts";
import { ACKNOWLEDGE_MS, Flow } from "./outbox/flow.ts";
import { heardTime } from "./heard-time.ts";
import { Intake } from "./outbox/intake.ts";
import { inWords, type Neighbours } from "./lan/neighbours.ts";
import type { LinkConfig } from "./link-config.ts";
import type { Outbox } from "./outbox/outbox.ts";
import { Seldom } from "./seldom.ts";
import { Timers } from "./timers.ts";
import type { Settings, SettingsPorts } from "./settings/settings.ts";
import type { Transport } from "./session/transport.ts";

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
  /** Left out: the city can set nothing. */
  readonly settings?: (ports: SettingsPorts) => Settings;
  /** Of another broker, where the city moves the device to one; left out: a new broker is reached as the old one was. */
  readonly transportTo?: (broker: string) => Transport;
  /** The other posts of the path; left out: there are none. */
  readonly neighbours?: Neighbours | null;
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

/** A control that began anew has told of its alarms by then. */
export const ALARMS_SETTLE_MS = seconds(10);

/** The city's side of a device: takes reports from control, keeps them, and brings them to the broker, for ever. */
export class Link {
  readonly #parts: LinkParts;
  readonly #trouble: Seldom;
  readonly #intake: Intake;
  readonly #flow: Flow;
  readonly #announcement: Announcement;
  readonly #timers: Timers<"alarms">;
  readonly #settings: Settings | null;
  readonly #conversation: Conversation | null;
  #alarms: Alarms;
  #ended: (() => void) | null = null;

  constructor(parts: LinkParts) {
    const { scheduler, outbox, control, counters, config, transport } = parts;
    this.#parts = parts;
    this.#alarms = parts.alarms?.before ?? NO_ALARMS;
    this.#trouble = new Seldom(parts.say, () => scheduler.now());
    this.#announcement = new Announcement(config, parts.version, counters);
    this.#timers = new Timers(scheduler);
    this.#flow = new Flow({
      tenant: config.tenant,
      device: config.device,
      outbox,
      scheduler,
      trouble: this.#trouble,
      stalled: () => this.#stalled(),
    });
    this.#intake = new Intake({
      control,
      outbox,
      boot: counters,
      trouble: this.#trouble,
      onRun: (run, anew) => this.#onRun(run, anew),
      onHello: (run, settings) => this.#settings?.greeted(run, settings),
      onSettings: (message) => this.#settings?.answered(message),
      onGone: () => this.#settings?.controlGone(),
      onMoment: () => this.#settings?.timeHeard(),
      onCall: (call) => parts.neighbours?.call(call),
      onStored: (record) => {
        this.#setAlarms(nextAlarms(this.#alarms, record));
        this.#flow.pump();
      },
    });
    this.#settings = this.#withSettings();
    const city = this.#settings?.city ?? config.city;
    this.#conversation = transport === null ? null : this.#converse(this.#transportTo(transport, city), city);
    parts.neighbours?.start((word) => void control.send({ m: "heard", word }), this.#trouble);
    if (transport === null) parts.say("the config names no broker (city.broker): reports stay on the device");
  }

  status(): LinkStatus {
    const { unsent, taken, lost } = this.#parts.outbox.counts();
    return {
      connected: this.#conversation?.isLive ?? false,
      waiting: unsent + taken,
      sent: this.#flow.sent,
      invalid: this.#intake.invalid,
      lost,
      bad: this.#conversation?.bad ?? 0,
      lastError: this.#conversation?.lastError ?? null,
    };
  }

  /** Once a day: figures for the log, and what is too old is let go. */
  keepHouse(): void {
    const pruned = this.#parts.outbox.prune(this.#parts.scheduler.now());
    this.#tellLost();
    const { waiting, sent, invalid, lost, bad } = this.status();
    this.#parts.say(
      `today: ${sent} records sent since start, ${waiting} waiting, ${lost} lost (${pruned} too old), ` +
        `${invalid} invalid reports, ${bad} messages that made no sense, session ${this.#conversation?.session ?? 0}`,
    );
    const { neighbours } = this.#parts;
    if (neighbours != null) this.#parts.say(`neighbours since start: ${inWords(neighbours.counts)}`);
  }

  /** Publishes `offline` and ends, within `LEAVE_MS`; `ended` is called once. Asked again, the newest `ended` counts. */
  stop(ended: () => void): void {
    this.#ended = ended;
    if (this.#conversation === null) this.#end();
    else this.#conversation.stop();
  }

  #withSettings(): Settings | null {
    const { config, settings, scheduler, control, version } = this.#parts;
    if (settings === undefined) return null;
    return settings({
      tenant: config.tenant,
      device: config.device,
      configHash: config.hash,
      version,
      city: config.city,
      scheduler,
      wallMs: () => heardTime(this.#intake.moment, scheduler.now()).ts,
      toControl: (message) => control.send(message),
      report: (report) => this.#intake.own(report),
      mention: (message) => this.#conversation?.mention(message),
      reconnect: (city) => {
        const { transport } = this.#parts;
        if (transport !== null) this.#conversation?.reconnect(city, this.#transportTo(transport, city));
      },
      onApplied: () => this.#tellBirth(),
      isLive: () => this.#conversation?.isLive ?? false,
    });
  }

  #transportTo(transport: Transport, { broker }: CitySettings): Transport {
    const { transportTo, config } = this.#parts;
    return broker === null || broker === config.city.broker ? transport : (transportTo?.(broker) ?? transport);
  }

  #tellBirth(): void {
    const conversation = this.#conversation;
    conversation?.mention(this.#announcement.birth(conversation.session, this.#configInForce()));
  }

  #configInForce(): { readonly version: number; readonly hash: string } {
    return this.#settings?.inForce ?? { version: 0, hash: this.#parts.config.hash };
  }

  #converse(transport: Transport, city: CitySettings): Conversation {
    const { config, scheduler, random, counters, say, neighbours } = this.#parts;
    const zone = neighbours?.overBroker;
    return new Conversation({
      config: { ...config, city },
      transport,
      scheduler,
      random,
      say,
      trouble: this.#trouble,
      nextSession: () => counters.nextSession(),
      state: (status, session) =>
        this.#announcement.state(status, session, heardTime(this.#intake.moment, scheduler.now())),
      introduction: (session) => [
        this.#announcement.birth(session, this.#configInForce()),
        this.#announcement.active(session, this.#alarms),
        ...(this.#settings?.introduction() ?? []),
      ],
      onLive: (connection, receiveMaximum, since) => {
        this.#flow.start(connection, receiveMaximum, since);
        this.#settings?.introduced();
        this.#tellLost();
        zone?.live(connection);
      },
      onDown: () => {
        zone?.down();
        this.#flow.stop();
      },
      ...(this.#settings === null ? {} : { subscriptions: [this.#settings.topic] }),
      onAttempt: () => this.#settings?.attempted(),
      takers: {
        ...(this.#settings === null ? {} : { desired: (mail) => this.#settings?.take(mail) }),
        ...(zone == null
          ? {}
          : {
              zone: ({ payload, taken }, topic) => {
                taken();
                zone.take(buildTopic(topic), payload);
              },
            }),
      },
      onEnd: () => this.#end(),
    });
  }

  #stalled(): void {
    const text = `no acknowledgement for ${ACKNOWLEDGE_MS / 1_000} s`;
    this.#conversation?.giveUp({ kind: "lost", text });
  }

  #tellLost(): void {
    for (const [of, count] of this.#parts.outbox.takeLost().entries()) {
      if (count === 0) continue;
      const values = { count, class: of as RecordClass, by: "link" };
      this.#intake.own({ kind: "event", stream: "lost", class: 0, values });
    }
  }

  #onRun(run: string, anew: boolean): void {
    this.#setAlarms(alarmsOfRun(this.#alarms, run));
    if (!anew) return;
    this.#timers.at("alarms", after(this.#parts.scheduler.now(), ALARMS_SETTLE_MS), () => {
      const conversation = this.#conversation;
      conversation?.mention(this.#announcement.active(conversation.session, this.#alarms));
    });
  }

  #setAlarms(alarms: Alarms): void {
    if (alarms === this.#alarms) return;
    this.#alarms = alarms;
    this.#parts.alarms?.keep(alarms);
  }

  #end(): void {
    this.#timers.cancelAll();
    this.#settings?.close();
    this.#parts.neighbours?.close();
    this.#parts.control.close();
    const ended = this.#ended;
    this.#ended = null;
    ended?.();
  }
}
