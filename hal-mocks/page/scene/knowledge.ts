import { isLateWill } from "../../../device/contract/late-will.ts";
import type { Happened } from "../../host/protocol.ts";

export type Packet = Extract<Happened, { readonly what: "packet" }>;

/** What the city knows of one device, from its messages alone. null: it was never told. */
export type Known = {
  readonly status: "online" | "offline" | "lost" | null;
  /** The newest that told its state. */
  readonly session: number;
  /** Monotonic ms of the street at which the city's broker had the newest message: a date that is moved changes no age. */
  readonly heardAt: number | null;
  /** Mean of the newest five minutes. */
  readonly levelPct: number | null;
  readonly fillPct: number | null;
  /** Of the press. */
  readonly state: string | null;
  /** Alarms that hold, each by its stream and what tells it from others of that stream. */
  readonly alarms: readonly string[];
  /** Of each stream, when its newest record was made: history must not replace it. */
  readonly newest: { readonly [stream: string]: Made };
};
/** When a record was made, as the device orders it. */
type Made = { readonly bootCount: number; readonly uptimeMs: number };
/** By device. */
export type Knowledge = ReadonlyMap<string, Known>;

export const NOTHING: Knowledge = new Map();
const STRANGER: Known = {
  ...{ status: null, session: 0, heardAt: null, levelPct: null, fillPct: null, state: null },
  ...{ alarms: [], newest: {} },
};
/** The value that tells two alarms of one stream apart, as the contract has it. */
const APART: { readonly [stream: string]: string } = {
  lockout: "cause",
  "bin-alarm": "alarm",
  "part-fault": "part",
};
const ALARMS_MAX = 64;
const LATCHED = "lockout";

export const knownOf = (knowledge: Knowledge, device: string): Known => knowledge.get(device) ?? STRANGER;
export const isLatched = ({ alarms }: Known): boolean => alarms.some((alarm) => alarm.startsWith(LATCHED));

/** What the city knows after these packets, in the order in which it had them. Others than devices' are passed over. */
export function learn(knowledge: Knowledge, packets: readonly Packet[]): Knowledge {
  if (packets.length === 0) return knowledge;
  const next = new Map(knowledge);
  for (const packet of packets) {
    if (packet.device !== null) next.set(packet.device, heard(knownOf(next, packet.device), packet));
  }
  return next;
}

function heard(known: Known, { topic, payload, at }: Packet): Known {
  // gaturum/1/TENANT/DEVICE/up/...
  const path = topic.split("/").slice(4).join("/");
  const message = objectIn(payload);
  if (!path.startsWith("up/") || message === null) return known;
  if (path === "up/state") return withState(known, message, at);
  return told({ ...known, heardAt: at }, path, message);
}

function withState(known: Known, state: Fields, at: number): Known {
  if (isLateWill(state, known.session)) return known;
  const status = statusOf(state["status"]);
  // A will is the broker's: nothing was heard from the device.
  const heardAt = status === "lost" ? known.heardAt : at;
  return { ...known, status, session: numberIn(state["session"]) ?? known.session, heardAt };
}

function told(known: Known, path: string, message: Fields): Known {
  if (path === "up/e/active")
    return { ...known, alarms: listIn(message["active"]).map(openAlarm).slice(0, ALARMS_MAX) };
  if (path === "up/b")
    return listIn(message["records"]).reduce((so: Known, record) => fromRecord(so, record, true), known);
  return path.startsWith("up/t/") || path.startsWith("up/e/") ? fromRecord(known, message, false) : known;
}

function fromRecord(known: Known, record: Fields, history: boolean): Known {
  const { stream, values, aggregate } = record;
  if (typeof stream !== "string") return known;
  const fields = fieldsOf(values);
  // The list of alarms came before the history, and is newer than all of it.
  if (typeof fields["active"] === "boolean") return history ? known : withAlarm(known, stream, fields);
  const made: Made = { bootCount: Number(record["bootCount"]), uptimeMs: Number(record["uptimeMs"]) };
  if (!isNewer(made, known.newest[stream])) return known;
  const next: Known = { ...known, newest: { ...known.newest, [stream]: made } };
  switch (stream) {
    case "lamp-level":
      return { ...next, levelPct: numberIn(fieldsOf(aggregate)["mean"]) ?? numberIn(fields["levelPct"]) };
    case "bin-fill":
      return { ...next, fillPct: numberIn(fields["fillPct"]) };
    case "bin-state":
      return { ...next, state: typeof fields["state"] === "string" ? fields["state"] : null };
    default:
      return next;
  }
}

function withAlarm(known: Known, stream: string, values: Fields): Known {
  const name = alarmName(stream, values);
  const others = known.alarms.filter((alarm) => alarm !== name);
  return { ...known, alarms: values["active"] === true ? [...others, name].slice(-ALARMS_MAX) : others };
}

const alarmName = (stream: string, values: Fields): string => {
  const apart = APART[stream];
  return apart === undefined ? stream : `${stream} ${textOf(values[apart])}`;
};
const openAlarm = (open: Fields): string => alarmName(textOf(open["kind"]), fieldsOf(open["values"]));
/** `String` throws at `{"toString": 1}`, which a stranger at the broker may write. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify({ value }));

const isNewer = (made: Made, newest: Made | undefined): boolean =>
  newest === undefined ||
  made.bootCount > newest.bootCount ||
  (made.bootCount === newest.bootCount && made.uptimeMs >= newest.uptimeMs);

const statusOf = (status: unknown): Known["status"] =>
  status === "online" || status === "offline" || status === "lost" ? status : null;

type Fields = { readonly [name: string]: unknown };
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const numberIn = (value: unknown): number | null => (typeof value === "number" ? value : null);

function objectIn(payload: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(payload));
  } catch {
    return null;
  }
}

const FRESH_MS = 120_000;
const STALE_MS = 900_000;
/** 0: just heard; 1: so long ago that one should not rely on it. */
export function staleShare({ heardAt, status }: Known, at: number): number {
  if (heardAt === null || status === "offline" || status === "lost") return 1;
  return Math.min(1, Math.max(0, (at - heardAt - FRESH_MS) / (STALE_MS - FRESH_MS)));
}
