import type { DeviceConfig, LampPostConfig } from "../../config/device-config.ts";
import { auditOf, type Audit, type Schedule } from "../bin/evidence/audit.ts";
import { MemoryChannel } from "../channel/memory.ts";
import { compose, recordHeader } from "../compose.ts";
import type { Control } from "../control/control.ts";
import type { Stepped } from "../control/control-options.ts";
import type { LampPostParts, LitterBinParts } from "../hal/parts.ts";
import type { Keep } from "../keep/keep.ts";
import { MemoryEvidence, MemoryLog } from "../keep/evidence/memory-evidence.ts";
import { MemoryDisk, memoryKeep } from "../keep/memory-keep.ts";
import type { MakeCommands } from "../link/commands/obeying.ts";
import type { LinkParts } from "../link/link-parts.ts";
import { Link } from "../link/link.ts";
import { BrokerPort } from "../link/lan/broker-port.ts";
import { MemoryLan } from "../link/lan/memory-lan.ts";
import { Neighbours } from "../link/lan/neighbours.ts";
import { OPEN_SEALING } from "../link/lan/sealing.ts";
import { reachOf, storeTimesOf } from "../link/link-config.ts";
import { countersOf, storeCounters } from "../link/counters.ts";
import type { Settings, SettingsPorts } from "../link/settings/settings.ts";
import type { Disk } from "../link/store/disk.ts";
import { AT_ONCE } from "../link/store/desk.ts";
import { localStore } from "../link/store/local-store.ts";
import type { Store } from "../link/store/store.ts";
import { Seldom } from "../link/seldom.ts";
import type { Boot } from "../link/outbox/records.ts";
import type { Attempt, Connection, Transport, TransportEvent } from "../link/session/transport.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { millis, type Instant, type Millis } from "../measure/time.ts";
import { VERSION } from "../version.ts";
import { standForLink, type Hear } from "./stand-for-link.ts";
import type { LampSettings } from "../lamp/settings.ts";
import type { Totals } from "../lamp/watch/meter.ts";
import { binShown, postShown, postTotals, type BinShown, type PostShown } from "./shown.ts";

export type Around = {
  /** Mocks, or a test's own. */
  readonly parts: LampPostParts | LitterBinParts;
  readonly scheduler: Scheduler;
  /** 0 to below 1, a new number a call; it names the run, so the same numbers give the same bytes. */
  readonly random: () => number;
  readonly say: (line: string) => void;
  /** The LAN of its street; left out: it has no neighbours. */
  readonly lan?: MemoryLan;
  /** Of link's store, which outlives link and power, and is written as seldom as a card; left out: in memory alone. */
  readonly linkDisk?: Disk;
  /** How long that takes to answer; left out: no time. */
  readonly linkDiskMs?: () => Millis;
  /** What makes the city's settings of it, of link's own store too; left out: the city may set nothing. */
  readonly settings?: (ports: SettingsPorts, store: Store) => Settings;
  /** Whom its link obeys; left out: nobody. */
  readonly obeys?: MakeCommands;
  /** Of another broker, to which the city may move it. */
  readonly transportTo?: (broker: string) => Transport;
  /** The same device before its power was cut: its disk outlives it. */
  readonly before?: Device;
};

/** Both halves of one device on one clock, joined by a channel in memory: for tests, the street and `simulate`. */
export class Device {
  readonly config: DeviceConfig;
  readonly control: Control;
  readonly #around: Around;
  readonly #channel: MemoryChannel;
  readonly #disk: MemoryDisk;
  readonly #settingsDisk: MemoryDisk;
  readonly #log: MemoryLog;
  readonly #keep: Keep;
  readonly #settingsKeep: Keep;
  readonly #boots: number;
  #sessions: number;
  #link: Link | null = null;
  #life: Mortal | null = null;
  #connections: Severed | null = null;
  #neighbours: Neighbours | null = null;

  /** A LAN for the devices of one street. */
  static newLan(scheduler: Scheduler): MemoryLan {
    return new MemoryLan(scheduler);
  }

  constructor(config: DeviceConfig, around: Around) {
    const { parts, scheduler, random, before } = around;
    this.config = config;
    this.#around = around;
    const left = before?.left ?? {
      disk: new MemoryDisk(),
      settingsDisk: new MemoryDisk(),
      log: new MemoryLog(),
      boots: 0,
      sessions: 0,
    };
    this.#disk = left.disk;
    this.#log = left.log;
    this.#boots = left.boots + 1;
    this.#sessions = left.sessions;
    this.#settingsDisk = left.settingsDisk;
    this.#keep = memoryKeep(this.#disk, scheduler);
    this.#settingsKeep = memoryKeep(this.#settingsDisk, scheduler);
    this.#channel = new MemoryChannel(scheduler);
    this.control = compose(config, {
      parts,
      keep: this.#keep,
      settingsKeep: this.#settingsKeep,
      ...(config.kind === "litter-bin" ? { evidence: new MemoryEvidence(this.#log) } : {}),
      channel: this.#channel.openControl(),
      run: hex16(random),
      version: VERSION,
      simulated: true,
      startedAt: scheduler.now(),
    });
  }

  /** What a power cut leaves. */
  get left(): {
    readonly disk: MemoryDisk;
    readonly settingsDisk: MemoryDisk;
    readonly log: MemoryLog;
    readonly boots: number;
    readonly sessions: number;
  } {
    const [disk, settingsDisk, log] = [this.#disk, this.#settingsDisk, this.#log];
    return { disk, settingsDisk, log, boots: this.#boots, sessions: this.#sessions };
  }
  get neighbours(): Neighbours | null {
    return this.#neighbours;
  }
  get link(): Link | null {
    return this.#link;
  }
  postShown(now: Instant): PostShown {
    const settings = this.control.settings?.settings ?? (this.config as LampPostConfig).lamp;
    return postShown(this.control, settings as LampSettings, now);
  }
  postTotals(now: Instant): Totals {
    return postTotals(this.control, now);
  }
  /** What an auditor would be told of a bin, by its log; times in ms since 1970, as its clock has them. */
  binAudit(fromMs: number, toMs: number, schedule: Schedule | null): Audit {
    return auditOf(this.#log.entries, fromMs, toMs, schedule);
  }
  binShown(now: Instant): BinShown {
    return binShown(this.control, now);
  }
  /** Reports that no broker has acknowledged. */
  get waiting(): number {
    return this.control.outgoing.waiting + (this.#link?.status().waiting ?? 0);
  }

  /** What control decided before waits for link, as it does for a link process that starts later. */
  startLink(transport: Transport | null): void {
    const { random, say } = this.#around;
    const scheduler = new Mortal(this.#around.scheduler);
    this.#life = scheduler;
    this.#connections = transport === null ? null : new Severed(transport);
    const disk = this.#around.linkDisk ?? null;
    const boot = hex16(random);
    const latencyMs = this.#around.linkDiskMs ?? millis(0);
    const times = disk === null ? AT_ONCE : storeTimesOf(this.config);
    const store = localStore({ scheduler, boot, startsBefore: this.#boots - 1, disk, latencyMs, times });
    const counters = disk === null ? countersOf(store, () => ++this.#sessions) : storeCounters(store);
    this.#neighbours = this.#joinNeighbours(counters);
    this.#link = new Link({
      config: this.config,
      version: VERSION,
      control: this.#channel.openLink(),
      transport: this.#connections,
      store,
      scheduler,
      random,
      counters,
      ...this.#citySettings(store),
      neighbours: this.#neighbours,
      say,
    });
  }

  #citySettings(store: Store): Pick<LinkParts, "settings" | "transportTo" | "obeys"> {
    const { settings, transportTo, obeys } = this.#around;
    return {
      ...(settings === undefined ? {} : { settings: (ports: SettingsPorts) => settings(ports, store) }),
      ...(obeys === undefined ? {} : { obeys }),
      ...(transportTo === undefined
        ? {}
        : { transportTo: (broker: string) => (this.#connections = new Severed(transportTo(broker))) }),
    };
  }

  /** Speaks with its neighbours alone, and reports to nobody: for a year of a street, of which no city is to hear. */
  startAlone(hear?: Hear): void {
    this.#neighbours = this.#joinNeighbours({ boot: hex16(this.#around.random), bootCount: this.#boots });
    standForLink(this.#channel.openLink(), this.#neighbours, this.#around, hear);
  }

  #joinNeighbours(boot: Boot): Neighbours | null {
    const { scheduler, say } = this.#around;
    const { config } = this;
    const asked = config.kind === "lamp-post" ? (config.neighbours ?? null) : null;
    if (asked === null) return null;
    const lan = asked.lan === null ? null : (this.#around.lan?.join(config.device) ?? null);
    const now = (): Instant => scheduler.now();
    const zone = { tenant: config.tenant, zone: asked.zone, trouble: new Seldom(say, now), now };
    const overBroker = asked.overBroker ? new BrokerPort(zone) : null;
    if (lan === null && overBroker === null) return null;
    let asks = 0;
    const nonce = (): string => (asks += 1).toString(16).padStart(32, "0");
    const reach = reachOf(config);
    const ways = { lan, overBroker, sealing: OPEN_SEALING, nonce };
    return new Neighbours({ device: config.device, config: asked, reach, boot, scheduler, ...ways });
  }

  /** Whether anything came that its next cycle takes up, other than through its sensors. */
  get hasNews(): boolean {
    return this.control.hasNews(this.#around.scheduler.now());
  }
  step(now: Instant): Stepped {
    return this.control.step(now);
  }

  /** The flight record of the last minutes, as `gaturum replay` reads it. */
  recordLines(): Iterable<string> {
    return this.control.record.lines(recordHeader(this.config, VERSION));
  }

  /** Its power is gone: what was under way to the disk is lost, and the broker finds out by itself. */
  die(): void {
    this.#keep.close();
    this.#settingsKeep.close();
    this.killLink();
  }

  /** Its link process is gone, and control with its power goes on; `startLink` starts another. */
  killLink(): void {
    this.#life?.end();
    this.#connections?.sever();
    this.#neighbours?.close();
  }

  /** Halts the outputs and says goodbye to the city; `ended` is called once. */
  stop(ended: () => void): void {
    this.control.halt();
    if (this.#link === null) ended();
    else this.#link.stop(ended);
  }
}

/** Time of a process: what it had planned never happens once it is gone. */
class Mortal implements Scheduler {
  readonly #scheduler: Scheduler;
  #ended = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  now(): Instant {
    return this.#scheduler.now();
  }

  after(wait: Millis, run: () => void): () => void {
    return this.#scheduler.after(wait, () => {
      if (!this.#ended) run();
    });
  }

  end(): void {
    this.#ended = true;
  }
}

/** A network card without power: what is open is dropped without a goodbye, and nothing is opened any more. */
class Severed implements Transport {
  readonly #transport: Transport;
  #open: Connection | null = null;
  #severed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  connect(attempt: Attempt, take: (event: TransportEvent) => void): Connection {
    if (this.#severed) return NOWHERE;
    this.#open = this.#transport.connect(attempt, take);
    return this.#open;
  }

  sever(): void {
    this.#severed = true;
    this.#open?.drop();
  }
}

const nothing = (): void => undefined;
const NOWHERE: Connection = {
  ...{ subscribe: nothing, publish: nothing, leave: nothing, drop: nothing },
  send: () => false,
};

const hex16 = (random: () => number): string =>
  Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join("");
