import type { CitySettings } from "../../config/device-config.ts";
import { buildTopic } from "../contract/topics.ts";
import type { Values } from "../measure/decision.ts";
import { after } from "../measure/time.ts";
import { Announcement } from "./session/announcement.ts";
import { HomeAssistant } from "./session/home-assistant.ts";
import { Conversation } from "./session/conversation.ts";
import { bundleWith, type Bundled } from "./commands/bundle.ts";
import type { Commands } from "./commands/commands.ts";
import type { MakeCommands } from "./commands/obeying.ts";
import { Flow, STALLED } from "./outbox/flow.ts";
import { heardTime, type HeardTime } from "./heard-time.ts";
import { Intake } from "./outbox/intake.ts";
import { inWords } from "./lan/neighbours.ts";
import { groupsOf } from "./link-config.ts";
import { Receipts } from "./outbox/receipts.ts";
import { Seldom } from "./seldom.ts";
import type { Settings } from "./settings/settings.ts";
import type { Message, Transport } from "./session/transport.ts";
import { OpenAlarms } from "./open-alarms.ts";
import { OwnReports, type FetchTrouble } from "./own-reports.ts";
import type { ClockKnowledge } from "./tls/broker-trust.ts";
import { Uplink } from "./uplink/uplink.ts";
import type { LinkParts, LinkStatus } from "./link-parts.ts";

/** The city's side of a device: takes reports from control, keeps them, and brings them to the broker, for ever. */
export class Link {
  readonly #parts: LinkParts;
  readonly #trouble: Seldom;
  readonly #alarms: OpenAlarms;
  readonly #intake: Intake;
  readonly #commands: Commands | null;
  readonly #flow: Flow;
  readonly #receipts: Receipts;
  readonly #own: OwnReports;
  readonly #announcement: Announcement;
  readonly #uplink: Uplink | null;
  readonly #settings: Settings | null;
  readonly #conversation: Conversation | null;
  readonly #home: HomeAssistant | null;
  #ended: (() => void) | null = null;

  constructor(parts: LinkParts) {
    const { scheduler, store, control, counters, config, transport, random } = parts;
    this.#parts = parts;
    this.#trouble = new Seldom(parts.say, () => scheduler.now());
    this.#announcement = new Announcement(config, parts.version, counters);
    this.#alarms = new OpenAlarms({
      ...{ store, scheduler },
      onChange: () => this.#home?.tell(),
      onSettled: () => this.#conversation?.mention(this.#active()),
    });
    this.#flow = new Flow({
      ...{ tenant: config.tenant, device: config.device, outbox: store, scheduler, random },
      trouble: this.#trouble,
      stalled: () => this.#conversation?.giveUp(STALLED),
      seen: (topic, isGranted) => this.#own.topic(topic, isGranted),
    });
    this.#intake = new Intake({
      ...{ control, store, scheduler },
      trouble: this.#trouble,
      onRun: (run, anew) => this.#alarms.greeted(run, anew),
      onHello: (run, settings) => this.#settings?.greeted(run, settings),
      onSettings: (message) => this.#settings?.answered(message),
      onGone: () => this.#settings?.controlGone(),
      onMoment: () => this.#settings?.timeHeard(),
      onCall: (call) => parts.neighbours?.call(call),
      claim: (answer, stored) => this.#commands?.claim(answer, stored) ?? false,
      beside: (record) => this.#alarms.note(record),
    });
    this.#home = config.city.homeAssistant === true ? this.#showAtHome() : null;
    this.#commands = parts.obeys == null ? null : this.#obey(parts.obeys);
    this.#own = new OwnReports({
      report: (report) => this.#intake.own(report),
      alarms: () => this.#alarms.now,
      say: parts.say,
      now: () => scheduler.now(),
    });
    this.#receipts = new Receipts({
      ...{ outbox: store, scheduler, report: (report) => this.#intake.own(report) },
      wallMs: () => this.#time().ts,
    });
    store.onFault((fault) => this.#own.fault(fault));
    this.#uplink = transport === null ? null : this.#watchUplink();
    this.#settings = this.#withSettings();
    const city = this.#settings?.city ?? config.city;
    this.#conversation = transport === null ? null : this.#converse(this.#transportTo(transport, city), city);
    parts.neighbours?.start((word) => void control.send({ m: "heard", word }), this.#trouble);
    if (transport === null) parts.say("the config names no broker (city.broker): reports stay on the device");
  }

  status(): LinkStatus {
    return {
      connected: this.#conversation?.isLive ?? false,
      ...this.#parts.store.counts(),
      sent: this.#flow.sent,
      invalid: this.#intake.invalid,
      bad: this.#conversation?.bad ?? 0,
      lastError: this.#conversation?.lastError ?? null,
      refused: this.#alarms.refusedTopics,
    };
  }

  /** What is known of the time, for the certificates of brokers. */
  clock(): ClockKnowledge {
    return this.#uplink?.clock() ?? { leastMs: 0, exact: true };
  }

  /** Once a day: figures for the log, and what was kept for long enough is let go. */
  keepHouse(): void {
    this.#parts.store.prune();
    this.#tellOwn();
    this.#uplink?.tellDays((values) => this.#own.uplinkDay(values));
    const { waiting, sent, invalid, lost, bad } = this.status();
    this.#parts.say(
      `today: ${sent} records sent since start, ${waiting} waiting, ${lost} without room, ` +
        `${invalid} invalid reports, ${bad} messages that made no sense, session ${this.#conversation?.session ?? 0}, ` +
        `forgotten by the broker ${this.#conversation?.forgotten ?? 0} times`,
    );
    if (this.#parts.neighbours) this.#parts.say(`neighbours since start: ${inWords(this.#parts.neighbours.counts)}`);
  }

  /** What became of a new program: `told` is its number, kept with the record, so that it is told once. */
  tellUpdate(values: Values, told: number): void {
    this.#intake.own({ kind: "event", stream: "update", class: 1, values }, { updates: { told } });
  }

  /** Whether new programs can be fetched; null: they can. The city hears it when that, or its cause, is another. */
  tellFetch(trouble: FetchTrouble | null): void {
    this.#own.updateFetch(trouble);
  }

  /** Publishes `offline` and ends, within `LEAVE_MS`; `ended` is called once. Asked again, the newest `ended` counts. */
  stop(ended: () => void): void {
    this.#ended = ended;
    this.#uplink?.leave();
    if (this.#conversation === null) this.#end();
    else this.#conversation.stop();
  }

  #withSettings(): Settings | null {
    const { config, settings, scheduler, control, version } = this.#parts;
    if (settings === undefined) return null;
    return settings({
      ...{ tenant: config.tenant, device: config.device, configHash: config.hash, version, city: config.city },
      verify: (message) => this.#commands?.verify(message) ?? "key",
      obeys: (kid) => this.#commands?.obeys.includes(kid) ?? false,
      mayLeadTo: (broker) => this.#commands?.mayLeadTo(broker) ?? false,
      scheduler,
      wallMs: () => this.#time().ts,
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
    if (this.#conversation?.isLive === true) this.#conversation.mention(this.#birth(this.#conversation.session));
  }

  #configInForce(): { readonly version: number; readonly hash: string } {
    return this.#settings?.inForce ?? { version: 0, hash: this.#parts.config.hash };
  }

  #converse(transport: Transport, city: CitySettings): Conversation {
    const { config, scheduler, random, counters, say, neighbours } = this.#parts;
    const zone = neighbours?.overBroker;
    return new Conversation({
      config: { ...config, city },
      ...{ transport, scheduler, random, say, trouble: this.#trouble },
      nextSession: () => counters.nextSession(),
      boot: counters.boot,
      onShared: (sign) => this.#own.sharedId(sign),
      whenClaimed: (begin) => counters.whenClaimed(begin),
      state: (status, session) => this.#announcement.state(status, session, this.#time()),
      introduction: (session) => [this.#birth(session), this.#active(), ...(this.#settings?.introduction() ?? [])],
      onPath: (localAddress) => this.#uplink?.opened(localAddress),
      onLive: (connection, limits, since) => {
        this.#flow.start(this.#uplink?.live(connection) ?? connection, limits, since);
        this.#settings?.introduced();
        this.#tellOwn();
        zone?.live(connection);
        this.#home?.live(connection);
      },
      onDown: (hungUp) => {
        this.#home?.down();
        zone?.down();
        this.#flow.stop(hungUp);
        this.#uplink?.down();
      },
      subscriptions: [
        buildTopic({ at: "ack", tenant: config.tenant, device: config.device }),
        ...(this.#commands?.subscriptions ?? []),
        ...(this.#settings === null ? [] : [this.#settings.topic]),
      ],
      onAttempt: () => this.#settings?.attempted(),
      onHost: (host) => this.#flow.heard(host),
      takers: {
        ...this.#receipts.takers,
        ...this.#commands?.takers,
        ...(this.#settings === null ? {} : { desired: (mail) => this.#settings?.take(mail) }),
        ...zone?.takers,
      },
      onEnd: () => this.#end(),
    });
  }

  #showAtHome(): HomeAssistant {
    return new HomeAssistant({
      scheduler: this.#parts.scheduler,
      trouble: this.#trouble,
      birth: () => this.#announcement.birthOf(this.#conversation?.session ?? 0, this.#configInForce()),
      active: () => this.#active(),
    });
  }

  #obey(obeys: MakeCommands): Commands {
    const { config, control, store, scheduler, random } = this.#parts;
    return obeys({
      ...{ tenant: config.tenant, device: config.device, kind: config.kind, groups: groupsOf(config) },
      ...{ store, control, scheduler, random },
      moment: () => this.#intake.moment,
      knowsSettings: () => this.#settings?.knowsAny ?? true,
      own: {
        rebirth: () => this.#tellBirth(),
        bundle: (fromControl) => bundleWith(fromControl, this.#shareOfBundle()),
      },
    });
  }

  #birth(session: number): Message {
    const { obeys, forgot } = this.#commands ?? {};
    return this.#announcement.birth(session, this.#configInForce(), this.#commands?.nextChallenge(), obeys, forgot);
  }

  #active(): Message {
    return this.#announcement.active(this.#conversation?.session ?? 0, this.#alarms.now);
  }

  #shareOfBundle(): Bundled {
    const { config, version, counters } = this.#parts;
    const { boot, bootCount } = counters;
    const { connected, ...counts } = this.status();
    const session = this.#conversation?.session ?? 0;
    const head = { firmware: version, configHash: config.hash, kind: config.kind, mode: config.mode };
    return { ...head, boot, bootCount, session, connected, ...counts, alarms: this.#alarms.now.open };
  }

  #watchUplink(): Uplink {
    const { scheduler, config, releasedMs = 0, store, pathOf } = this.#parts;
    return new Uplink({
      scheduler,
      releasedMs,
      ...(pathOf === undefined ? {} : { pathOf }),
      memory: {
        before: store.found.uplink,
        keep: (uplink) => store.commit({ documents: { uplink } }, () => undefined),
      },
      time: () => this.#time(),
      sent: () => this.#flow.sent,
      firstTryAt: after(scheduler.now(), config.city.startDelayMs),
      tellLocalMode: (active) => this.#own.alarm("local-mode", { active }),
    });
  }

  /** Of the card and of the certificate. */
  #tellOwn(): void {
    this.#own.card(this.#parts.store.takeLost());
    this.#own.certificate(this.#parts.certificate?.() ?? null, this.#time().ts);
  }

  #time(): HeardTime {
    return heardTime(this.#intake.moment, this.#parts.scheduler.now());
  }

  #end(): void {
    this.#alarms.stop();
    this.#intake.stop();
    this.#commands?.stop();
    this.#receipts.stop();
    this.#uplink?.end();
    this.#settings?.close();
    this.#parts.neighbours?.close();
    this.#parts.control.close();
    const ended = this.#ended;
    this.#ended = null;
    if (ended !== null) this.#parts.store.close(ended);
  }
}
