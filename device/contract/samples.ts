import type { Aggregate, Values } from "../measure/decision.ts";
import type { DeviceKind } from "../measure/roles.ts";
import { streamList } from "./field-table.ts";
import { BATCH_RECORDS_MAX, IN_FLIGHT_MAX, PAYLOAD_BYTES_MAX } from "./limits.ts";
import type { BirthMessage, StateMessage } from "./session.ts";
import { streamNamed } from "./streams.ts";
import { buildTopic } from "./topics.ts";

/** One packet as a subscriber sees it, and as a line of `config/contract/samples/*.jsonl`. */
export type SampleLine = {
  readonly topic: string;
  readonly qos: 1;
  readonly retain: boolean;
  readonly payload: unknown;
};
type Happening = {
  readonly s: number;
  readonly stream: string;
  readonly values: Values;
  readonly aggregate?: Aggregate;
};

export const TENANT = "stockholm";
const BOOT = "5d0c2f9a41be7736";
export const HASH = "9f3e0b6a7c21d854";

/** An hour of a lamp post: somebody passes now and then, the clock is lost for ten minutes, all times made up. */
export function lampNightHour(): readonly SampleLine[] {
  const startMs = Date.UTC(2026, 10, 24, 22, 0, 0);
  const happenings: Happening[] = [started("lamp-post")];
  for (let window = 1; window <= 12; window += 1) {
    const seen = [0, 2, 0, 1, 0, 0, 3, 0, 1, 0, 0, 1][window - 1] ?? 0;
    const mean = 30 + seen * 14;
    const s = window * 300;
    happenings.push({ s, stream: "lamp-level", values: { levelPct: mean }, aggregate: level(seen, mean) });
    happenings.push({ s, stream: "lamp-power", values: { powerW: watts(mean) }, aggregate: power(seen, mean) });
    happenings.push({ s, stream: "daylight", values: { daylightLux: 0.4 } });
  }
  happenings.push({ s: 1_210, stream: "clock-lost", values: { active: true } });
  happenings.push({ s: 1_812, stream: "clock-lost", values: { active: false } });
  happenings.push({ s: 2_400, stream: "part-fault", values: fault(true) });
  happenings.push({ s: 2_460, stream: "part-fault", values: fault(false) });
  happenings.push({ s: 3_540, stream: "device-health", values: health(3_540) });
  return lines("lamp-post", "4711-0382", startMs, happenings);
}

/** An hour of a bin: it fills, presses, is emptied, and once is stopped by an open hopper. */
export function binHour(): readonly SampleLine[] {
  const startMs = Date.UTC(2026, 10, 24, 11, 0, 0);
  const happenings: Happening[] = [started("litter-bin")];
  const fills = [71, 76, 84, 62, 66, 71, 79, 86, 90, 90, 6, 9];
  for (const [index, fillPct] of fills.entries()) {
    const s = (index + 1) * 300;
    happenings.push({ s, stream: "bin-fill", values: { quality: "valid", fillPct } });
    happenings.push({ s, stream: "battery", values: { chargePct: 88 - index / 4, voltageMv: 12_640 - index * 3 } });
  }
  const state = (s: number, name: string, blocks: string[], strokes: number): Happening => ({
    s,
    stream: "bin-state",
    values: { state: name, blocks, strokes },
  });
  happenings.push(state(30, "IDLE", [], 1_204), state(905, "EXTEND", [], 1_204), state(921, "COOL", [], 1_205));
  happenings.push(state(2_410, "SAFE_STOP", [], 1_205), state(2_411, "LOCKOUT", [], 1_205));
  const stopped = { cause: "guard", state: "EXTEND", ramMm: 212, currentMa: 1_850, hopperA: false, hopperB: true };
  happenings.push({ s: 2_410, stream: "safety-stop", values: { ...stopped, doorA: true, doorB: true, chain: false } });
  happenings.push({ s: 2_411, stream: "lockout", values: { cause: "guard", active: true } });
  happenings.push({ s: 2_700, stream: "bin-full", values: { active: true, fillPct: 90 } });
  happenings.push({ s: 3_100, stream: "lockout", values: { cause: "guard", active: false } });
  happenings.push({ s: 3_105, stream: "bin-full", values: { active: false, fillPct: 6 } });
  const collected = { result: "collected", fillBeforePct: 90, fillAfterPct: 6 };
  happenings.push({ s: 3_106, stream: "collection", values: collected });
  happenings.push({
    s: 3_200,
    stream: "inhibit",
    values: { id: "c-81", code: 200, phase: "done", result: "until 14:00" },
  });
  happenings.push({ s: 3_540, stream: "device-health", values: health(3_540) });
  return lines("litter-bin", "bin-12", startMs, happenings);
}

/** The hour as packets: state, birth and the open alarms first; one backfill for what happened in a broken minute. */
function lines(
  kind: DeviceKind,
  device: string,
  startMs: number,
  happenings: readonly Happening[],
): readonly SampleLine[] {
  const sequence = [0, 0, 0];
  const ordered = [...happenings].sort((one, other) => one.s - other.s);
  const records = ordered.map(({ s, stream, values, aggregate }) => {
    const of = streamNamed(stream).class;
    const seq = (sequence[of] = (sequence[of] ?? 0) + 1);
    const ts = startMs + s * 1_000;
    const head = { v: 1, boot: BOOT, bootCount: 17, class: of, seq, stream, ts, uptimeMs: 81_000 + s * 1_000 };
    return { ...head, timeQuality: "sync", timeErrorMs: 12, values, ...(aggregate === undefined ? {} : { aggregate }) };
  });
  const brokenFor = (s: number) => s > 1_780 && s < 2_390;
  const late = records.filter(({ ts }) => brokenFor((ts - startMs) / 1_000));
  const live = records
    .filter((record) => !late.includes(record))
    .map((record) => packet(liveTopic(record.stream, device), record));
  const batch = packet(buildTopic({ at: "batch", tenant: TENANT, device }), { v: 1, history: true, records: late });
  return [...opening(kind, device, startMs), ...live, batch];
}

function opening(kind: DeviceKind, device: string, startMs: number): readonly SampleLine[] {
  const state: StateMessage = { v: 1, status: "online", session: 211, boot: BOOT, ts: startMs, timeQuality: "sync" };
  const at = { tenant: TENANT, device };
  return [
    packet(buildTopic({ at: "state", ...at }), state, true),
    packet(buildTopic({ at: "birth", ...at }), birth(kind, device), true),
    packet(buildTopic({ at: "active", ...at }), { v: 1, session: 211, boot: BOOT, active: [] }),
  ];
}

export function birth(kind: DeviceKind, device: string): BirthMessage {
  return {
    v: 1,
    tenant: TENANT,
    device,
    session: 211,
    boot: BOOT,
    bootCount: 17,
    firmware: "0.1.0",
    kind,
    mode: "active",
    asset: {
      plate: device,
      cabinet: "SK-204",
      phase: "L2",
      luminaire: null,
      place: { latitudeDeg: 59.32938, longitudeDeg: 18.06871, label: "Hornsgatan" },
    },
    config: { version: 0, hash: HASH },
    streams: streamList(kind),
    limits: { payloadBytes: PAYLOAD_BYTES_MAX, batchRecords: BATCH_RECORDS_MAX, inFlight: IN_FLIGHT_MAX },
  };
}

export const packet = (topic: string, payload: unknown, retain = false): SampleLine => ({
  topic,
  qos: 1,
  retain,
  payload,
});
const liveTopic = (stream: string, device: string) =>
  buildTopic({ at: streamNamed(stream).kind, tenant: TENANT, device, stream });
const started = (kind: DeviceKind): Happening => ({
  s: 1,
  stream: "started",
  values: { version: "0.1.0", configHash: HASH, kind, mode: "active", cause: "power-cut" },
});
const level = (seen: number, mean: number): Aggregate => ({
  count: 1 + seen * 2,
  min: 30,
  max: seen > 0 ? 100 : 30,
  mean,
  windowS: 300,
});
const power = (seen: number, mean: number): Aggregate => ({
  count: 1 + seen * 2,
  min: 12.3,
  max: seen > 0 ? 41 : 12.3,
  mean: watts(mean),
  windowS: 300,
});
const fault = (active: boolean): Values => ({
  part: "pir-1",
  role: "motion",
  active,
  ...(active ? { cause: "no-answer" } : {}),
});
export const health = (uptimeS: number): Values => ({
  cycles: uptimeS * 50,
  lateCycles: 3,
  missedCycles: 0,
  worstLateMs: 6.2,
  uptimeS,
  cycleHz: 50,
  worstLateLastHourMs: 4.1,
  fifo: true,
  cpuC: 51.6,
  slowedBy: [],
  slowedSinceStart: ["under-voltage"],
});
/** A 41 W luminaire, as a meter with one decimal shows it. */
function watts(levelPct: number): number {
  return Math.round(levelPct * 4.1) / 10;
}
