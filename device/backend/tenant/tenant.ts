import { ALARMS_MAX } from "../../contract/limits.ts";
import type { ActiveMessage, BirthMessage, StateMessage } from "../../contract/session.ts";
import type { DeviceRecord } from "../../contract/record.ts";
import { streamNamed } from "../../contract/streams.ts";
import { readPacket, type Received } from "../../contract/validate.ts";
import { covered, holesIn, type Coverage } from "../../contract/watermark.ts";
import { isNewState } from "../database/state-order.ts";

/** Devices known at once: a city of the largest kind. Of more, those that were silent longest are forgotten. */
export const DEVICES_MAX = 100_000;
/** Sequences of one device: its three classes in four boots. Of more, the one that was silent longest is forgotten. */
export const SEQUENCES_MAX = 12;

/** One device, as far as it can be known from what it says. */
export type DeviceSeen = {
  readonly device: string;
  readonly state: StateMessage | null;
  readonly birth: BirthMessage | null;
  /** Of a lamp; null: not heard. */
  readonly levelPct: number | null;
  /** Of a bin; null: not heard. */
  readonly fillPct: number | null;
  /** Open alarms, by stream and what tells two of a stream apart. */
  readonly alarms: readonly string[];
  /** When it last said something, by our clock; null: only retained messages were heard. */
  readonly heardMs: number | null;
  readonly records: number;
  readonly doubles: number;
  /** By boot and class what came; `base`: what was sent before we listened. */
  readonly sequences: Sequences;
  /** There were more: doubles and holes of the oldest are not counted any more. */
  readonly forgot: boolean;
};
/** The one that spoke last stands last. */
type Sequences = Readonly<Record<string, Coverage & { readonly base: number }>>;
/** Told line by line where there is no picture. */
export type Happening =
  | { readonly is: "state"; readonly device: string; readonly status: StateMessage["status"]; readonly session: number }
  | { readonly is: "birth"; readonly device: string; readonly birth: BirthMessage }
  | { readonly is: "record"; readonly device: string; readonly record: DeviceRecord; readonly history: boolean }
  | { readonly is: "alarms"; readonly device: string; readonly alarms: readonly string[] }
  | { readonly is: "problem"; readonly problem: string }
  | { readonly is: "forgotten"; readonly what: Forgotten; readonly most: number };
export type Forgotten = "devices" | "sequences";

/** `invalid`: packets that could not be read. `forgotten`: what there was more of than is kept. */
export type Tenant = {
  readonly devices: ReadonlyMap<string, DeviceSeen>;
  readonly invalid: number;
  readonly forgotten: ReadonlySet<Forgotten>;
};
type Packet = { readonly topic: string; readonly payload: Uint8Array; readonly retain: boolean };

/** What is known so far. One packet costs what it says, however many devices there are. */
export class SeenTenant implements Tenant {
  /** The one that spoke last stands last. */
  readonly devices = new Map<string, DeviceSeen>();
  readonly forgotten = new Set<Forgotten>();
  invalid = 0;
  readonly #devicesMax: number;

  constructor(devicesMax = DEVICES_MAX) {
    this.#devicesMax = devicesMax;
  }

  take({ topic, payload, retain }: Packet, nowMs: number): readonly Happening[] {
    if (payload.length === 0) return [];
    const read = readPacket(topic, payload);
    if (!read.ok) {
      this.invalid += 1;
      return [{ is: "problem", problem: read.problems[0] ?? topic }];
    }
    if (!("device" in read.value.topic)) return [];
    const { device } = read.value.topic;
    const next = nextDevice(this.devices.get(device) ?? newDevice(device), read.value, retain, nowMs);
    if (next === null) return [];
    this.devices.delete(device);
    this.devices.set(device, next.seen);
    return [
      ...next.happenings,
      ...(next.seen.forgot ? this.#forgets("sequences", SEQUENCES_MAX) : []),
      ...this.#bounded(),
    ];
  }

  #bounded(): readonly Happening[] {
    if (this.devices.size <= this.#devicesMax) return [];
    const [oldest = ""] = this.devices.keys();
    this.devices.delete(oldest);
    return this.#forgets("devices", this.#devicesMax);
  }

  /** Said once: who looks on for days would read nothing else. */
  #forgets(what: Forgotten, most: number): readonly Happening[] {
    if (this.forgotten.has(what)) return [];
    this.forgotten.add(what);
    return [{ is: "forgotten", what, most }];
  }
}

export const holesOfDevice = ({ sequences }: DeviceSeen) =>
  Object.values(sequences)
    .flatMap((coverage) => holesIn(coverage))
    .reduce((sum, [from, to]) => sum + to - from + 1, 0);

/** One packet more of a device. Pure; null: it is older than what is known. */
function nextDevice(
  was: DeviceSeen,
  { topic, payload, records }: Received,
  retain: boolean,
  nowMs: number,
): { readonly seen: DeviceSeen; readonly happenings: readonly Happening[] } | null {
  const { device } = was;
  const happenings: Happening[] = [];
  let seen = retain || topic.at === "state" ? was : { ...was, heardMs: nowMs };
  if (topic.at === "state") {
    const state = payload as StateMessage;
    if (!isNewState(was.state, state)) return null;
    const { status, session } = state;
    seen = { ...seen, state, heardMs: retain || status === "lost" ? seen.heardMs : nowMs };
    if (!isSame(was.state, state)) happenings.push({ is: "state", device, status, session });
  } else if (topic.at === "birth") {
    const birth = payload as BirthMessage;
    if (!isSame(seen.birth, birth)) happenings.push({ is: "birth", device, birth });
    seen = { ...seen, birth };
  } else if (topic.at === "active") {
    const alarms = (payload as ActiveMessage).active.map(({ kind, values }) => alarmName(kind, values)).sort();
    seen = { ...seen, alarms };
    happenings.push({ is: "alarms", device, alarms });
  }
  for (const record of records) {
    const history = topic.at === "batch";
    seen = withRecord(seen, record, history);
    happenings.push({ is: "record", device, record, history });
  }
  return { seen, happenings };
}

function withRecord(was: DeviceSeen, record: DeviceRecord, history: boolean): DeviceSeen {
  const { boot, class: of, seq, stream, values } = record;
  const key = `${boot}/${of}`;
  const before = was.sequences[key] ?? { watermark: seq - 1, islands: [], base: seq - 1 };
  const coverage = covered(before, [[seq, seq]]);
  const isDouble = coverage === before && seq > before.base;
  const others = Object.entries(was.sequences).filter(([each]) => each !== key);
  const sequences: Sequences = Object.fromEntries([
    ...others.slice(1 - SEQUENCES_MAX),
    [key, { ...coverage, base: before.base }],
  ]);
  const forgot = was.forgot || others.length === SEQUENCES_MAX;
  const counts = { records: was.records + (isDouble ? 0 : 1), doubles: was.doubles + (isDouble ? 1 : 0) };
  const next = { ...was, ...counts, sequences, forgot };
  if (history) return next;
  if (stream === "lamp-level") return { ...next, levelPct: numberOr(values["levelPct"], null) };
  if (stream === "bin-fill") return { ...next, fillPct: numberOr(values["fillPct"], next.fillPct) };
  return streamNamed(stream).alarm === undefined ? next : { ...next, alarms: alarmsWith(next.alarms, stream, values) };
}

function alarmsWith(was: readonly string[], stream: string, values: Readonly<Record<string, unknown>>) {
  const name = alarmName(stream, values);
  const others = was.filter((each) => each !== name);
  return values["active"] === true ? [...others, name].sort().slice(0, ALARMS_MAX) : others;
}

function alarmName(stream: string, values: Readonly<Record<string, unknown>>): string {
  const which = (streamNamed(stream).alarm ?? []).map((key) => textOf(values[key]));
  return [stream, ...which].join(" ");
}

/** What an open alarm has beside its kind is whatever a stranger wrote: `String` throws at `{"toString": 1}`. */
const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A retained message comes once for each subscription that fits it. */
const isSame = (was: object | null | undefined, now: object) => JSON.stringify(was) === JSON.stringify(now);

const newDevice = (device: string): DeviceSeen => ({
  ...{ device, state: null, birth: null, levelPct: null, fillPct: null, alarms: [], heardMs: null },
  ...{ records: 0, doubles: 0, sequences: {}, forgot: false },
});

const numberOr = <T>(value: unknown, other: T) => (typeof value === "number" ? value : other);
